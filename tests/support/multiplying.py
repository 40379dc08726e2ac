"""Many records of a kind at once, by copying the rows of a few: for pages that must not notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from typing import Any

from sqlalchemy import Boolean, Integer, Table, UniqueConstraint, func, insert, select
from sqlalchemy.orm import Session

from app.core.access import GATED

NOBODYS = 5_000_000  # numbers from here on are no record's


def multiply(session: Session, model: type[Any], wanted: int) -> None:
    """Copy rows of `model`, and what stands beside each, until there are `wanted`; values that must differ do.

    Where each record wants a record of another kind for itself, there are no more than those allow.
    """
    session.flush()
    beside = [m.local_table for m in model.registry.mappers if getattr(m.class_, "__side_of__", "") == _name(model)]
    for table in [model.__mapper__.local_table, *(table for table in beside if _is_one_each(table))]:
        fresh = _copies(session, table, wanted)
        for start in range(0, len(fresh), 200):
            session.connection().execute(insert(table), fresh[start : start + 200])


def _copies(session: Session, table: Table, wanted: int) -> list[dict[str, Any]]:
    key = next(iter(table.primary_key))
    known = [dict(row) for row in _execute(session, select(table)).mappings()]
    most = _execute(session, select(func.max(key))).scalar_one()
    fresh = [row | {key.name: most + n} for n, row in enumerate(islice(cycle(known), max(0, wanted - len(known))), 1)]
    if "record_id" in table.c:  # what hangs on other records hangs on one of its own
        fresh = [row | {"record_id": NOBODYS + row[key.name]} for row in fresh]
    for columns in _unique(table):
        own = [column for column in columns if not column.foreign_keys and known[0][column.name] is not None]
        if own:
            for row in fresh:
                _tell_apart(row, own, row[key.name])
        elif "is_main" in table.c:
            fresh = [row | {"is_main": False} for row in fresh]
        elif columns[0].foreign_keys and not columns[0].primary_key and known[0][columns[0].name] is not None:
            free = _free(session, columns[0])
            fresh = [row | {columns[0].name: one} for row, one in zip(fresh, free, strict=False)]
    return fresh


def _is_one_each(table: Table) -> bool:
    return all(column.foreign_keys for column in table.primary_key)


def _execute(session: Session, statement: Any) -> Any:
    return session.execute(statement, execution_options={GATED: True})


def _name(model: type[Any]) -> str:
    return str(model.__name__).lower()


def _unique(table: Table) -> Iterable[Sequence[Any]]:
    """The columns of each constraint or index that wants different values."""
    yield from (list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint))
    yield from (list(index.columns) for index in table.indexes if index.unique)


def _tell_apart(row: dict[str, Any], columns: Sequence[Any], number: int) -> None:
    """Change one of the columns: a text gets a number, a number that is no link another one."""
    numbers = [c.name for c in columns if isinstance(c.type, Integer) and not isinstance(c.type, Boolean)]
    if numbers:
        row[numbers[-1]] = NOBODYS + number
    else:
        last = columns[-1]
        row[last.name] = f"{row[last.name]}"[: (last.type.length or 60) - 8] + f"{number:08}"


def _free(session: Session, column: Any) -> Sequence[int]:
    """The records that no row links to yet in `column`."""
    target = next(iter(column.foreign_keys)).column
    return list(_execute(session, select(target).where(target.not_in(select(column)))).scalars())
