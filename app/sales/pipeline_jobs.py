"""Nightly work around plans, quotes and contracts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.access import system_access
from app.core.clock import today
from app.core.db import db
from app.core.jobs.context import JobContext
from app.core.jobs.registry import job
from app.core.jobs.schedule import Schedule
from app.core.text import N_
from app.sales.models.quote import Quote
from app.sales.models.sales_plan import SalesPlan
from app.sales.pipeline_enums import QuoteStatus
from app.sales.quote_actions import expire
from app.sales.sales_plan_actions import count

LATE = timedelta(days=40)  # orders of a month are entered and cancelled for a while after it

BATCH = 50  # quotes for each commit: about 100 ms

EXPIRING = Schedule("expire_quotes", "20 0 * * *")
COUNTING = Schedule("count_sales_plans", "20 3 * * *")


@job("count_sales_plans", label=N_("Count the orders of sales plans"))
def count_sales_plans(context: JobContext) -> dict[str, Any]:
    """Bring the figures of running plans up to date, one commit each; a second attempt goes on where it stopped."""
    last, done = (int(context.checkpoint.get(name, 0)) for name in ("last", "done"))
    running = (SalesPlan.archived_at.is_(None), SalesPlan.ends >= today() - LATE)
    with system_access("count the orders of sales plans"):
        total = db.session.execute(select(func.count(SalesPlan.id)).where(*running)).scalar_one()
        following = select(SalesPlan).where(*running).order_by(SalesPlan.id).limit(1)
        while plan := db.session.execute(following.where(SalesPlan.id > last)).scalar():
            count(plan)
            last, done = plan.id, done + 1
            context.save_checkpoint(db.session(), {"last": last, "done": done})
            db.session.commit()
            context.progress(done, max(total, done))
    return {"plans": done}


@job("expire_quotes", label=N_("Expiry of quotes"))
def expire_quotes(context: JobContext) -> dict[str, Any]:
    """Let quotes expire that nobody answered in time. Each batch is committed, so a second run goes on."""
    over = (Quote.status == QuoteStatus.SENT.value, Quote.valid_until < today(), Quote.archived_at.is_(None))
    expired = 0
    with system_access("let quotes expire"):
        total = db.session.execute(select(func.count(Quote.id)).where(*over)).scalar_one()
        due = select(Quote).where(*over).order_by(Quote.id).limit(BATCH).with_for_update()
        while quotes := db.session.execute(due).scalars().all():
            for quote in quotes:
                expire(quote)
            db.session.commit()
            expired += len(quotes)
            context.progress(expired, max(total, expired))
    return {"expired": expired}
