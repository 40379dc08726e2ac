"""The numbers of a chart, added up by the database: one statement, whatever the size of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select

from app.core.access import Scope, current_principal
from app.core.charts.definition import Chart, Sum
from app.core.charts.months import Window
from app.core.charts.remembering import remembered
from app.core.db import db
from app.core.dialects import computed
from app.core.listing import ListRequest, matching
from app.core.lookups import lookup_values
from app.core.registry import Field
from app.core.traits import owner_column

Number = int | Decimal


@dataclass(frozen=True)
class Row:
    """One group. `key` None is the records without a value; `merged` says how many groups the rest row stands for."""

    key: Any
    value: Number
    merged: int = 0


def rows(chart: Chart, asked: ListRequest, window: Window | None) -> list[Row]:
    """The groups of `chart` among the records that the reader's list would show, in the order in which to show them."""
    in_order = chart.listed or bool(chart.only) or window is not None
    found = _found(chart, asked, window, None if in_order else chart.limit)
    if not in_order:
        return sorted(found, key=lambda row: (row.key is None, row.key is None and not row.merged, -row.value))
    order = [str(month) for month in window] if window else _order(chart, asked.entity.fields[chart.group_name])
    unlisted = [row for row in found if row.key not in order]
    return [*_filled(found, order), *sorted(unlisted, key=lambda row: (row.key is None, -row.value))]


def _found(chart: Chart, asked: ListRequest, window: Window | None, limit: int | None) -> Sequence[Row]:
    """The groups as the database gives them, or gave them a moment ago."""

    def add_up() -> Sequence[Row]:
        cut = _cut(_groups(chart, asked, window), limit)
        return tuple(
            Row(key, value if chart.measure else int(value), merged if is_rest else 0)
            for key, is_rest, value, merged in db.session.execute(cut)
        )

    if asked.extra_criteria or chart.measure:
        return add_up()
    filters = tuple((condition.argument, condition.text) for condition in asked.conditions)
    key = (chart.name, window and (window.first, window.last, window.zone.key), filters, asked.query, asked.archived)
    return remembered(key, add_up, lambda rows: sum(row.value for row in rows))


def currency_of(measure: Sum, asked: ListRequest) -> str | None:
    """The one currency whose amounts are added: the list's, if it is filtered by one, else the chart's."""
    chosen = {c.value for c in asked.conditions if c.field.name == measure.currency and c.operator.name == "equal"}
    if len(chosen) == 1:
        return chosen.pop()
    return measure.only() if callable(measure.only) else measure.only


def _filled(found: Sequence[Row], keys: Sequence[Any]) -> list[Row]:
    """One row for each of `keys`, in their order; a key without records is zero."""
    values = {row.key: row.value for row in found}
    return [Row(key, values.get(key, 0)) for key in keys]


def _order(chart: Chart, field: Field) -> list[str]:
    """The codes of `only`, else of the field's list."""
    return list(chart.only or field.spec.codes or lookup_values(field.spec.lookup or ""))


def _groups(chart: Chart, asked: ListRequest, window: Window | None) -> Subquery:
    """One row for each group: `key`, `value`."""
    fields = asked.entity.fields
    grouped = _grouped(fields[chart.group_name])
    key = window.month(grouped) if window else grouped
    columns = [key.label("key")]
    statement = matching(asked)
    if window:
        statement = statement.where(window.criterion(grouped))
    if chart.only:
        statement = statement.where(key.in_(chart.only))
    if chart.measure:
        amount = fields[chart.measure.field].expression()
        columns.append(amount.label("amount"))
        code = currency_of(chart.measure, asked)
        statement = statement.where(amount.is_not(None))
        if chart.measure.currency and code:
            statement = statement.where(fields[chart.measure.currency].expression() == code)
    base = statement.with_only_columns(*columns).subquery()
    value = func.sum(base.c.amount) if chart.measure else func.count()
    return select(base.c.key, value.label("value")).group_by(base.c.key).subquery()


def _grouped(field: Field) -> ColumnElement[Any]:
    """What is grouped by; a person who sees a part is found by an index on whom the records belong to."""
    column = owner_column(field.model) if field.name == "owner" else field.expression()
    person = current_principal()
    sees_all = person is None or person.scope(getattr(field.model, "__access_group__", "")) is Scope.ALL
    return column if sees_all or field.stored == "extra" else computed(column)  # type: ignore[no-any-return]


def _cut(groups: Subquery, limit: int | None) -> Select[Any]:
    """(key, whether it is the rest, value, number of groups); records without a value are a group beyond the limit."""
    if limit is None:
        return select(groups.c.key, literal(0), groups.c.value, literal(1))
    order = (case((groups.c.key.is_(None), 1), else_=0), groups.c.value.desc(), groups.c.key)
    place = func.row_number().over(order_by=order).label("place")
    ranked = select(groups.c.key, groups.c.value, place).subquery()
    is_rest = and_(ranked.c.key.is_not(None), ranked.c.place > limit)
    cut = select(
        case((or_(ranked.c.key.is_(None), ranked.c.place <= limit), ranked.c.key)).label("key"),
        case((is_rest, 1), else_=0).label("rest"),
        ranked.c.value,
    ).subquery()
    return select(cut.c.key, cut.c.rest, func.sum(cut.c.value), func.count()).group_by(cut.c.key, cut.c.rest)
