"""How leads and customers change hands. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.access import system_access
from app.core.clock import today
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.customers.enums import HandoverKind
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.models.pool_entry import PoolEntry
from app.customers.ownership import hand
from app.customers.queries import holding, last_left
from app.customers.rules.lead_flow import is_open
from app.customers.rules.pool import check_claim, check_return
from app.customers.settings import pool_terms
from app.system.models.user import UserProfile

POOLED = {"lead": Lead, "customer": Customer}


def assign(records: Sequence[Any], colleague: Any, note: str | None = None) -> None:
    """Give leads or customers to a colleague."""
    for record in records:
        hand(record, colleague.id, HandoverKind.ASSIGNED, note)


def release(records: Sequence[Any], note: str | None = None) -> None:
    """Give leads or customers back to the public pool, where every colleague may claim them."""
    for record in records:
        if isinstance(record, Lead) and not is_open(record.status):
            raise RuleError(N_("“%(title)s” is closed; only open leads go to the pool."), title=record.name)
        if record.owner_id is None:
            raise RuleError(N_("“%(title)s” has no owner who could give it back."), title=record.name)
        hand(record, None, HandoverKind.GIVEN_BACK, note)


def claim(entries: Sequence[PoolEntry], user_id: int) -> None:
    """Take records out of the pool for `user_id`, within the house rules; all of them or none."""
    terms, day = pool_terms(), today()
    _one_claim_at_a_time(user_id)
    check_claim(len(entries), holding(user_id, day), terms)
    with system_access("claim records from the public pool"):
        for entry in sorted(entries, key=lambda e: (e.kind_of_record, e.record_id)):
            check_return(last_left(entry.kind_of_record, entry.record_id, user_id), day, terms)
            hand(_take(entry), user_id, HandoverKind.CLAIMED)
        db.session.flush()


def assign_from_pool(entries: Sequence[PoolEntry], colleague: Any, note: str | None = None) -> None:
    """Give records that lie in the pool to a colleague; the limits of claiming do not apply."""
    with system_access("give records from the public pool to a colleague"):
        for entry in sorted(entries, key=lambda e: (e.kind_of_record, e.record_id)):
            hand(_take(entry), colleague.id, HandoverKind.ASSIGNED, note)
        db.session.flush()


def _one_claim_at_a_time(user_id: int) -> None:
    """Two windows of the same person must not both count before either has claimed."""
    db.session.execute(select(UserProfile.user_id).where(UserProfile.user_id == user_id).with_for_update())


def _take(entry: PoolEntry) -> Any:
    """The record behind an entry, locked; RuleError if somebody was faster."""
    model: Any = POOLED[entry.kind_of_record]
    free = select(model).where(model.id == entry.record_id, model.owner_id.is_(None), model.archived_at.is_(None))
    locked = free.with_for_update().execution_options(populate_existing=True)
    record = db.session.execute(locked).scalar_one_or_none()
    if record is None:
        raise RuleError(N_("Somebody else has taken “%(title)s” in the meantime."), title=entry.name)
    return record
