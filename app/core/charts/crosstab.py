"""Records counted or added up by two dimensions: one statement, whatever the size of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from app.core.charts.dimensions import Dimension, Key
from app.core.db import db
from app.core.listing import ListRequest, matching
from app.core.registry import Field

MOST = 30  # groups of each side; what is beyond is added up
Number = int | Decimal


class How(StrEnum):
    """What a cell says of its records."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"


@dataclass(frozen=True)
class Measure:
    """`field` added up or averaged over the records that have a value; amounts of money in one `currency` only."""

    how: How = How.COUNT
    field: Field | None = None
    currency_field: Field | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Part:
    """The records of a cell, a line or the whole: how many have a value, and their sum."""

    number: int = 0
    total: Number = 0

    def __add__(self, other: Part) -> Part:
        return Part(self.number + other.number, self.total + other.total)

    def value(self, how: How) -> Number | None:
        """What is shown; None for an average of nothing."""
        if how is How.COUNT:
            return self.number
        if how is How.SUM:
            return self.total
        return (Decimal(self.total) / self.number).quantize(Decimal("0.01")) if self.number else None


@dataclass(frozen=True)
class Crosstab:
    """The cells that hold records, and the groups of both sides in the order in which to show them."""

    cells: Mapping[tuple[Key, Key], Part]
    rows: list[Key]
    columns: list[Key]

    def row_total(self, row: Key) -> Part:
        return sum((self.cells.get((row, column), Part()) for column in self.columns), start=Part())

    def column_total(self, column: Key) -> Part:
        return sum((self.cells.get((row, column), Part()) for row in self.rows), start=Part())

    @property
    def total(self) -> Part:
        return sum(self.cells.values(), start=Part())


def crosstab(asked: ListRequest, down: Dimension, across: Dimension, measure: Measure) -> Crosstab:
    """The records that the reader's list would show, by `down` and `across`."""
    found = [
        (Key(row, bool(row_rest)), Key(column, bool(column_rest)), Part(int(number), total or 0))
        for row, row_rest, column, column_rest, number, total in db.session.execute(
            _statement(asked, down, across, measure)
        )
    ]
    rows, columns = down.seen({row for row, _, _ in found}), across.seen({column for _, column, _ in found})
    cells: dict[tuple[Key, Key], Part] = {}
    for row, column, part in found:
        where = rows[row], columns[column]
        cells[where] = cells.get(where, Part()) + part
    sizes: tuple[dict[Key, int], dict[Key, int]] = ({}, {})
    for where, part in cells.items():
        for side, key in zip(sizes, where, strict=True):
            side[key] = side.get(key, 0) + part.number
    return Crosstab(cells, down.arranged(sizes[0], listed=False), across.arranged(sizes[1], listed=True))


def _statement(asked: ListRequest, down: Dimension, across: Dimension, measure: Measure) -> Select[Any]:
    amount = measure.field.expression() if measure.field else literal(1)
    base = matching(asked).where(*down.criteria(), *across.criteria())
    if measure.field:
        base = base.where(amount.is_not(None))
    if measure.currency_field is not None:
        base = base.where(measure.currency_field.expression() == measure.currency)
    columns = down.expression().label("down"), across.expression().label("across"), amount.label("amount")
    rows = base.with_only_columns(*columns).subquery()
    number, total = func.count().label("number"), func.sum(rows.c.amount).label("total")
    groups = select(rows.c.down, rows.c.across, number, total).group_by(rows.c.down, rows.c.across).subquery()
    sized = select(
        groups,
        func.sum(groups.c.number).over(partition_by=groups.c.down).label("down_size"),
        func.sum(groups.c.number).over(partition_by=groups.c.across).label("across_size"),
    ).subquery()
    placed = select(sized, _place(sized, "down"), _place(sized, "across")).subquery()
    keys = [part for side in ("down", "across") for part in _cut(placed, side)]
    cut = select(*keys, placed.c.number, placed.c.total).subquery()
    names = [cut.c[name] for name in ("down", "down_rest", "across", "across_rest")]
    return select(*names, func.sum(cut.c.number), func.sum(cut.c.total)).group_by(*names)


def _place(sized: Any, side: str) -> ColumnElement[int]:
    """The largest group is the first; records without a value come last and are never added to others."""
    key = sized.c[side]
    order = (case((key.is_(None), 1), else_=0), sized.c[f"{side}_size"].desc(), key)
    return func.dense_rank().over(order_by=order).label(f"{side}_place")


def _cut(placed: Any, side: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    key, place = placed.c[side], placed.c[f"{side}_place"]
    rest = and_(key.is_not(None), place > MOST)
    return case((or_(key.is_(None), place <= MOST), key)).label(side), case((rest, 1), else_=0).label(f"{side}_rest")
