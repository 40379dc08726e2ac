"""A table of statistics as a reader sees it: what can be chosen, the numbers, and the lists behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort
from werkzeug.datastructures import MultiDict

from app.core.charts import figures
from app.core.charts.crosstab import Crosstab, How, Measure, Part, crosstab
from app.core.charts.dimensions import ANY, MONTHLY, Dimension, Key, dimension, groupable
from app.core.charts.links import Arguments, address, chart_views, filter_arguments
from app.core.clock import today
from app.core.errors import RuleError
from app.core.filter_words import Chip, in_words
from app.core.i18n import current_locale, translate
from app.core.layout import PageLink
from app.core.lookups import lookup_label, lookup_values
from app.core.preferences import zone
from app.core.registry import Field
from app.core.security import may
from app.core.text import N_

_SUMS = {"sum": N_("Sum of %(field)s"), "average": N_("Average of %(field)s")}
CHOICES = ("rows", "columns", "measure", "currency")
SERIES = 10  # columns that a drawing tells apart


@dataclass(frozen=True)
class Cell:
    """One number; `url` leads to the records behind it."""

    text: str
    url: str | None = None


@dataclass(frozen=True)
class Line:
    """One row of the table with its total."""

    label: str
    cells: Sequence[Cell]
    total: Cell


class StatisticsPage:
    """What the arguments `args` of a request ask of the records of `view`."""

    def __init__(self, view: Any, args: MultiDict[str, str]) -> None:
        self.view = view
        self.kept: Arguments = filter_arguments(args.items(multi=True))
        self.asked = view.list_request(args)
        self.fields = {field.name: field for field in groupable(view)}
        self.chosen = {name: args.get(name, "") for name in CHOICES}
        self.down, self.across = self._dimension("rows", 0), self._dimension("columns", 1)
        self.measure = self._measure()

    def _dimension(self, argument: str, place: int) -> Dimension:
        names = list(self.fields)
        name = self.chosen[argument] or (names[min(place, len(names) - 1)] if names else "")
        if name not in self.fields:
            abort(400, RuleError(N_("Records cannot be grouped by “%(name)s”."), name=name[:60]))
        here = zone()
        return dimension(self.view, self.fields[name], self.asked.conditions, today(here.key), here)

    @cached_property
    def measures(self) -> dict[str, str]:
        """What a cell may say, by its code, in the reader's words."""
        amounts = [field for field in self._shown_fields() if self._can_add(field)]
        found = {"count": translate(N_("Number of records"))}
        for field in amounts:
            for how, label in _SUMS.items():
                found[f"{how}:{field.name}"] = translate(label, field=translate(field.spec.label))
        return found

    def _shown_fields(self) -> list[Field]:
        names = dict.fromkeys(name for group in self.view.own_fieldsets() for name in group.fields)
        return [self.view.entity.fields[name] for name in names]

    def _can_add(self, field: Field) -> bool:
        if field.stored != "column" or field.spec.sensitive:
            return False
        if field.spec.type == "money":
            return self._currency_field is not None
        return field.spec.type in ("integer", "decimal")

    @cached_property
    def _currency_field(self) -> Field | None:
        found: Field | None = self.view.entity.fields.get("currency")
        return found if found is not None and found.spec.lookup == "currency" else None

    def _measure(self) -> Measure:
        code = self.chosen["measure"] or "count"
        if code not in self.measures:
            abort(400, RuleError(N_("Records cannot be added up by “%(name)s”."), name=code[:60]))
        how, _, name = code.partition(":")
        field = self.view.entity.fields[name] if name else None
        if field is None or field.spec.type != "money":
            return Measure(How(how), field)
        return Measure(How(how), field, self._currency_field, self._currency())

    def _currency(self) -> str:
        field = self._currency_field
        own = [c.value for c in self.asked.conditions if c.field is field and c.operator.name == "equal"]
        code = (own[0] if own else self.chosen["currency"]) or (field.spec.default if field else "") or "CNY"
        if code not in lookup_values("currency"):
            abort(400, RuleError(N_("There is no currency “%(name)s”."), name=code[:20]))
        return str(code)

    @property
    def currencies(self) -> list[tuple[str, str]]:
        """The currencies to choose from; none where no money is added up."""
        if self.measure.currency is None:
            return []
        offered = {code: value for code, value in lookup_values("currency").items() if value.active}
        return [(code, value.label(current_locale())) for code, value in offered.items()]

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The fields to group by, in the reader's words."""
        by_month = N_("%(field)s by month")
        labels = [(f, translate(f.spec.label)) for f in self.fields.values()]
        return [(f.name, translate(by_month, field=text) if f.spec.type in MONTHLY else text) for f, text in labels]

    @property
    def measure_code(self) -> str:
        name = self.measure.field.name if self.measure.field else ""
        return f"{self.measure.how}:{name}" if name else "count"

    @property
    def measure_label(self) -> str:
        """What the numbers are, with their currency."""
        label = self.measures[self.measure_code]
        if self.measure.currency is None:
            return label
        return translate(
            N_("%(field)s in %(currency)s"), field=label, currency=lookup_label("currency", self.measure.currency)
        )

    # -- the numbers

    @cached_property
    def table(self) -> Crosstab:
        return crosstab(self.asked, self.down, self.across, self.measure)

    @cached_property
    def row_labels(self) -> dict[Key, str]:
        return self.down.labels(self.table.rows)

    @cached_property
    def column_labels(self) -> dict[Key, str]:
        return self.across.labels(self.table.columns)

    @property
    def is_empty(self) -> bool:
        return not self.table.cells

    @property
    def lines(self) -> list[Line]:
        return [
            Line(
                self.row_labels[row],
                [self._cell(self.table.cells.get((row, column), Part()), row, column) for column in self.table.columns],
                self._cell(self.table.row_total(row), row, None),
            )
            for row in self.table.rows
        ]

    @property
    def totals(self) -> list[Cell]:
        """The last line: each column's total, then the whole."""
        totals = [self._cell(self.table.column_total(column), None, column) for column in self.table.columns]
        return [*totals, self._cell(self.table.total, None, None)]

    def _cell(self, part: Part, row: Key | None, column: Key | None) -> Cell:
        value = part.value(self.measure.how)
        if not part.number or value is None:
            return Cell("")
        return Cell(figures.exact(value), self._behind(row, column))

    def _behind(self, row: Key | None, column: Key | None) -> str | None:
        """The list of the records of a cell, with the filters that this page has already."""
        found = list(self.kept)
        sides = ((self.down, row, self.table.rows), (self.across, column, self.table.columns))
        for side, key, shown in sides:
            conditions = side.conditions(key, shown)
            if conditions is None:
                return None
            found += conditions
        field = self._currency_field
        if self.measure.currency and field is not None and field.name in self.view.filter_fields:
            found.append((f"_flt_0_{field.name}", self.measure.currency))
        if self.measure.field is not None and self.measure.field.name in self.view.filter_fields:
            found.append((f"_flt_9_{self.measure.field.name}", ANY))
        return address(f"{self.view.endpoint}.list", found)

    # -- around the numbers

    def url(self, method: str, **parts: Any) -> str:
        """Another page with the same filters and choices."""
        chosen = [(name, text) for name, text in self.chosen.items() if text]
        return address(f"{self.view.endpoint}.{method}", [*self.kept, *chosen], **parts)

    @property
    def list_url(self) -> str:
        return address(f"{self.view.endpoint}.list", self.kept)

    @property
    def clear_url(self) -> str:
        return address(f"{self.view.endpoint}.statistics", [(n, t) for n, t in self.chosen.items() if t])

    @property
    def turned_url(self) -> str:
        """The same table with rows and columns exchanged."""
        chosen = self.chosen | {"rows": self.across.field.name, "columns": self.down.field.name}
        return address(f"{self.view.endpoint}.statistics", [*self.kept, *((n, t) for n, t in chosen.items() if t)])

    @property
    def chips(self) -> list[Chip]:
        query = [Chip(self.asked.query, self._without("q", self.asked.query))] if self.asked.query else []
        return query + [Chip(in_words(self.view, c), self._without(c.argument, c.text)) for c in self.asked.conditions]

    def _without(self, name: str, text: str) -> str:
        left = [pair for pair in self.kept if pair[0] != name or pair[1].strip() != text.strip()]
        chosen = [(name, text) for name, text in self.chosen.items() if text]
        return address(f"{self.view.endpoint}.statistics", [*left, *chosen])

    @property
    def chart_links(self) -> list[PageLink]:
        """The charts of the same records."""
        views = [v for v in chart_views() if v.model is self.view.model and may("can_read", v.class_permission_name)]
        return [PageLink(N_("Charts"), address(f"{view.endpoint}.index", self.kept)) for view in views]

    @property
    def payload(self) -> dict[str, Any]:
        """What the browser draws: one bar for each row, divided by the largest columns (averages stand alone)."""
        how = self.measure.how
        parts = [] if how is How.AVERAGE else self.table.columns[:SERIES]
        others = [] if how is How.AVERAGE else self.table.columns[SERIES:]
        series = [(self.column_labels[c], [self._value((row, c)) for row in self.table.rows]) for c in parts]
        if others:
            rest = [sum(self._value((row, c)) for c in others) for row in self.table.rows]
            series.append((translate(N_("Others")), rest))
        if how is How.AVERAGE:
            means = [float(self.table.row_total(row).value(how) or 0) for row in self.table.rows]
            series = [(self.measure_label, means)]
        return {
            "kind": "stack",
            "title": self.measure_label,
            "unit": self.measure_label,
            "locale": current_locale(),
            "upright": self.down.window is not None,
            "whole": how is How.COUNT,
            "groups": [{"label": self.row_labels[row]} for row in self.table.rows],
            "series": [{"name": name, "values": values} for name, values in series],
        }

    def _value(self, where: tuple[Key, Key]) -> float:
        return float(self.table.cells.get(where, Part()).value(self.measure.how) or 0)
