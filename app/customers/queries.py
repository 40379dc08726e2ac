"""What several parts of this module ask the database."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer


def main_contact_of(customer: Customer) -> Contact | None:
    """The one to talk to; None for a customer without contacts."""
    live = select(Contact).where(Contact.customer_id == customer.id, Contact.archived_at.is_(None))
    return db.session.execute(live.where(Contact.is_main.is_(True))).scalar_one_or_none()
