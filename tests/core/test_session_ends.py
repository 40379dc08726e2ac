"""The session ends while somebody works: they are told in their language, and come back to where they were."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory

SAID = {"en": "Please log in; then you go on where you were.", "zh": "请登录"}


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_the_login_page_says_so_in_the_language_that_was_chosen(session, login, locale):
    client = login(UserFactory(role_names=["Sales"]))
    customer = CustomerFactory()
    client.get(f"/lang/{locale}")
    with client.session_transaction() as kept:
        kept.clear()
    other = {"en": "zh", "zh": "en"}[locale]
    answer = client.post(f"/customer/edit/{customer.id}", data={"name": "x"}, headers={"Accept-Language": other})
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.location).query)["next"][0].endswith(f"/customer/edit/{customer.id}")
    page = client.get(answer.location, headers={"Accept-Language": other}).text
    assert SAID[locale] in page
    assert "Access is Denied" not in page


def test_the_browser_keeps_no_language_that_nobody_chose(session, login):
    client = login(UserFactory(role_names=["Sales"]))
    client.get("/customer/list/", headers={"Accept-Language": "en"})
    assert client.get_cookie("kehu_locale") is None
