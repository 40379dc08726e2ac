"""Parts of statements that each database gets in the form that it answers fast."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, not_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement


class _PerDatabase(FunctionElement[bool]):
    """Two equivalent conditions, of which each database gets its own."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, on_postgresql: ColumnElement[bool], on_sqlite: ColumnElement[bool]) -> None:
        super().__init__(on_postgresql, on_sqlite)

    def self_group(self, against: Any = None) -> _PerDatabase:
        return self  # else SQLite gets `(…) = 1`, for which it uses no index

    def _negate(self) -> _PerDatabase:
        return _PerDatabase(*(not_(condition) for condition in self.clauses))


@compiles(_PerDatabase, "postgresql")
def _compile_postgresql(element: _PerDatabase, compiler: Any, **kw: Any) -> str:
    condition, _ = element.clauses
    return f"({compiler.process(condition, **kw)})"


@compiles(_PerDatabase, "sqlite")
def _compile_sqlite(element: _PerDatabase, compiler: Any, **kw: Any) -> str:
    _, condition = element.clauses
    return f"({compiler.process(condition, **kw)})"


def per_database(on_postgresql: ColumnElement[bool], on_sqlite: ColumnElement[bool]) -> ColumnElement[bool]:
    """One condition, written differently for each database."""
    return _PerDatabase(on_postgresql, on_sqlite)


class _Computed(FunctionElement[Any]):
    """A column as a value that no index is known for."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(_Computed)
def _compile_column(element: _Computed, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(next(iter(element.clauses)), **kw))


@compiles(_Computed, "sqlite")
def _compile_computed(element: _Computed, compiler: Any, **kw: Any) -> str:
    return f"+{compiler.process(next(iter(element.clauses)), **kw)}"


def computed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """`column`, to be grouped by. SQLite walks along the index on it otherwise and looks up each row, even where
    another index holds all that is asked for.
    """
    return _Computed(column)
