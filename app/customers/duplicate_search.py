"""The nightly search for customers that look like one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import db
from app.core.jobs.context import JobContext
from app.core.jobs.registry import job
from app.core.jobs.schedule import Schedule
from app.core.text import N_
from app.customers.duplicate_pairs import forget_older, keep_found
from app.customers.duplicates import similar_to_each
from app.customers.identities import CUSTOMER
from app.customers.models.customer import Customer

AT_ONCE = 250  # customers of one transaction: about a tenth of a second
PROGRESS = N_("%(compared)s customers compared, %(pairs)s pairs found")
NIGHTLY_SEARCH = Schedule("find_duplicates", "40 2 * * *")


@job("find_duplicates", label=N_("Search for possible duplicates"), max_attempts=10)
def find_duplicates(context: JobContext) -> dict[str, Any]:
    """Compare each customer with the older ones that share a key with it; goes on where an attempt stopped."""
    began = datetime.fromisoformat(context.checkpoint.get("began") or now().isoformat())
    done, pairs, last = (context.checkpoint.get(name, 0) for name in ("done", "pairs", "last"))
    live = Customer.archived_at.is_(None)
    total = db.session.execute(select(func.count()).select_from(Customer).where(live)).scalar_one()
    while True:
        rows = db.session.execute(
            CUSTOMER.select().where(Customer.id > last).order_by(Customer.id).limit(AT_ONCE)
        ).all()
        if not rows:
            break
        found = similar_to_each(CUSTOMER, {row.id: CUSTOMER.of(row) for row in rows}, recorded=True)
        pairs += keep_found(found)
        done, last = done + len(rows), rows[-1].id
        checkpoint = {"began": began.isoformat(), "done": done, "pairs": pairs, "last": last}
        context.save_checkpoint(db.session(), checkpoint)
        db.session.commit()
        context.progress(done, max(total, done), PROGRESS, compared=f"{done:,}", pairs=f"{pairs:,}")
    forget_older(began)
    return {"customers": done, "pairs": pairs}
