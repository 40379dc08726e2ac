"""Ids of many new records at once, asked for before the insert.

SQLite would insert them one by one to tell their ids; PostgreSQL gets one long statement, which costs more to write
than to execute. With ids both insert them as they come.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, func, inspect, select
from sqlalchemy.orm import Session

from app.core.access import GATED

MANY = 5  # new records of one kind in a flush, from which a statement more is worth it


def number_together(session: Session) -> None:
    """Give the new records of a flush their ids, where they are many."""
    waiting: dict[type[Any], list[Any]] = {}
    for record in session.new:
        waiting.setdefault(type(record), []).append(record)
    for model, records in waiting.items():
        if len(records) >= MANY and _numbered(model):
            unnumbered = [record for record in records if record.id is None]
            for record, number in zip(unnumbered, _next_ids(session, model, len(unnumbered)), strict=True):
                record.id = number


def _numbered(model: type[Any]) -> bool:
    keys = inspect(model).primary_key
    return len(keys) == 1 and keys[0].name == "id" and isinstance(keys[0].type, Integer)


def _next_ids(session: Session, model: type[Any], count: int) -> Iterable[int]:
    table = inspect(model).local_table
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        each = func.generate_series(1, count).table_valued()
        return session.execute(select(func.nextval(sequence)).select_from(each)).scalars()
    # Nobody else writes meanwhile. The largest is needed whoever may see its record, and shown to nobody.
    last = session.execute(select(func.max(table.c.id)), execution_options={GATED: True}).scalar() or 0
    return range(last + 1, last + 1 + count)
