"""What holds for customers and contacts whoever saves them: form, action, import, API or job.

The main contact has its own file, `main_contacts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.clock import today
from app.core.save_rules import before_save_of, has_set, linked_id
from app.customers.enums import CustomerStatus, LifecycleStage
from app.customers.models.base import phone_columns
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.rules.losses import Relation, settle
from app.customers.rules.phones import check_phone_in
from app.system.settings import setting

RELATION = ("status", "stage", "lost_on", "lost_reason")


@dataclass(frozen=True)
class _Stored:
    """What the database holds of a customer that is being changed."""

    owner_id: int | None
    relation: Relation


@before_save_of(Customer)
def keep_customers_true(session: Session, customers: list[Customer]) -> None:
    """Loss, stage and its date agree; contacts follow their customer to a new owner; phones fit the country."""
    deleted = session.deleted
    customers = [customer for customer in customers if customer not in deleted]
    for customer in customers:
        if not inspect(customer).has_identity:
            _take_defaults(customer)
    related = [customer for customer in customers if has_set(customer, *RELATION, "owner", "owner_id")]
    stored, day = _stored(session, related), today()
    for customer in related:
        before = stored.get(customer.id)
        if has_set(customer, *RELATION):
            _settle(customer, before.relation if before else None, day)
    _hand_over(session, related, stored)
    for customer in customers:
        _check_phones(customer, _country(customer))


@before_save_of(Contact)
def keep_contacts_true(session: Session, contacts: list[Contact]) -> None:
    """A new contact belongs to whoever looks after the customer; phones fit the customer's country."""
    deleted = session.deleted
    contacts = [contact for contact in contacts if contact not in deleted]
    new = [c for c in contacts if not inspect(c).has_identity and linked_id(c, "owner") is None]
    called = [c for c in contacts if has_set(c, *phone_columns(Contact))]
    customers = _customers_of(session, [*new, *called])
    for contact in new:
        customer = customers.get(contact)
        if customer is not None:
            _give_to_owner_of(contact, customer)
    for contact in called:
        customer = customers.get(contact)
        _check_phones(contact, _country(customer) if customer is not None else None)


def _take_defaults(customer: Customer) -> None:
    """What nobody said about a new customer is as usual here; what was left empty on purpose stays empty."""
    for name, parameter in (("country", "default_country"), ("currency", "default_currency")):
        if name not in inspect(customer).dict:
            setattr(customer, name, setting(parameter))


def _stored(session: Session, customers: Iterable[Customer]) -> dict[int, _Stored]:
    """Read, not remembered: what an object held before may have expired."""
    ids = [customer.id for customer in customers if inspect(customer).has_identity]
    if not ids:
        return {}
    columns = [getattr(Customer, name) for name in RELATION]
    statement = select(Customer.id, Customer.owner_id, *columns).where(Customer.id.in_(ids))
    with system_access("read what is stored of customers that are being changed"):
        rows = session.execute(statement).all()
    return {customer_id: _Stored(owner_id, Relation(*relation)) for customer_id, owner_id, *relation in rows}


def _settle(customer: Customer, before: Relation | None, day: date) -> None:
    status = customer.status or CustomerStatus.ACTIVE.value
    stage = customer.stage or LifecycleStage.PROSPECT.value
    after = settle(before, Relation(status, stage, customer.lost_on, customer.lost_reason), day)
    for name in RELATION:
        if getattr(customer, name) != getattr(after, name):
            setattr(customer, name, getattr(after, name))
    if customer.stage_since is None or (before is not None and before.stage != after.stage):
        customer.stage_since = day


def _hand_over(session: Session, customers: list[Customer], stored: dict[int, _Stored]) -> None:
    """The contacts of the former owner go with the customer; those another colleague looks after stay with them."""
    given = {c.id: c for c in customers if c.id in stored and linked_id(c, "owner") != stored[c.id].owner_id}
    if not given:
        return
    with system_access("hand contacts over together with their customer"):
        contacts = session.execute(select(Contact).where(Contact.customer_id.in_(given))).scalars().all()
    for contact in contacts:
        if contact.owner_id == stored[contact.customer_id].owner_id and not has_set(contact, "owner", "owner_id"):
            _give_to_owner_of(contact, given[contact.customer_id])


def _give_to_owner_of(contact: Contact, customer: Customer) -> None:
    owner = inspect(customer).dict.get("owner")
    if owner is not None or linked_id(customer, "owner") is None:
        contact.owner = owner
    else:
        contact.owner_id = customer.owner_id


def _customers_of(session: Session, contacts: Iterable[Contact]) -> dict[Contact, Customer]:
    """The customer of each contact, whether it is being saved too, loaded, or only referred to."""
    found: dict[Contact, Customer] = {}
    wanted: dict[int, list[Contact]] = {}
    for contact in contacts:
        customer = inspect(contact).dict.get("customer")
        customer_id = linked_id(contact, "customer")
        if customer is not None and customer.id == customer_id:
            found[contact] = customer
        elif customer_id is not None:
            wanted.setdefault(customer_id, []).append(contact)
    if wanted:
        with system_access("read the customers of contacts that are being saved"):
            for customer in session.execute(select(Customer).where(Customer.id.in_(wanted))).scalars():
                found.update(dict.fromkeys(wanted[customer.id], customer))
    return found


def _country(customer: Customer) -> str | None:
    """The country in which numbers without a + are dialled."""
    return customer.country


def _check_phones(record: Any, country: str | None) -> None:
    for name in phone_columns(type(record)):
        number = getattr(record, name)
        if number and has_set(record, name):
            check_phone_in(country, number, field=name)
