"""Recurring and long work of this module."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.core.access import system_access
from app.core.clock import today
from app.core.db import db
from app.core.jobs.context import JobContext
from app.core.jobs.registry import job
from app.core.jobs.schedule import Schedule
from app.core.text import N_
from app.customers.data_quality import look_at
from app.customers.enums import HandoverKind
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.ownership import hand
from app.customers.queries import idle
from app.customers.rules.pool import idle_since
from app.customers.settings import pool_terms
from app.system.settings import setting

BATCH = 50  # records for each commit: about 100 ms

LOOKED_AT = 100  # customers with their contacts for each commit: some 50 ms
LOOK_FOR_PROBLEMS = "look_for_data_problems"

RECYCLING = Schedule("recycle_unattended", "10 1 * * *")
LOOKING = Schedule(LOOK_FOR_PROBLEMS, "40 2 * * *")


@job("recycle_unattended", label=N_("Return of unattended records to the public pool"))
def recycle_unattended(context: JobContext) -> dict[str, Any]:
    """Take from their owners what they left alone too long. Each batch is committed, so a second run goes on."""
    if not setting("pool_recycles"):
        return {"returned": 0}
    since = idle_since(today(), pool_terms())
    returned = 0
    with system_access("return unattended records to the public pool"):
        for model in (Lead, Customer):
            total = db.session.scalar(select(func.count()).select_from(model).where(*idle(model, since))) or 0
            while records := _next(model, since):
                for record in records:
                    hand(record, None, HandoverKind.RECYCLED)
                db.session.commit()
                returned += len(records)
                context.progress(returned, max(total, returned))
    return {"returned": returned}


def _next(model: Any, since: Any) -> list[Any]:
    due = select(model).where(*idle(model, since)).order_by(model.id).limit(BATCH)
    return list(db.session.execute(due).scalars())


@job(LOOK_FOR_PROBLEMS, label=N_("Look for wrong data"))
def look_for_problems(context: JobContext) -> dict[str, Any]:
    """Compare the problems of all customers and contacts with their data; a second attempt goes on where it stopped."""
    last, done, found = (int(context.checkpoint.get(name, 0)) for name in ("last", "done", "found"))
    total = db.session.execute(select(func.count(Customer.id))).scalar_one()
    db.session.commit()
    while batch := _after(last):
        found += look_at(db.session(), batch)
        last, done = batch[-1].id, done + len(batch)
        context.save_checkpoint(db.session(), {"last": last, "done": done, "found": found})
        db.session.commit()
        db.session.expunge_all()
        context.progress(done, max(total, done))
    return {"customers": done, "problems": found}


def _after(last: int) -> list[Customer]:
    statement = select(Customer).where(Customer.id > last).order_by(Customer.id).limit(LOOKED_AT)
    return list(db.session.execute(statement).scalars())
