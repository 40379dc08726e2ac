"""From a chart to the list behind it: the list's own filters, as its address takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.charts.aggregate import Row, currency_of
from app.core.charts.definition import Chart
from app.core.charts.links import Arguments, address
from app.core.charts.months import Month, Window
from app.core.conditions import operators
from app.core.listing import ListRequest
from app.core.parsing import as_text
from app.core.registry import Field
from app.core.security import may
from app.core.views import view_of

ANY = "1"  # stands where an operator needs no value: an empty argument would mean nothing


def readable_view(model: type[Any]) -> Any:
    """The main view of `model` if this reader may open its list, else None."""
    view = view_of(model)
    return view if view is not None and may("can_read", view.class_permission_name) else None


class GroupAddresses:
    """The addresses of the lists behind the groups of one chart; `kept` are the filters that the chart has already."""

    def __init__(self, chart: Chart, asked: ListRequest, kept: Arguments, window: Window | None) -> None:
        view = readable_view(asked.entity.model)
        self._fields: Mapping[str, Field] = view.filter_fields if view is not None else {}
        self._endpoint = f"{view.endpoint}.list" if view is not None else ""
        self._field = asked.entity.fields[chart.group_name]
        self._window = window
        self._kept = self._with(kept, self._currency(chart, asked))

    def of(self, row: Row, shown: Sequence[Row]) -> str | None:
        """The list of the records in `row`; None where the list has no such filter or the reader no such list."""
        if self._field.name not in self._fields:
            return None
        if self._window:
            return address(self._endpoint, [*self._kept, *self._month(row.key)])
        if row.merged:
            return address(self._endpoint, [*self._kept, *self._rest(shown)])
        if row.key is None:
            return address(self._endpoint, [*self._kept, self._condition("empty")])
        return address(self._endpoint, self._with(self._kept, [self._condition("equal", row.key)]))

    @staticmethod
    def _with(kept: Arguments, chosen: Arguments) -> Arguments:
        """One value of a field instead of the alternatives that the filters leave open."""
        names = {name for name, _ in chosen}
        return [*(pair for pair in kept if pair[0] not in names), *chosen]

    def _condition(self, operator: str, value: Any = None, field: Field | None = None) -> tuple[str, str]:
        field = field or self._field
        number = next(o.number for o in operators(field) if o.name == operator)
        return f"_flt_{number}_{field.name}", ANY if value is None else as_text(field, value)

    def _rest(self, shown: Sequence[Row]) -> Arguments:
        named = [row.key for row in shown if row.key is not None]
        return [self._condition("filled"), *(self._condition("not_equal", key) for key in named)]

    def _month(self, key: str) -> Arguments:
        month, window = Month.parse(key), self._window
        if window is None or self._field.spec.type == "date":
            return [self._condition("from", month.first_day), self._condition("to", month.last_day)]
        start, end = month.start(window.zone), month.plus(1).start(window.zone)
        return [self._condition("from", start), self._condition("smaller", end)]

    def _currency(self, chart: Chart, asked: ListRequest) -> Arguments:
        field = self._fields.get(chart.measure.currency or "") if chart.measure else None
        code = currency_of(chart.measure, asked) if chart.measure else None
        return [self._condition("equal", code, field)] if field and code else []
