"""Rows that no rule looks at (history, keys, notes of an import), many at once, as the database takes them fastest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Row = Sequence[Any]
MANY = 20  # rows from which PostgreSQL gets them as one stream


def append_rows(session: Session, model: type[Any], names: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Add `rows`, values of the columns `names`, in the present transaction; the model's own defaults do not apply."""
    if not rows:
        return
    connection = session.connection()
    ready = _prepared(connection.dialect, model, names, rows)
    table = model.__table__.name
    if connection.dialect.name == "postgresql" and len(rows) >= MANY:
        _stream(connection, f"COPY {table} ({', '.join(names)}) FROM STDIN", ready)
    else:
        mark = "%s" if connection.dialect.name == "postgresql" else "?"
        places = ", ".join([mark] * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", ready)  # noqa: S608


def _prepared(dialect: Dialect, model: type[Any], names: tuple[str, ...], rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """`rows` as the driver takes them."""
    processed = _processors(dialect, model, names)
    if not processed:
        return list(map(tuple, rows))
    found = []
    for row in rows:
        values = list(row)
        for place, process in processed:
            if values[place] is not None:
                values[place] = process(values[place])
        found.append(tuple(values))
    return found


@cache
def _processors(dialect: Dialect, model: type[Any], names: tuple[str, ...]) -> list[tuple[int, Callable[[Any], Any]]]:
    kinds = [(place, model.__table__.c[name].type.dialect_impl(dialect)) for place, name in enumerate(names)]
    found = [(place, kind.bind_processor(dialect)) for place, kind in kinds]
    return [(place, process) for place, process in found if process is not None]


def _stream(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    errors: Any = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except errors as error:  # as everybody expects it who looks at what the database refused
        raise DBAPIError.instance(statement, None, error, errors, dialect=connection.dialect) from error
