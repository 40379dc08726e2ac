"""SQLite: many searchable rows go in by few statements.

The triggers that keep the index of the search make each statement one that may be taken back by itself, and before each
of those FTS5 writes what it has gathered to the disk: row by row that takes longer than everything else together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.core.search import KEY

# Rows of one statement: what is left of the cost is small, and SQLite takes 32,766 values. Few different sizes, for
# each statement stays prepared and is large.
SIZES = (64, 16, 4, 1)
_PLAIN = re.compile(rf"(?P<head>INSERT INTO \w+ \([^)]*\b{KEY}\b[^)]*\) VALUES )(?P<places>\([?, ]+\))")  # noqa: S608


@event.listens_for(Engine, "do_executemany")
def _insert_together(cursor: Any, statement: str, rows: Sequence[Sequence[Any]], context: Any) -> bool | None:
    """True where the rows are in; None leaves them to the driver."""
    if context.dialect.name != "sqlite" or (found := _PLAIN.fullmatch(statement)) is None:
        return None
    start = 0
    while start < len(rows):
        size = next(size for size in SIZES if size <= len(rows) - start)
        some = rows[start : start + size]
        cursor.execute(found["head"] + ", ".join([found["places"]] * size), list(chain.from_iterable(some)))
        start += size
    return True
