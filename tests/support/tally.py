"""What a request asks of the database, seen from the driver: statements, rows fetched and the time of both."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.support.statements import FRAME


@dataclass
class Tally:
    """What was asked since the last `clear`; of one process that serves one request at a time."""

    statements: int = 0
    rows: int = 0
    seconds: float = 0.0

    def clear(self) -> None:
        self.statements, self.rows, self.seconds = 0, 0, 0.0


def _timed(tally: Tally, work: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return work(*arguments, **options)
        finally:
            tally.seconds += time.perf_counter() - began

    return timed


def counting(cursor: type[Any], tally: Tally) -> type[Any]:
    """A cursor class that writes down in `tally` what it does."""

    class Counting(cursor):  # type: ignore[misc, valid-type]
        execute = _timed(tally, cursor.execute)
        executemany = _timed(tally, cursor.executemany)

        def fetchone(self) -> Any:
            row = _timed(tally, super().fetchone)()
            tally.rows += row is not None
            return row

        def fetchmany(self, *size: int) -> Any:
            rows = _timed(tally, super().fetchmany)(*size)
            tally.rows += len(rows)
            return rows

        def fetchall(self) -> Any:
            rows = _timed(tally, super().fetchall)()
            tally.rows += len(rows)
            return rows

    return Counting


@contextmanager
def counted(tally: Tally) -> Iterator[None]:
    """Count on every connection that is opened inside, of any engine."""
    lite = counting(sqlite3.Cursor, tally)
    post = counting(psycopg.Cursor, tally)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = lite) -> Any:
            return super().cursor(factory)

    def connecting(dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> None:
        if dialect.name == "sqlite":
            options["factory"] = Connection
        else:
            options["cursor_factory"] = post

    def executing(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        tally.statements += not statement.lstrip().upper().startswith(FRAME)

    event.listen(Engine, "do_connect", connecting)
    event.listen(Engine, "before_cursor_execute", executing)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", connecting)
        event.remove(Engine, "before_cursor_execute", executing)
