"""SQLite: many searchable rows go in by one statement.

The triggers that keep the index of the search make each statement one that may be taken back by itself, and before each
of those FTS5 writes what it has gathered to the disk: row by row that takes longer than everything else together. So
the rows wait in a table of the connection's own. A statement with all values would do, too, but each number of rows
would be another one, and what is prepared of it stays in memory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.core.search import KEY

_PLAIN = re.compile(rf"(INSERT INTO \w+ \(([^)]*\b{KEY}\b[^)]*)\)) VALUES (\([?, ]+\))")  # noqa: S608


@event.listens_for(Engine, "do_executemany")
def _insert_together(cursor: Any, statement: str, rows: Sequence[Sequence[Any]], context: Any) -> bool | None:
    """True where the rows are in; None leaves them to the driver."""
    if context.dialect.name != "sqlite" or (found := _PLAIN.fullmatch(statement)) is None:
        return None
    into, names, places = found.groups()
    waiting = f"temp.waiting_{crc32(statement.encode())}"
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {waiting.partition('.')[2]} ({names})")  # no types: as they come
    cursor.executemany(f"INSERT INTO {waiting} ({names}) VALUES {places}", rows)  # noqa: S608
    cursor.execute(f"{into} SELECT {names} FROM {waiting} ORDER BY rowid")  # noqa: S608
    cursor.execute(f"DELETE FROM {waiting}")  # noqa: S608
    return True
