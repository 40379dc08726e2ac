"""Values that no two records may share, checked for many rows at once before the database has to refuse them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Index, select, tuple_

from app.core.access import system_access
from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.met import Met
from app.core.registry import entity_of
from app.core.text import N_

_LIVE = "archived_at IS NULL"


class UniqueKeys:
    """The unique keys of a model that consist of plain fields, and the values of them met so far in one file."""

    def __init__(self, model: type[Any]) -> None:
        self._model: Any = model
        self.keys = list(_keys(model))
        self._met = {key: Met() for key in self.keys}

    def taken(self, rows: Mapping[int, Mapping[str, Any]]) -> dict[int, RuleError]:
        """{row: why it cannot be added}; `rows` are the values of new records by row number, in their order.

        Records that the reader may not see count too: the database refuses them all the same.
        """
        refused: dict[int, RuleError] = {}
        for key in self.keys:
            wanted = {row: values for row in rows if None not in (values := _values(key, rows[row]))}
            present = self._present(key, set(wanted.values())) if wanted else set()
            for row, values in wanted.items():
                first = self._met[key].setdefault(hash(values), row)
                if values in present:
                    refused[row] = RuleError(N_("Another record already has this value."), field=key[-1])
                elif first != row:
                    message = N_("Row %(row)s of this file already has this value.")
                    refused[row] = RuleError(message, field=key[-1], row=first)
        return refused

    def _present(self, key: tuple[str, ...], wanted: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
        columns = [getattr(self._model, name) for name in key]
        statement = select(*columns)
        if len(columns) == 1:
            statement = statement.where(columns[0].in_([value for (value,) in wanted]))
        else:
            statement = statement.where(tuple_(*columns).in_(sorted(wanted)))
        if hasattr(self._model, "archived_at"):
            statement = statement.where(self._model.archived_at.is_(None))
        with system_access("look for values that must be unique"):
            return {tuple(found) for found in db.session.execute(statement)}


def unique_fields(model: type[Any]) -> set[str]:
    """The fields that tell a (live) record from all others by themselves."""
    return {key[0] for key in _keys(model) if len(key) == 1}


def _values(key: tuple[str, ...], values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values.get(name) for name in key)


@cache
def _keys(model: type[Any]) -> list[tuple[str, ...]]:
    """The fields of each unique index over all (live) records; keys with a foreign key are left to the database."""
    fields = {f.column_name: f.name for f in entity_of(model).fields.values() if f.stored == "column"}
    table: Any = model.__table__
    found = [tuple(c.name for c in i.columns) for i in table.indexes if i.unique and _covers_all(i)]
    found += [(column.name,) for column in table.columns if column.unique]
    return sorted({tuple(fields[name] for name in key) for key in found if all(name in fields for name in key)})


def _covers_all(index: Index) -> bool:
    condition = index.dialect_options["sqlite"]["where"]
    return condition is None or str(condition) == _LIVE
