"""People who change the department, with their records or without them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.access import acting_as, system_access
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.import_wizard import work

EN = {"Accept-Language": "en"}


@pytest.fixture
def company(session):
    """Ann of East with a customer, her manager, and the manager of West; Ben takes over."""
    east, west = DepartmentFactory(name="East"), DepartmentFactory(name="West")
    people = {
        "ann": UserFactory(username="ann", role_names=["Sales"], department=east),
        "ben": UserFactory(username="ben", role_names=["Sales"], department=east),
        "east": UserFactory(username="east", role_names=["SalesManager"], department=east),
        "west": UserFactory(username="west", role_names=["SalesManager"], department=west),
        "root": UserFactory(username="root", role_names=["Admin"]),
    }
    customer = CustomerFactory(name="客户甲", owner=people["ann"])
    ContactFactory(customer=customer)
    session.commit()
    return people, customer, west


def sees(session, person) -> bool:
    with acting_as(person.id):
        return session.scalars(select(Customer.id)).first() is not None


def test_the_records_go_along(session, login, company):
    people, _, west = company
    form = {"answered": "1", "department": str(west.id), "receiver": ""}
    assert login(people["root"]).post(f"/user/action/move/{people['ann'].id}", data=form).status_code == 302
    assert people["ann"].profile.department_id == west.id
    assert (sees(session, people["ann"]), sees(session, people["east"]), sees(session, people["west"])) == (
        True, False, True,
    )  # fmt: skip


def test_the_records_stay_with_a_colleague(app, session, login, company):
    people, customer, west = company
    form = {"answered": "1", "department": str(west.id), "receiver": str(people["ben"].id), "note": "move"}
    assert login(people["root"]).post(f"/user/action/move/{people['ann'].id}", data=form).status_code == 302
    assert people["ann"].profile.department_id != west.id, "not before the records are with the colleague"
    work(app)
    session.expire_all()
    with system_access("read back"):
        assert customer.owner_id == people["ben"].id
    assert people["ann"].profile.department_id == west.id
    assert (sees(session, people["ann"]), sees(session, people["east"]), sees(session, people["west"])) == (
        False, True, False,
    )  # fmt: skip


def test_nobody_moves_to_where_they_are(login, company):
    people, _, _ = company
    form = {"answered": "1", "department": str(people["ann"].profile.department_id)}
    page = login(people["root"]).post(f"/user/action/move/{people['ann'].id}", data=form, headers=EN)
    assert page.status_code == 422
    assert "This person works there already." in page.text
