"""Every change of state in this module, a verb each. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.core.clock import today
from app.core.db import db
from app.customers.enums import CustomerStatus
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer


def mark_active(customers: Iterable[Customer]) -> None:
    """Business goes on; a loss noted before is taken back."""
    for customer in customers:
        customer.status, customer.lost_on, customer.lost_reason = CustomerStatus.ACTIVE.value, None, None


def mark_quiet(customers: Iterable[Customer]) -> None:
    """Nothing was heard of them for a while."""
    for customer in customers:
        customer.status, customer.lost_on = CustomerStatus.QUIET.value, None


def mark_lost(customers: Iterable[Customer]) -> None:
    """They left, today; the reason is added on the form once it is known."""
    for customer in customers:
        customer.status, customer.lost_on = CustomerStatus.LOST.value, customer.lost_on or today()


def keep_one_main_contact(contact: Contact) -> None:
    """The first contact of a customer becomes the main one."""
    contact.is_main = contact.is_main or main_contact_of(contact) is None


def make_main_contact(contact: Contact) -> None:
    """Put `contact` in the place of the present main contact."""
    former = main_contact_of(contact)
    if former is not None and former is not contact:
        former.is_main = False
        db.session.flush()  # the index allows one at a time
    contact.is_main = True


def main_contact_of(contact: Contact) -> Contact | None:
    """The main contact of the customer that `contact` belongs to."""
    customer_id = contact.customer.id if contact.customer is not None else contact.customer_id
    statement = select(Contact).where(
        Contact.customer_id == customer_id, Contact.is_main.is_(True), Contact.archived_at.is_(None)
    )
    return db.session.execute(statement).scalar_one_or_none()
