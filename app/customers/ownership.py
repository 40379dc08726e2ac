"""What holds whenever a lead or a customer changes hands or is worked on, whoever saves it.

A change of hands is dated and written down; the pool shows exactly the records that lie in it; what the owner does
counts as attention.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, inspect, select
from sqlalchemy.orm import Session

from app.core.access import current_principal, fetch, system_access
from app.core.clock import today
from app.core.save_rules import before_save_of, has_set, linked_id
from app.customers.enums import HandoverKind, PooledKind, PoolReason
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.handover import Handover
from app.customers.models.lead import Lead
from app.customers.models.pool_entry import PoolEntry
from app.customers.rules.lead_scoring import score

# What the pool shows of a record, under the record's own names.
SHOWN = ("name", "country", "province", "city", "industry", "source", "score", "grade")
_REASONS = {HandoverKind.RECYCLED: PoolReason.IDLE, HandoverKind.HANDED_OVER: PoolReason.LEFT}


def hand(record: Any, owner_id: int | None, kind: HandoverKind, note: str | None = None) -> None:
    """Give `record` to somebody, or to the pool where `owner_id` is None, and remember in what way."""
    record.owner = None if owner_id is None else fetch(User, owner_id)
    record.handed = (kind, note)


@before_save_of(Lead)
def keep_leads_owned(session: Session, leads: list[Lead]) -> None:
    """See the module; and the score follows what is known."""
    for lead in leads:
        lead.score = score(lead).points
    _keep(session, leads)


@before_save_of(Customer)
def keep_customers_owned(session: Session, customers: list[Customer]) -> None:
    """See the module."""
    _keep(session, customers)


@before_save_of(Contact)
def attend_to_customers(session: Session, contacts: list[Contact]) -> None:
    """Who works on a contact attends to its customer; one that is not loaded is left to the next occasion."""
    for contact in contacts:
        customer = inspect(contact).dict.get("customer")
        if customer is not None and customer not in session.new:
            _attend(customer)


def _keep(session: Session, records: Iterable[Any]) -> None:
    deleted = session.deleted
    live = [record for record in records if record not in deleted]
    new = [record for record in live if not inspect(record).has_identity]
    known = [record for record in live if inspect(record).has_identity]
    day = today()
    for record in new:
        record.owner_since = record.attended_on = record.attended_on or day
    moved = [record for record in known if has_set(record, "owner", "owner_id")]
    former = _former_owners(session, moved)
    for record in known:
        _attend(record)
        if record.id in former and former[record.id] != linked_id(record, "owner"):
            _hand_over(session, record, former[record.id])
    _refresh_entries(session, [record for record in known if has_set(record, "archived_at", *_shown_of(record))])


def _attend(record: Any) -> None:
    principal = current_principal()
    if principal and not principal.reason and principal.user_id == linked_id(record, "owner"):
        record.attended_on = today()


def _former_owners(session: Session, records: list[Any]) -> dict[int, int | None]:
    """Read, not remembered: what an object held before may have expired."""
    if not records:
        return {}
    model = type(records[0])
    with system_access("read the former owners of records that change hands"):
        rows = session.execute(select(model.id, model.owner_id).where(model.id.in_([r.id for r in records])))
        return dict(rows.all())


def _hand_over(session: Session, record: Any, giver_id: int | None) -> None:
    receiver_id = linked_id(record, "owner")
    kind, note = record.__dict__.pop("handed", None) or (HandoverKind.ASSIGNED, None)
    record.owner_since = record.attended_on = today()
    session.add(
        Handover(
            kind_of_record=record.__tablename__,
            record_id=record.id,
            name=record.name,
            kind=kind.value,
            note=note,
            on_day=today(),
            giver_id=giver_id,
            receiver_id=receiver_id,
            owner_id=receiver_id or giver_id,
        )
    )
    if receiver_id is not None:
        _leave_pool(session, [record])
    elif kind is not HandoverKind.ASSIGNED:
        enter_pool(session, record, _REASONS.get(kind, PoolReason.GIVEN_BACK), giver_id)


def enter_pool(session: Session, record: Any, reason: PoolReason, giver_id: int | None = None) -> None:
    """Show `record`, which has an id and no owner, in the pool."""
    entry = PoolEntry(
        kind_of_record=PooledKind(record.__tablename__).value, record_id=record.id, reason=reason.value,
        entered_on=today(), former_owner_id=giver_id,
    )  # fmt: skip
    _show(entry, record)
    session.add(entry)


def _shown_of(record: Any) -> list[str]:
    return [name for name in SHOWN if hasattr(type(record), name)]


def _show(entry: PoolEntry, record: Any) -> None:
    for name in _shown_of(record):
        setattr(entry, name, getattr(record, name))


def _refresh_entries(session: Session, records: list[Any]) -> None:
    """The pool follows what people change on records that lie in it; what is in the recycle bin is not in the pool."""
    pooled = {record.id: record for record in records if linked_id(record, "owner") is None}
    if not pooled:
        return
    kind = next(iter(pooled.values())).__tablename__
    _leave_pool(session, [record for record in pooled.values() if record.archived_at is not None])
    entries = select(PoolEntry).where(PoolEntry.kind_of_record == kind, PoolEntry.record_id.in_(pooled))
    for entry in session.execute(entries).scalars():
        _show(entry, pooled[entry.record_id])


def _leave_pool(session: Session, records: list[Any]) -> None:
    if records:
        kind, ids = records[0].__tablename__, [record.id for record in records]
        gone = delete(PoolEntry).where(PoolEntry.kind_of_record == kind, PoolEntry.record_id.in_(ids))
        session.execute(gone.execution_options(synchronize_session=False))
