"""What several parts of this module ask the database."""

from __future__ import annotations

from datetime import date as Day

from sqlalchemy import ColumnElement, func, select

from app.core.access import system_access
from app.core.db import db
from app.customers.enums import HandoverKind, LifecycleStage
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.handover import Handover
from app.customers.models.lead import Lead
from app.customers.rules.lead_flow import OPEN
from app.customers.rules.pool import Holding, IdleSince

# The stages before the first purchase: whoever has bought stays with the salesperson.
PROSPECTIVE = (LifecycleStage.PROSPECT.value, LifecycleStage.LEAD.value)


def main_contact_of(customer: Customer) -> Contact | None:
    """The one to talk to; None for a customer without contacts."""
    live = select(Contact).where(Contact.customer_id == customer.id, Contact.archived_at.is_(None))
    return db.session.execute(live.where(Contact.is_main.is_(True))).scalar_one_or_none()


def holding(user_id: int, day: Day) -> Holding:
    """What somebody holds of leads and customers, and how many they have claimed on `day`."""
    open_states = [status.value for status in OPEN]
    leads = select(func.count()).where(
        Lead.owner_id == user_id, Lead.status.in_(open_states), Lead.archived_at.is_(None)
    )
    customers = select(func.count()).where(Customer.owner_id == user_id, Customer.archived_at.is_(None))
    claims = select(func.count()).where(
        Handover.receiver_id == user_id, Handover.kind == HandoverKind.CLAIMED.value, Handover.on_day == day
    )
    with system_access("count what somebody holds"):
        held, kept, claimed = (db.session.scalar(statement) or 0 for statement in (leads, customers, claims))
    return Holding(held + kept, claimed)


def last_left(kind_of_record: str, record_id: int, user_id: int) -> Day | None:
    """The last day on which somebody gave up or lost a record; None if they never had it."""
    of_record = (Handover.kind_of_record == kind_of_record, Handover.record_id == record_id)
    return db.session.scalar(select(func.max(Handover.on_day)).where(*of_record, Handover.giver_id == user_id))


def idle(model: type[Lead] | type[Customer], since: IdleSince) -> list[ColumnElement[bool]]:
    """The conditions under which leads or customers return to the pool: owned, not yet won, and left alone so long."""
    conditions = [
        model.owner_id.is_not(None),
        model.archived_at.is_(None),
        model.attended_on <= since.attended,
        model.owner_since <= since.owned,
    ]
    if model is Lead:
        return [*conditions, Lead.status.in_([status.value for status in OPEN])]
    return [*conditions, Customer.stage.in_(PROSPECTIVE)]
