"""The nightly search for customers and leads that look like one."""

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
from app.customers.identities import IDENTIFIED, IdentityFields

AT_ONCE = 250  # records of one transaction: about a tenth of a second
PROGRESS = N_("Records compared: %(compared)s; pairs found: %(pairs)s")
NIGHTLY_SEARCH = Schedule("find_duplicates", "40 2 * * *")


@job("find_duplicates", label=N_("Search for possible duplicates"), max_attempts=10)
def find_duplicates(context: JobContext) -> dict[str, Any]:
    """Compare each record with the older ones that share a key with it, and leads with the customers too.

    Goes on where an attempt stopped.
    """
    state: dict[str, Any] = {
        "began": now().isoformat(),
        "kind": 0,
        "last": 0,
        "done": 0,
        "pairs": 0,
    } | context.checkpoint
    total = sum(_number(fields) for fields in IDENTIFIED)
    for place, fields in enumerate(IDENTIFIED):
        if place < state["kind"]:
            continue
        if place > state["kind"]:
            state |= {"kind": place, "last": 0}
        while rows := _after(fields, state["last"]):
            found = similar_to_each(fields, {row.id: fields.of(row) for row in rows}, recorded=True)
            state["pairs"] += keep_found(fields, found)
            state |= {"done": state["done"] + len(rows), "last": rows[-1].id}
            context.save_checkpoint(db.session(), dict(state))
            db.session.commit()
            done, pairs = f"{state['done']:,}", f"{state['pairs']:,}"
            context.progress(state["done"], max(total, state["done"]), PROGRESS, compared=done, pairs=pairs)
    forget_older(datetime.fromisoformat(state["began"]))
    return {"records": state["done"], "pairs": state["pairs"]}


def _number(fields: IdentityFields) -> int:
    return db.session.scalar(select(func.count()).select_from(fields.model).where(*fields.unsettled())) or 0


def _after(fields: IdentityFields, last: int) -> list[Any]:
    """The next unsettled records behind the id `last`."""
    behind = fields.select().where(*fields.unsettled(), fields.model.id > last)
    return list(db.session.execute(behind.order_by(fields.model.id).limit(AT_ONCE)).all())
