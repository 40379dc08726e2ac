"""The gate: two salespeople, their manager, an administrator, served by one process in every order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.core import access
from app.core.access import NoPrincipal, Principal, Scope, acting_as, fetch, system_access
from app.core.db import db
from app.core.errors import NotVisible
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory, TerritoryFactory
from tests.factories.system import DepartmentFactory, UserFactory


@dataclass
class Company:
    """East with two salespeople and their manager, West with nobody they see, an administrator above."""

    people: dict[str, Any]
    customers: dict[str, Customer]
    sees: dict[str, set[str]]


@pytest.fixture
def company(session) -> Company:
    east, west = DepartmentFactory(name="East"), DepartmentFactory(name="West")
    shop = DepartmentFactory(name="East shop", parent=east)
    people = {
        "ann": UserFactory(role_names=["Sales"], department=shop),
        "ben": UserFactory(role_names=["Sales"], department=east),
        "manager": UserFactory(role_names=["SalesManager"], department=east),
        "stranger": UserFactory(role_names=["Sales"], department=west),
        "admin": UserFactory(role_names=["Admin"]),
    }
    customers = {}
    for name in ("ann", "ben", "stranger"):
        customers[name] = CustomerFactory(name=f"canary-{name}", owner=people[name])
        ContactFactory(name=f"contact-{name}", customer=customers[name], owner=people[name], is_main=True)
    session.flush()
    everything = {"ann", "ben", "stranger"}
    sees = {"ann": {"ann"}, "ben": {"ben"}, "manager": {"ann", "ben"}, "stranger": {"stranger"}, "admin": everything}
    return Company(people, customers, sees)


READINGS = {
    "a list": lambda s: s.scalars(select(Customer.name)).all(),
    "whole records": lambda s: [c.name for c in s.scalars(select(Customer))],
    "an old-style query": lambda s: [c.name for c in s.query(Customer)],
    "an alias": lambda s: s.scalars(select((other := aliased(Customer)).name).select_from(other)).all(),
    "a join from contacts": lambda s: s.scalars(
        select(Customer.name).select_from(Contact).join(Contact.customer)
    ).all(),
    "the contacts": lambda s: [n.replace("contact", "canary") for n in s.scalars(select(Contact.name))],
    "an eager load": lambda s: [
        c.customer.name for c in s.scalars(select(Contact).options(joinedload(Contact.customer)))
    ],
    "a select-in load": lambda s: [
        c.customer.name for c in s.scalars(select(Contact).options(selectinload(Contact.customer)))
    ],
    "a lazy load": lambda s: [c.customer.name for c in s.scalars(select(Contact))],
    "a group": lambda s: [name for name, _ in s.execute(select(Customer.name, func.count()).group_by(Customer.name))],
    "a common table": lambda s: s.scalars(select(select(Customer.name).cte().c.name)).all(),
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS.keys())
def test_everybody_reads_what_is_theirs_in_every_order(session, company, reading):
    for order in permutations(("ann", "manager", "admin", "ben")):
        for person in order:
            session.expunge_all()
            with acting_as(company.people[person].id):
                assert set(reading(session)) == {f"canary-{name}" for name in company.sees[person]}, (order, person)


@pytest.mark.parametrize("person", ["ann", "ben", "manager", "stranger", "admin"])
def test_counts_are_of_what_is_seen(session, company, person):
    inner = select(Customer.id).limit(100).subquery()
    statements = {
        "count": select(func.count(Customer.id)),
        "count of a subquery": select(func.count()).select_from(inner),
        "in": select(func.count()).select_from(Contact).where(Contact.customer_id.in_(select(Customer.id))),
    }
    with acting_as(company.people[person].id):
        counts = {name: session.scalar(statement) for name, statement in statements.items()}
    assert counts == dict.fromkeys(statements, len(company.sees[person]))


def test_a_set_based_change_reaches_only_what_is_seen(session, company):
    with acting_as(company.people["ann"].id):
        session.execute(update(Customer).values(keyword="changed"))
    changed = session.scalars(select(Customer.name).where(Customer.keyword == "changed")).all()
    assert changed == ["canary-ann"]


def test_fetching_what_is_not_visible_is_like_fetching_what_does_not_exist(session, company):
    session.expunge_all()
    with acting_as(company.people["ann"].id):
        assert fetch(Customer, company.customers["ann"].id).name == "canary-ann"
        for record_id in (company.customers["ben"].id, 10**6, "x", "", None, -1, 10**30, "１"):
            with pytest.raises(NotVisible):
                fetch(Customer, record_id)


def test_without_a_principal_a_governed_statement_is_refused(app, company):
    outside = access._acting.set(None)
    try:
        with pytest.raises(NoPrincipal):
            db.session.execute(select(Customer.name))
    finally:
        access._acting.reset(outside)


@pytest.mark.parametrize(
    "bypass",
    [
        lambda s: s.execute(text("SELECT name FROM customer")),
        lambda s: s.execute(text('SELECT name FROM "customer"')),
        lambda s: s.execute(select(Customer.__table__.c.name)),
        lambda s: s.execute(text("UPDATE customer SET name = 'x'")),
        lambda s: s.execute(text("DELETE FROM contact")),
        lambda s: s.connection().execute(select(Customer.name)),
        lambda s: s.connection().exec_driver_sql("SELECT 1 FROM tag, customer"),
        lambda s: s.execute(update(Customer), [{"id": 1, "name": "x"}]),
    ],
    ids=["text", "quoted text", "table", "update", "delete", "connection", "comma join", "by primary key"],
)
def test_a_statement_that_bypasses_the_gate_is_refused(session, company, bypass):
    with acting_as(company.people["ann"].id), pytest.raises(NoPrincipal):
        bypass(session)


def test_a_foreign_key_to_an_invisible_record_is_refused_whoever_sets_it(session, company):
    with acting_as(company.people["ann"].id):
        for foreign in (company.customers["ben"].id, company.customers["stranger"].id):
            with pytest.raises(NotVisible), session.begin_nested():
                session.add(Contact(name="smuggled", customer_id=foreign))
    assert session.scalars(select(Contact.name).where(Contact.name == "smuggled")).all() == []


def test_children_move_with_their_customer(session, company):
    customer = company.customers["ann"]
    customer.owner = company.people["ben"]
    session.flush()
    session.expunge_all()
    with acting_as(company.people["ben"].id):
        assert set(session.scalars(select(Contact.name))) == {"contact-ann", "contact-ben"}
    with acting_as(company.people["ann"].id):
        assert session.scalars(select(Contact.name)).all() == []


def test_the_territory_is_copied_too(session, company):
    customer = company.customers["ann"]
    customer.territory = TerritoryFactory()
    session.flush()
    contact = session.scalars(select(Contact).where(Contact.customer_id == customer.id)).one()
    session.refresh(contact)
    assert contact.acc_territory_id == customer.territory_id


@pytest.mark.parametrize(
    ("scopes", "module", "expected"),
    [
        ({}, "customers", Scope.NONE),
        ({"customers": Scope.OWN}, "customers", Scope.OWN),
        ({"customers": Scope.ALL}, "sales", Scope.NONE),
    ],
    ids=["no role", "own", "another module"],
)
def test_the_scope_of_a_module(scopes, module, expected):
    assert Principal(1, scopes=scopes).scope(module) is expected


def test_the_widest_role_counts(session):
    user = UserFactory(role_names=["Sales", "SalesManager", "Auditor"])
    assert access.load_principal(user.id).scope("customers") is Scope.ALL


def test_system_access_ends_with_its_block(session, company):
    with acting_as(company.people["ann"].id):
        with system_access("look at everything"):
            assert session.scalar(select(func.count(Customer.id))) == 3
        assert session.scalar(select(func.count(Customer.id))) == 1
