"""Sharing a record and withdrawing it. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.access import acting_user_id
from app.core.clock import now
from app.core.db import db
from app.core.display import title
from app.core.errors import RuleError
from app.core.registry import entity_of
from app.core.shares.model import Share
from app.core.text import N_


def share(
    records: Sequence[Any], *, colleague: Any, level: str, until: date | None, today: date, remarks: str | None = None
) -> None:
    """Show each record to `colleague`; what is shared with them already gets the new right and end."""
    if colleague.id == acting_user_id():
        raise RuleError(N_("You see this record anyway."), field="colleague")
    if not colleague.active:
        raise RuleError(N_("“%(title)s” cannot log in any more."), field="colleague", title=title(colleague))
    if until is not None and until < today:
        raise RuleError(N_("This day has passed."), field="until")
    entity_name = entity_of(type(records[0])).name
    live = select(Share).where(Share.entity == entity_name, Share.colleague_id == colleague.id)
    live = live.where(Share.record_id.in_([record.id for record in records]), Share.archived_at.is_(None))
    present = {held.record_id: held for held in db.session.scalars(live)}
    for record in records:
        held = present.get(record.id) or Share(entity=entity_name, record_id=record.id, colleague=colleague)
        held.level, held.until, held.remarks = level, until, remarks
        db.session.add(held)


def withdraw(held: Share) -> None:
    """End a share now."""
    held.archived_at = now()
