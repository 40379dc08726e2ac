"""What happens to receivables every night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, or_, select

from app.core.access import system_access
from app.core.clock import today
from app.core.db import db
from app.core.jobs.context import JobContext
from app.core.jobs.registry import job
from app.core.jobs.schedule import Schedule
from app.core.text import N_
from app.sales.models.receivable_instalment import ReceivableInstalment as R
from app.sales.money_enums import AgeBand, InstalmentState
from app.sales.money_locks import hold_instalments
from app.sales.order_money import date_anew
from app.sales.rules.ageing import LIMITS

BATCH = 100  # instalments for each commit
MARK_OVERDUE = "mark_overdue"
AGEING = Schedule(MARK_OVERDUE, "5 0 * * *")


@job(MARK_OVERDUE, label=N_("Age of receivables"))
def mark_overdue(context: JobContext) -> dict[str, Any]:
    """Bring state and age of the open instalments up to the day. Each batch is committed, so a second run goes on."""
    day, changed = today(), 0
    with system_access("bring the age of receivables up to the day"):
        total = db.session.execute(select(func.count()).select_from(R).where(outdated(day))).scalar_one()
        while batch := _next(day):
            for instalment in hold_instalments(batch).values():
                date_anew(instalment, day)
            db.session.commit()
            changed += len(batch)
            context.progress(changed, max(total, changed))
    return {"changed": changed}


def outdated(day: Day) -> Any:
    """Whether an open instalment has a state or an age that it has no more on `day`."""
    overdue = R.due_on < day
    since = [(R.due_on >= day - timedelta(days=days), band.value) for days, band in LIMITS]
    band = case(*since, else_=AgeBand.OVER_90.value)
    state = (R.state == InstalmentState.OVERDUE.value) != overdue
    return (R.archived_at.is_(None)) & (R.open_amount > 0) & or_(state, R.age_band != band)


def _next(day: Day) -> Sequence[int]:
    return db.session.execute(select(R.id).where(outdated(day)).order_by(R.id).limit(BATCH)).scalars().all()
