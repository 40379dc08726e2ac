"""What this module does when modules below it announce something."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.core.jobs.context import JobContext
from app.customers.enums import HandoverKind
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.ownership import hand
from app.system.signals import records_handed_over

BATCH = 50  # records for each commit: about 100 ms


@records_handed_over.connect
def hand_over_customers(context: JobContext, *, giver_id: int, receiver_id: int | None, note: str, **_more: Any) -> int:
    """Leads and customers go to the receiver or the pool, contacts follow; a second run goes on where one stopped."""
    models: tuple[Any, ...] = (Lead, Customer)
    total = sum(
        db.session.scalar(select(func.count()).select_from(m).where(m.owner_id == giver_id)) or 0 for m in models
    )
    moved = 0
    for model in models:
        while records := _owned(model, giver_id):
            for record in records:
                hand(record, receiver_id, HandoverKind.HANDED_OVER, note or None)
            db.session.commit()
            moved += len(records)
            context.progress(moved, total)
    return moved


def _owned(model: Any, owner_id: int) -> list[Any]:
    found = select(model).where(model.owner_id == owner_id).order_by(model.id).limit(BATCH)
    return list(db.session.execute(found).scalars())
