"""Logging out is asked for, not brought about by a picture on somebody else's page, and leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.factories.system import UserFactory


@pytest.fixture
def visitor(login, session):
    return login(UserFactory(username="visitor", role_names=["Sales"]))


def is_in(visitor) -> bool:
    return visitor.get("/profile/").status_code == 200


def test_to_look_at_the_address_changes_nothing(visitor):
    page = visitor.get("/logout/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Log out now?" in page.text
    assert is_in(visitor)


def test_nor_does_a_form_of_another_page(app, visitor, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert visitor.post("/logout/").status_code == 400
    assert is_in(visitor)


def test_the_button_logs_out(visitor):
    answer = visitor.post("/logout/")
    assert answer.status_code == 302
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    assert not is_in(visitor)
    assert visitor.get("/logout/").location == "/login/"


@pytest.mark.parametrize("address", ["/", "/customer/list/", "/customer/add", "/customer/show/999999"])
def test_no_page_of_somebody_is_kept(visitor, address):
    assert visitor.get(address).headers["Cache-Control"] == "no-store"


def test_what_everybody_gets_may_be_kept(visitor):
    assert "no-store" not in visitor.get("/static/css/kehu.css").headers.get("Cache-Control", "")
