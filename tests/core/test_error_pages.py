"""What a reader is told when a request does not work out."""

from __future__ import annotations

import re
import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from app.core.access import system_access
from app.core.conditions import MOST
from app.core.db import db
from app.core.error_pages import is_busy
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support import visitors

TOO_OLD = {"zh": "表单", "en": "The form is too old or was not sent from here. Go back and try again."}


@pytest.fixture
def user(session):
    return UserFactory(username="reader", role_names=["Admin"])


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_form_without_its_token_is_refused_in_the_readers_language(app, session, login, user, monkeypatch, locale):
    user.profile.locale = locale
    customer = CustomerFactory(name="A", owner=user)
    session.commit()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = login(user).post(f"/customer/edit/{customer.id}", data={"name": "B"})
    assert answer.status_code == 400
    assert TOO_OLD[locale] in answer.text
    assert f'lang="{locale}' in answer.text
    session.expire_all()
    assert customer.name == "A"


def test_nor_does_a_visitor_get_an_error(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert client.post("/customer/add", data={"name": "B"}).status_code == 400


DIGITS = "9" * 5_000


@pytest.mark.parametrize("page", [DIGITS, "0" * 5_000, "²", "-1", "x", ""], ids=lambda page: ascii(page)[:9])
@pytest.mark.parametrize("address", ["/customer/lookup", "/customer/history/{id}", "/jobs/"])
def test_any_number_of_a_page_is_understood(login, user, session, address, page):
    customer = CustomerFactory(owner=user)
    answer = login(user).get(address.format(id=customer.id), query_string={"page": page})
    assert answer.status_code == 200


@pytest.mark.parametrize("page", [DIGITS, "0" * 12 + DIGITS], ids=["nines", "zeros and nines"])
def test_a_list_says_that_it_does_not_understand_the_number(login, user, page):
    answer = login(user).get("/customer/list/", query_string={"page_CustomerView": page})
    assert answer.status_code == 400


@pytest.mark.parametrize("address", ["/jobs/status/", "/customer/import/", "/customer/show/"])
def test_an_address_of_thousands_of_digits_leads_nowhere(login, user, address):
    assert login(user).get(address + DIGITS).status_code == 404


@pytest.mark.parametrize("arguments", [{"_flt_2_name": ["a"] * 1_500}, {"_flt_2_name": ["a"] * (MOST + 1)}], ids=len)
def test_more_conditions_than_anybody_sets_are_refused_in_words(login, user, arguments):
    answer = login(user).get("/customer/list/", query_string=arguments, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert f"at most {MOST} conditions" in answer.text


def test_as_many_as_somebody_may_set_work(login, user):
    assert login(user).get("/customer/list/", query_string={"_flt_2_name": ["a"] * MOST}).status_code == 200


@pytest.mark.parametrize(
    ("raised", "busy"),
    [
        (sqlite3.OperationalError("database is locked"), True),
        (sqlite3.OperationalError("Expression tree is too large (maximum depth 1000)"), False),
        (sqlite3.OperationalError("no such table: customer"), False),
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.QueryCanceled(), True),
        (psycopg.OperationalError("connection refused"), True),
        (psycopg.errors.StatementTooComplex(), False),
    ],
    ids=lambda part: type(part).__name__,
)
def test_only_what_may_pass_is_called_busy(raised, busy):
    assert is_busy(OperationalError("SELECT 1", {}, raised)) is busy


@pytest.mark.parametrize(("address", "code"), [("/role/list/", 403), ("/customer/show/999999", 404)])
def test_the_log_finds_a_refusal_by_the_number_on_the_page(login, session, caplog, address, code):
    client = login(UserFactory(username="ann", role_names=["Sales"]))
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == code
    reference = re.search("Reference number: (?:<code[^>]*>)?([0-9a-f]{8})", answer.text)[1]
    [line] = [record.getMessage() for record in caplog.records if reference in record.getMessage()]
    assert f"refused with {code}" in line
    assert address in line


def test_a_path_cannot_forge_lines_of_the_log(login, session, caplog):
    login(UserFactory(username="ann", role_names=["Sales"])).get("/nothing%0aWARNING%20forged")
    assert not [record for record in caplog.records if "\n" in record.getMessage()]


@pytest.mark.databases("sqlite")
def test_who_is_told_to_wait_waits_for_nobody_else(committing_app):
    """Somebody writes for longer than a request waits: the page that says so must not ask for the same lock again."""
    with committing_app.app_context(), system_access("test"):
        user = UserFactory(role_names=["Admin"])
        db.session.commit()
        client, path = visitors.login(committing_app.test_client(), user), db.engine.url.database
        db.session.remove()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = client.post("/customer/add", data={"name": "A"}, headers={"Accept-Language": "en"})
    other.execute("ROLLBACK")
    other.close()
    assert answer.status_code == 503
    assert "The database is busy. Try again in a moment." in answer.text
