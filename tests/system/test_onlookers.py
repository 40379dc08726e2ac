"""Who sees a record, as the page says it: exactly those whom the gate lets through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.access import acting_as, system_access
from app.core.clock import today
from app.core.registry import entity_of
from app.core.shares import actions as sharing
from app.customers.models.customer import Customer
from app.system.models.user import User
from app.system.onlookers import onlookers
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory


@pytest.fixture
def company(session):
    """Two departments, one below the other; people of every scope in each; a record of Ann's."""
    east = DepartmentFactory(name="East")
    south = DepartmentFactory(name="South", parent=east)
    west = DepartmentFactory(name="West")
    people = {}
    for place in (east, south, west):
        for role in ("Sales", "SalesManager", "ServiceAgent", "Auditor", "PortalCustomer"):
            name = f"{role}-{place.name}"
            people[name] = UserFactory(
                username=name, first_name=name, last_name="", role_names=[role], department=place
            )
    people["gone"] = UserFactory(username="gone", role_names=["GeneralManager"], department=east, active=False)
    ann = people["Sales-South"]
    customer = CustomerFactory(owner=ann)
    contact = ContactFactory(customer=customer)
    session.flush()
    return people, customer, contact


def share_with(colleague, record, *, until=None, on=None) -> None:
    day = on or today("Asia/Shanghai")
    sharing.share([record], colleague=colleague, level="read", until=until, today=day)


def seen_by_the_gate(session, people, record) -> set[int]:
    model, found = type(record), set()
    for person in people:
        if not person.active:
            continue
        with acting_as(person.id) as principal:
            visible = session.scalars(select(model.id).where(model.id == record.id)).all()
            if visible and principal.may("can_read", model.__name__):
                found.add(person.id)
    return found


@pytest.mark.parametrize("which", [1, 2], ids=["a customer", "a contact below it"])
@pytest.mark.parametrize("shared", [False, True], ids=["not shared", "shared"])
def test_the_page_names_exactly_those_whom_the_gate_lets_through(session, company, which, shared):
    people, customer, _ = company
    if shared:
        with acting_as(people["Sales-South"].id):
            share_with(people["Sales-West"], customer)
            session.flush()
    record = company[which]
    with system_access("all users of the test"):
        everybody = session.scalars(select(User)).all()
    named = {one.user_id: one.why for one in onlookers(entity_of(type(record)), record)}
    assert named.keys() == seen_by_the_gate(session, everybody, record)
    assert (people["Sales-West"].id in named) is shared
    assert people["SalesManager-East"].id in named
    assert people["SalesManager-West"].id not in named


def test_the_nearest_come_first_and_each_has_a_reason(app, login, company):
    people, customer, _ = company
    page = login(people["Sales-South"]).get(f"/customer/sight/{customer.id}", headers={"Accept-Language": "en"}).text
    assert "Looks after it" in page.split("Who else")[0]
    assert "sees the own department and those below" in page
    assert page.index("SalesManager-East") < page.index("Auditor-West")


def test_a_share_that_has_ended_shows_nothing_to_anybody(session, company):
    people, customer, _ = company
    yesterday = today("Asia/Shanghai") - timedelta(days=1)
    with acting_as(people["Sales-South"].id):
        share_with(people["Sales-West"], customer, until=yesterday, on=yesterday)
        session.flush()
    assert people["Sales-West"].id not in {one.user_id for one in onlookers(entity_of(Customer), customer)}


def test_strangers_learn_nothing(login, company):
    people, customer, _ = company
    assert login(people["Sales-West"]).get(f"/customer/sight/{customer.id}").status_code == 404


def test_the_number_of_statements_does_not_grow_with_people(session, company, statements):
    _people, customer, _contact = company
    with statements() as few:
        onlookers(entity_of(Customer), customer)
    UserFactory.create_batch(20, role_names=["SalesManager"])
    session.flush()
    with statements() as many:
        onlookers(entity_of(Customer), customer)
    assert len(many) == len(few)
