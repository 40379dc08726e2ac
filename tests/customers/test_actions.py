"""What a change of one customer or contact brings with it, whoever makes it. Everything is read back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.access import acting_as
from app.core.archiving import archive, restore
from app.core.clock import today
from app.core.errors import RuleError
from app.core.history import Change
from app.customers.actions import customer as actions
from app.customers.models.contact import Contact
from tests.factories.customers import ContactFactory, CustomerFactory, TagFactory, TerritoryFactory
from tests.factories.system import DepartmentFactory, UserFactory


def stored(session, record):
    """`record` as the database holds it now."""
    session.flush()
    session.expire_all()
    return session.scalars(select(type(record)).where(type(record).id == record.id)).one()


def last_change(session, record):
    session.flush()
    entity = type(record).__tablename__
    statement = select(Change).where(Change.entity == entity, Change.record_id == record.id)
    return session.scalars(statement.order_by(Change.id.desc()).limit(1)).one().changes


# Status and stage


def test_a_loss_is_dated_and_takes_the_stage_with_it(session):
    customer = CustomerFactory(stage="loyal")
    actions.mark_lost([customer])
    lost = stored(session, customer)
    assert (lost.status, lost.stage, lost.lost_on, lost.stage_since) == ("lost", "lost", today(), today())
    assert last_change(session, customer) == {
        "status": ["active", "lost"],
        "stage": ["loyal", "lost"],
        "lost_on": [None, today().isoformat()],
    }


def test_who_comes_back_is_won_back_and_the_loss_is_forgotten(session):
    customer = CustomerFactory(status="lost", lost_on=date(2025, 3, 1), lost_reason="价格过高")
    actions.mark_active([customer])
    back = stored(session, customer)
    assert (back.status, back.stage, back.lost_on, back.lost_reason) == ("active", "won_back", None, None)


def test_a_reason_without_a_loss_is_refused_and_nothing_is_stored(session):
    customer = CustomerFactory()
    session.commit()
    customer.lost_reason = "价格过高"
    with pytest.raises(RuleError) as refusal:
        session.flush()
    assert refusal.value.field == "lost_reason"
    session.rollback()
    assert stored(session, customer).lost_reason is None


def test_a_change_of_stage_is_dated_and_another_change_is_not(session, monkeypatch):
    customer = CustomerFactory(stage="lead")
    began = today()
    assert stored(session, customer).stage_since == began
    monkeypatch.setenv("KEHU_CLOCK", str(timedelta(days=40).total_seconds()))
    customer.keyword = "模具"
    assert stored(session, customer).stage_since == began
    customer.stage = "growing"
    assert stored(session, customer).stage_since == today() == began + timedelta(days=40)


# Grade


def test_the_grade_is_proposed_from_the_size_and_accepted(session):
    customer = CustomerFactory(annual_revenue=Decimal(30_000_000), currency="CNY", employees=12)
    proposal = actions.proposed_grade(customer)
    assert proposal.grade == "B"
    assert str(proposal.reasons[0].message % proposal.reasons[0].params).startswith("Annual revenue of CNY 30,000,000")
    actions.accept_grade([customer])
    assert stored(session, customer).grade == "B"


def test_revenue_in_another_currency_is_not_read_as_yuan(session):
    customer = CustomerFactory(annual_revenue=Decimal(900_000_000), currency="JPY", employees=12)
    assert actions.proposed_grade(customer).grade == "D"


def test_without_figures_there_is_nothing_to_accept(session):
    known, unknown = CustomerFactory(employees=500, grade="D"), CustomerFactory(grade="C")
    with pytest.raises(RuleError, match="Neither annual revenue nor number of employees is known"):
        actions.accept_grade([unknown])
    actions.accept_grade([known, unknown])
    assert (stored(session, known).grade, stored(session, unknown).grade) == ("B", "C")


# Owner, phones, trees, names


def test_contacts_of_the_former_owner_go_with_the_customer(session):
    east, west = DepartmentFactory(), DepartmentFactory()
    ann, ben, eve = (UserFactory(role_names=["Sales"], department=d) for d in (east, west, east))
    customer = CustomerFactory(owner=ann)
    hers = ContactFactory(customer=customer, owner=None)
    other = ContactFactory(customer=customer, owner=eve)
    assert stored(session, hers).owner_id == ann.id, "a new contact is the customer's owner's"
    customer.owner = ben
    session.flush()
    session.expire_all()
    assert (hers.owner_id, other.owner_id) == (ben.id, eve.id)
    assert last_change(session, hers) == {"owner": [ann.id, ben.id]}
    for contact in (hers, other):
        assert (contact.acc_owner_id, contact.acc_department_id) == (ben.id, west.id)
    seen = {}
    for user in (ann, ben):
        with acting_as(user.id):
            seen[user.id] = set(session.scalars(select(Contact.id).where(Contact.customer_id == customer.id)))
    assert seen == {ann.id: set(), ben.id: {hers.id, other.id}}


def test_the_owner_may_be_set_by_id_too(session):
    ann, ben = UserFactory(), UserFactory()
    customer = CustomerFactory(owner=ann)
    contact = ContactFactory(customer=customer, owner=None)
    session.commit()
    session.expire_all()
    customer.owner_id = ben.id
    assert stored(session, contact).owner_id == ben.id
    assert stored(session, customer).acc_owner_id == ben.id


@pytest.mark.parametrize(
    ("country", "accepted"),
    [("CN", False), ("GB", True)],
)
def test_a_phone_is_judged_in_the_country_of_the_customer(session, country, accepted):
    customer = CustomerFactory(country=country)
    contact = ContactFactory(customer=customer)
    session.commit()
    contact.mobile = "171 555 7788"
    if not accepted:
        with pytest.raises(RuleError, match="A Chinese mobile number has 11 digits") as refusal:
            session.flush()
        assert refusal.value.field == "mobile"
        session.rollback()
    assert stored(session, contact).mobile == ("171 555 7788" if accepted else None)


def test_no_company_and_no_territory_lies_below_itself(session):
    for factory in (CustomerFactory, TerritoryFactory):
        top = factory()
        below = factory(parent=factory(parent=top))
        session.commit()
        top.parent = below
        with pytest.raises(RuleError) as refusal:
            session.flush()
        assert refusal.value.field == "parent"
        session.rollback()
        assert stored(session, top).parent_id is None


@pytest.mark.parametrize("factory", [TagFactory, TerritoryFactory])
def test_a_name_is_free_again_when_its_record_is_deleted(session, factory):
    first = factory(name="华东")
    session.commit()
    with pytest.raises(IntegrityError):
        factory(name="华东")
    session.rollback()
    archive(first)
    session.flush()
    second = factory(name="华东")
    restore(first)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    assert second.name == "华东"


def test_contacts_go_with_their_customer_and_come_back_with_it(session):
    first = ContactFactory()
    customer, second = first.customer, ContactFactory(customer=first.customer, is_main=False)
    gone_before = ContactFactory(customer=customer, is_main=False)
    archive(gone_before)
    session.flush()
    archive(customer)
    session.flush()
    assert all(stored(session, record).archived_at for record in (customer, first, second))
    with pytest.raises(RuleError, match="restore that"):
        restore(stored(session, first))
    restore(stored(session, customer))
    session.flush()
    back = [stored(session, record).archived_at is None for record in (customer, first, second, gone_before)]
    assert back == [True, True, True, False]
    assert sum(contact.is_main for contact in (first, second)) == 1


def test_a_customer_that_others_depend_on_is_not_deleted_and_neither_are_its_contacts(session):
    contact = ContactFactory()
    CustomerFactory(parent=contact.customer)
    with pytest.raises(RuleError, match="other records depend on it"):
        archive(contact.customer)
    assert stored(session, contact).archived_at is None
