"""Rows straight into tables, as fast as the database takes them: nothing but the filling of a bench may do this."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Table, text

from app.core.access import GATED
from app.core.db import Model
from app.core.search import create_search_index, drop_search_index

Row = Sequence[Any]


class Writer:
    """Writes to one database over a connection of its own; for one process."""

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect
        self.is_postgresql = self._dialect.name == "postgresql"
        if self.is_postgresql:
            self._connection: Any = psycopg.connect(engine.url.render_as_string(hide_password=False))
            # No foreign key is looked up: what is written is known to be right.
            self._connection.execute("SET session_replication_role = replica")
        else:
            self._connection = sqlite3.connect(str(engine.url.database), isolation_level=None)
            for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
                self._connection.execute(f"PRAGMA {pragma}")

    def write(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add `rows`, values of `columns` as the model has them."""
        ready = self._prepared(table, columns, rows)
        if self.is_postgresql:
            with self._connection.cursor() as cursor, cursor.copy(self._copy(table, columns)) as copy:
                for row in ready:
                    copy.write_row(row)
            self._connection.commit()
            return
        places = ", ".join("?" * len(columns))
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})", ready)
        self._connection.execute("COMMIT")

    def _copy(self, table: Table, columns: Sequence[str]) -> str:
        return f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"

    def _prepared(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
        """`rows` as the driver takes them."""
        found: list[tuple[int, Callable[[Any], Any]]] = []
        for place, name in enumerate(columns):
            kind = table.c[name].type.dialect_impl(self._dialect)
            if (process := kind.bind_processor(self._dialect)) is not None:
                found.append((place, process))
        for row in rows:
            values = list(row)
            for place, process in found:
                if values[place] is not None:
                    values[place] = process(values[place])
            yield values


@contextmanager
def without_indexes(engine: Engine, tables: Sequence[str]) -> Iterator[None]:
    """Drop the indexes of `tables`, those of the search too, and make them anew at the end: faster than row by row."""
    searched = [name for name in tables if "search_text" in Model.metadata.tables[name].c]
    with engine.begin() as connection:
        for name in searched:
            drop_search_index(connection, name)
        kept = [index for name in tables for index in _indexes(connection, name)]
        for name, _ in kept:
            connection.execute(text(f"DROP INDEX {name}"))
    yield
    with engine.begin() as connection:
        _with_room(connection)
        for _, statement in kept:
            connection.exec_driver_sql(statement)
    for name in searched:
        with engine.begin() as connection:
            _with_room(connection)
            create_search_index(connection, name)


def _indexes(connection: Connection, table: str) -> list[tuple[str, str]]:
    """(name, statement that makes it) of the indexes that are no key or constraint."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = :table"
    else:
        asked = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)"
        )
    return [(row[0], row[1]) for row in connection.execute(text(asked), {"table": table})]


def _with_room(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    else:
        connection.execute(text("PRAGMA cache_size=-400000"))


def settle(engine: Engine, tables: Sequence[str]) -> None:
    """Let the database know what it holds: statistics, visibility, and where its own numbering goes on."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", **{GATED: True}) as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        for name in tables:
            if "id" in Model.metadata.tables[name].c:
                most = f"(SELECT coalesce(max(id), 0) + 1 FROM {name})"
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {most}, false)")
            connection.exec_driver_sql(f"VACUUM ANALYZE {name}")
        connection.exec_driver_sql("CHECKPOINT")
