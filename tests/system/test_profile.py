"""Everybody's own account."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.security import check_password_hash

from app.core.history import Change
from app.system import actions
from tests.factories.system import UserFactory
from tests.system.conftest import form_of, send

NEW = {"old_password": "old secret words", "new_password": "new secret words", "repeated": "new secret words"}


@pytest.fixture
def somebody(session):
    user = UserFactory(username="liwei", role_names=["Sales"])
    user.password = actions.hashed("old secret words")
    session.flush()
    return user


@pytest.fixture
def at_somebody(login, somebody):
    return login(somebody)


def test_preferences_apply_from_the_next_page_on(session, at_somebody, somebody):
    assert send(at_somebody, "/profile/", locale="en", zone="America/New_York", page_size="50").status_code == 302
    session.expire_all()
    profile = somebody.profile
    assert (profile.locale, profile.zone, profile.page_size) == ("en", "America/New_York", 50)
    page = at_somebody.get("/profile/", headers={"Accept-Language": "zh"}).text
    assert '<html lang="en">' in page
    assert "United States – New York" in page


def test_a_saved_language_takes_the_place_of_the_one_switched_to(at_somebody):
    at_somebody.get("/lang/en")
    assert '<html lang="en">' in at_somebody.get("/profile/").text
    send(at_somebody, "/profile/", locale="zh")
    assert '<html lang="zh-CN">' in at_somebody.get("/profile/").text


def test_switching_the_language_by_a_link_writes_nothing(at_somebody, somebody, session, statements):
    with statements() as sent:
        at_somebody.get("/lang/en")
    assert [text for text in sent if text.split()[0] in ("INSERT", "UPDATE", "DELETE")] == []
    session.expire_all()
    assert somebody.profile.locale is None


def test_ones_own_language_goes_before_the_one_chosen_on_the_login_page(session, client, somebody):
    somebody.profile.locale = "en"
    session.flush()
    client.get("/lang/zh")
    client.post("/login/", data={"username": "liwei", "password": "old secret words"})
    assert '<html lang="en">' in client.get("/profile/").text


BAD = {
    "a language we have not": {"locale": "fr"},
    "a zone that is none": {"zone": "Mars/Olympus"},
    "no zone": {"zone": ""},
    "too many rows": {"page_size": "100000"},
    "no number": {"page_size": "many"},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_what_makes_no_sense_is_refused(session, at_somebody, somebody, changes):
    assert send(at_somebody, "/profile/", **changes).status_code == 422
    session.expire_all()
    profile = somebody.profile
    assert (profile.locale, profile.zone, profile.page_size) == (None, "Asia/Shanghai", 25)


def test_one_cannot_promote_oneself(session, at_somebody, somebody):
    """What is no field of the form is not read."""
    form = form_of(at_somebody, "/profile/")
    at_somebody.post("/profile/", data=form | {"roles": ["1"], "department": "1", "active": "", "username": "root"})
    session.expire_all()
    assert (somebody.username, somebody.active, [role.name for role in somebody.roles]) == ("liwei", True, ["Sales"])


def test_changing_ones_password(session, at_somebody, somebody):
    assert send(at_somebody, "/password/", **NEW).status_code == 302
    session.expire_all()
    assert check_password_hash(somebody.password, "new secret words")
    assert not somebody.profile.must_change_password
    [*_, last] = session.scalars(select(Change).where(Change.entity == "user").order_by(Change.id))
    assert set(last.changes) == {"password_changed_at"}


WRONG = {
    "another old password": ({"old_password": "guessed"}, "old_password"),
    "no old password": ({"old_password": ""}, "old_password"),
    "no new password": ({"new_password": "", "repeated": ""}, "new_password"),
    "not repeated": ({"repeated": "new secret wordz"}, "repeated"),
    "a weak one": ({"new_password": "1234567890", "repeated": "1234567890"}, "new_password"),
    "the same again": ({"new_password": "old secret words", "repeated": "old secret words"}, "new_password"),
}


@pytest.mark.parametrize(("changes", "field"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_password_change_is_refused_beside_its_field(session, at_somebody, somebody, changes, field):
    answer = send(at_somebody, "/password/", **(NEW | changes))
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    session.expire_all()
    assert check_password_hash(somebody.password, "old secret words")


def test_passwords_are_never_sent_back(at_somebody):
    answer = send(at_somebody, "/password/", **(NEW | {"repeated": "new secret wordz"}))
    assert "secret" not in answer.text


def test_visitors_are_sent_to_the_login(client):
    for page in ("/profile/", "/password/"):
        answer = client.get(page)
        assert answer.status_code == 302
        assert "/login/" in answer.location


class TestAOneTimePassword:
    @pytest.fixture(autouse=True)
    def given(self, session, somebody):
        somebody.profile.must_change_password = True
        session.flush()

    @pytest.mark.parametrize("page", ["/", "/customer/list/", "/profile/", "/customer/lookup?q=a", "/nothing/here"])
    def test_leads_from_everywhere_to_its_change(self, at_somebody, page):
        answer = at_somebody.get(page)
        assert (answer.status_code, answer.location) == (302, "/password/")

    def test_lets_nothing_be_saved(self, session, at_somebody, somebody):
        assert at_somebody.post("/customer/add", data={"name": "x"}).location == "/password/"
        assert at_somebody.post("/profile/", data={"page_size": "50"}).location == "/password/"
        session.expire_all()
        assert somebody.profile.page_size == 25

    def test_leaves_what_is_needed(self, at_somebody):
        assert at_somebody.get("/static/css/kehu.css").status_code == 200
        assert at_somebody.get("/lang/en").status_code == 302
        assert at_somebody.get("/password/").status_code == 200
        assert at_somebody.post("/logout/").status_code == 302

    def test_shuts_programs_out(self, app, client):
        token = client.post(
            "/api/v1/security/login",
            json={"username": "liwei", "password": "old secret words", "provider": "db"},
        ).json["access_token"]
        answer = client.get("/api/v1/customer/", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 403

    def test_opens_everything_once_it_is_changed(self, at_somebody):
        assert send(at_somebody, "/password/", **NEW).status_code == 302
        assert at_somebody.get("/customer/list/").status_code == 200


def test_an_address_of_the_api_answers_403_to_a_browser_too(session, at_somebody, somebody):
    somebody.profile.must_change_password = True
    session.flush()
    assert at_somebody.get("/api/v1/menu/").status_code == 403
