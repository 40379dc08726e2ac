"""Exactly one main contact for each customer that has contacts, whoever saves them: form, action, import, API or job.

Decided once for a whole flush by `rules/main_contact`, with the customers locked, so that two people at once get one
main contact and no refusal. The unique index behind it is the last word.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.core.access import system_access
from app.core.save_rules import before_save_of, has_set, linked_id
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.rules.main_contact import Standing, settle


@dataclass
class _Customer:
    """What one flush does to the contacts of one customer. A new contact's key is negative, it has no id yet."""

    existing: list[Standing] = field(default_factory=list)
    leaving: list[int] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)
    cleared: list[int] = field(default_factory=list)
    joining: list[Standing] = field(default_factory=list)

    def settled(self) -> tuple[Standing, ...]:
        return settle(
            self.existing, leaving=self.leaving, chosen=self.chosen, cleared=self.cleared, joining=self.joining
        )


@before_save_of(Contact)
def keep_one_main_contact(session: Session, contacts: list[Contact]) -> None:
    """Promote and demote whoever is concerned by what is saved now."""
    concerned = ("customer", "customer_id", "is_main", "archived_at")
    deleted = session.deleted
    moved = [c for c in contacts if c in deleted or has_set(c, *concerned)]
    if not moved:
        return
    keys = {c: c.id if inspect(c).has_identity else -number for number, c in enumerate(moved, 1)}
    with system_access("keep one main contact for each customer"):
        customers = _read(session, keys)
        stood = {s.id: (home, s.is_main) for home, customer in customers.items() for s in customer.existing}
        for contact, key in keys.items():
            _note(customers, stood.get(key), contact, key, gone=contact in deleted)
        _write(session, customers, {key: contact for contact, key in keys.items() if contact not in deleted})


def _home(contact: Contact) -> int | None:
    """The id of the customer, or a negative number for one that is saved together with the contact."""
    known = linked_id(contact, "customer")
    customer = inspect(contact).dict.get("customer")
    return known if known is not None or customer is None else -id(customer)


def _read(session: Session, keys: dict[Contact, int]) -> dict[int | None, _Customer]:
    """The customers concerned, with their contacts as they stand in the database: {home: customer}."""
    old_keys = [key for key in keys.values() if key > 0]
    homes = {home for contact in keys if (home := _home(contact)) is not None and home > 0}
    if old_keys:
        homes |= set(session.execute(select(Contact.customer_id).where(Contact.id.in_(old_keys))).scalars())
    customers: dict[int | None, _Customer] = defaultdict(_Customer)
    if homes:
        lock = select(Customer.id).where(Customer.id.in_(homes)).order_by(Customer.id)
        session.execute(lock.with_for_update(key_share=True))
        columns = (Contact.id, Contact.customer_id, Contact.is_main)
        live = select(*columns).where(Contact.customer_id.in_(homes), Contact.archived_at.is_(None))
        for contact_id, customer_id, is_main in session.execute(live.order_by(Contact.id)):
            customers[customer_id].existing.append(Standing(contact_id, is_main))
    return customers


def _note(
    customers: dict[int | None, _Customer], stood: tuple[int, bool] | None, contact: Contact, key: int, *, gone: bool
) -> None:
    """Write down what happens to `contact`, which `stood` at a customer: whom it leaves and joins, and its mark."""
    here = None if gone or contact.archived_at is not None else _home(contact)
    before, was_main = stood or (None, False)
    if before is not None and before != here:
        customers[before].leaving.append(key)
    if here is None:
        return
    if before != here:
        wants = bool(contact.is_main) and not was_main and has_set(contact, "is_main")
        customers[here].joining.append(Standing(key, wants))
    elif contact.is_main and not was_main:
        customers[here].chosen.append(key)
    elif was_main and not contact.is_main:
        customers[here].cleared.append(key)


def _write(session: Session, customers: dict[int | None, _Customer], moved: dict[int, Contact]) -> None:
    before = {s.id: s.is_main for customer in customers.values() for s in customer.existing}
    after = {s.id: s.is_main for customer in customers.values() for s in customer.settled()}
    changed = {key for key in (*before, *after) if before.get(key, False) != after.get(key, False)}
    leaving = {key for customer in customers.values() for key in customer.leaving if before.get(key)}
    demoted = {key for key in changed if before.get(key)} | leaving
    others = _load(session, changed - moved.keys())
    if demoted:  # the index allows one at a time, and the order of the statements of a flush is not ours
        statement = update(Contact).where(Contact.id.in_(demoted)).values(is_main=False)
        session.execute(statement, execution_options={"synchronize_session": False})
    for key, contact in (moved | others).items():
        contact.is_main = after.get(key, False)
        if key in leaving and contact.is_main:
            flag_modified(contact, "is_main")  # it was taken away above, so it must be written again


def _load(session: Session, contact_ids: set[int]) -> dict[int, Any]:
    if not contact_ids:
        return {}
    found = session.execute(select(Contact).where(Contact.id.in_(contact_ids))).scalars()
    return {contact.id: contact for contact in found}
