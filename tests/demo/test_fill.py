"""The demo company: as many customers as asked for, whole in every respect, and added only once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.access import acting_as
from app.core.clock import now, today
from app.core.history import Change
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.territory import Territory
from app.demo.customers import demo_customers
from app.demo.fill import fill
from app.demo.staff import COLLEAGUES, DEPARTMENTS
from app.system.known_passwords import DEMO_PASSWORD
from app.system.models.department import Department
from app.system.models.user import User
from app.system.setup import renew_search_keys
from tests.support.forms import successful_controls


@pytest.fixture
def filled(session):
    assert fill(130, seed=1) == 130
    return session


def rows(session, model):
    return session.scalars(select(model).order_by(model.id)).all()


def fingerprint(session):
    """Everything that a repeated or continued run must leave alone."""
    columns = (Customer.id, Customer.code, Customer.name, Customer.version, Customer.created_at, Customer.owner_id)
    return session.execute(select(*columns).order_by(Customer.id)).all()


def test_a_repeated_run_adds_nothing_and_a_longer_one_goes_on(filled):
    before = fingerprint(filled)
    people = filled.scalar(select(func.count()).select_from(User))
    assert fill(130, seed=1) == 0
    assert fill(60, seed=2) == 0
    assert fill(150, seed=1) == 20
    after = fingerprint(filled)
    assert after[:130] == before
    assert [row.code for row in after] == [f"KH{number:06}" for number in range(1, 151)]
    assert filled.scalar(select(func.count()).select_from(User)) == people


def test_the_same_seed_makes_the_same_company(filled):
    drafts = demo_customers(130, 1, today())
    stored = [(customer.name, customer.phone, customer.credit_code) for customer in rows(filled, Customer)]
    assert stored == [(draft.name, draft.phone, draft.credit_code) for draft in drafts]


def test_every_customer_is_whole(filled):
    for customer in rows(filled, Customer):
        history = filled.scalars(
            select(Change).where(Change.entity == "customer", Change.record_id == customer.id)
        ).one()
        assert (history.kind, history.at, history.user_id) == ("create", customer.created_at, customer.created_by_id)
        assert history.changes["name"] == [None, customer.name]
        assert now() - timedelta(days=733) <= customer.created_at == customer.changed_at <= now()
        assert customer.acc_owner_id == customer.owner_id
        assert customer.acc_territory_id == customer.territory_id is not None
        assert customer.created_at.date() <= customer.stage_since <= today()
        assert (customer.status == "lost") == (customer.stage == "lost") == (customer.lost_on is not None)
        if customer.lost_on is not None:
            assert customer.created_at.date() <= customer.lost_on <= today()
        if customer.owner is not None:
            assert customer.acc_department_id == customer.owner.profile.department_id
    assert renew_search_keys(apply=False) == 0


def test_every_company_has_its_contacts_and_one_main_contact(filled):
    contacts = rows(filled, Contact)
    companies = {customer.id for customer in rows(filled, Customer) if customer.kind == "company"}
    assert Counter(contact.customer_id for contact in contacts if contact.is_main) == Counter(companies)
    for contact in contacts:
        assert (contact.owner_id, contact.acc_owner_id) == (contact.customer.owner_id, contact.customer.acc_owner_id)
        assert contact.created_at == contact.customer.created_at


def test_the_company_is_lively(filled):
    customers = rows(filled, Customer)
    months = {customer.created_at.strftime("%Y-%m") for customer in customers}
    assert len(months) >= 22
    assert len({customer.owner_id for customer in customers}) >= 8
    assert {customer.status for customer in customers} == {"active", "quiet", "lost"}
    assert any(customer.tags for customer in customers)
    assert any(customer.parent for customer in customers)
    assert any(
        customer.province == "440000" and str(customer.territory) == "华南 South China" for customer in customers
    )
    assert any(customer.country == "GB" and str(customer.territory.parent) == "海外 Overseas" for customer in customers)
    tree = {str(department): str(department.parent or "") for department in rows(filled, Department)}
    assert {name for name, _ in DEPARTMENTS} < set(tree)
    assert tree["华东区 East China"] == "销售中心 Sales centre"
    assert all(territory.manager for territory in rows(filled, Territory))


def test_people_see_their_part_and_log_in(app, filled):
    ids = dict(filled.execute(select(User.username, User.id)).all())
    seen = {}
    for colleague in COLLEAGUES:
        with acting_as(ids[colleague.username]):
            seen[colleague.username] = filled.scalar(select(func.count()).select_from(Customer))
    assert seen["gm1"] == seen["auditor1"] == 130
    assert 0 < seen["sales1"] < seen["service1"] == seen["sales1"] + seen["sales2"]
    # The manager of the territory sees what others look after in it, too.
    assert seen["service1"] < seen["manager1"] < seen["manager3"]
    visitor = app.test_client()
    visitor.post("/login/", data={"username": "sales1", "password": DEMO_PASSWORD})
    page = visitor.get("/customer/list/").text
    assert "林晓鲸" in page


def test_numbers_of_the_demo_pass_our_own_checks(filled, app, login):
    manager = filled.scalars(select(User).where(User.username == "gm1")).one()
    client = login(manager)
    for customer in rows(filled, Customer)[:12]:
        where = f"/customer/edit/{customer.id}"
        form = successful_controls(client.get(where).text, "record-form")
        assert client.post(where, data=form | {"keyword": "核对"}).status_code == 302, customer.name
