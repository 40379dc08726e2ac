"""What nobody says about a new customer is as the settings have it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.customers.models.customer import Customer
from app.system.settings import save
from tests.factories.system import UserFactory
from tests.support.import_wizard import Wizard


@pytest.fixture
def abroad(session):
    save({"default_country": "DE", "default_currency": "EUR"})
    session.commit()


def made(session, name="A"):
    session.expire_all()
    found = session.scalars(select(Customer).where(Customer.name == name)).one()
    return found.country, found.currency


def test_the_form_begins_with_them_and_may_leave_them_empty(app, session, login, abroad):
    client = login(UserFactory(role_names=["Marketing"]))
    page = client.get("/customer/add").text
    assert '<option value="DE" selected>' in page
    assert '<option value="EUR" selected>' in page
    sent = {"name": "A", "kind": "company", "stage": "prospect", "consent": "unknown", "country": "", "currency": ""}
    assert client.post("/customer/add", data=sent).status_code == 302
    assert made(session) == (None, None)


def test_a_file_without_the_columns_takes_them(app, session, login, abroad):
    wizard = Wizard(app, login(UserFactory(role_names=["Marketing"])), session)
    assert wizard.run("客户名称\r\nA\r\n")["good"] == 1
    assert made(session) == ("DE", "EUR")


def test_numbers_are_checked_as_in_that_country(app, session, login, abroad):
    wizard = Wizard(app, login(UserFactory(role_names=["Marketing"])), session)
    assert wizard.run("客户名称,电话\r\nA,030 1234567\r\n")["good"] == 1, wizard.problems
