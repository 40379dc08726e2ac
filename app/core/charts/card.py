"""One chart as a reader sees it: titles, numbers, addresses, and what the browser draws it from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.core.charts import figures
from app.core.charts.addresses import GroupAddresses
from app.core.charts.aggregate import Number, Row, currency_of, rows
from app.core.charts.definition import Chart, ChartKind, Months
from app.core.charts.links import Arguments
from app.core.charts.months import Window, window
from app.core.clock import today
from app.core.db import db
from app.core.display import NOT_VISIBLE, display, title
from app.core.i18n import current_locale, translate
from app.core.listing import ListRequest
from app.core.lookups import lookup_label
from app.core.preferences import zone
from app.core.registry import Field
from app.core.text import N_

NOT_SET = N_("Not set")
_HIDDEN = object()  # the key of all linked records that the reader may not see
WHOLES = (ChartKind.BAR, ChartKind.PIE, ChartKind.FUNNEL)


@dataclass(frozen=True)
class Slice:
    """One group in words; `muted` for what is no group of its own."""

    label: str
    value: Number
    text: str
    short: str
    share: str
    url: str | None
    muted: bool = False


class ChartCard:
    """One chart of the records in `asked`; `kept` are the arguments of that list, for the addresses behind it."""

    def __init__(self, chart: Chart, asked: ListRequest, kept: Arguments) -> None:
        self.chart = chart
        self.asked = asked
        self.field: Field = asked.entity.fields[chart.group_name]
        self.window = self._window()
        self.rows = _joined_invisible(rows(chart, asked, self.window), self.field)
        self._addresses = GroupAddresses(chart, asked, kept, self.window)

    def _window(self) -> Window | None:
        if not isinstance(self.chart.group, Months):
            return None
        here = zone()
        return window(self.chart.group, self.field, self.asked.conditions, today(here.key), here)

    @property
    def title(self) -> str:
        return translate(self.chart.label)

    @property
    def group_heading(self) -> str:
        return translate(N_("Month")) if self.window else translate(self.field.spec.label)

    @cached_property
    def value_heading(self) -> str:
        """What the numbers are: records, or a field with its currency."""
        measure = self.chart.measure
        if measure is None:
            return translate(self.asked.entity.label_plural)
        label = translate(self.asked.entity.fields[measure.field].spec.label)
        code = currency_of(measure, self.asked) if measure.currency else None
        if code is None:
            return label
        return translate(N_("%(field)s in %(currency)s"), field=label, currency=lookup_label("currency", code))

    @cached_property
    def total(self) -> Number | None:
        """The sum of all groups; None where it would add currencies."""
        measure = self.chart.measure
        if measure and measure.currency and not currency_of(measure, self.asked):
            return None
        return sum((row.value for row, _ in self.rows), start=0)

    @property
    def total_text(self) -> str:
        return figures.exact(self.total or 0)

    @property
    def has_shares(self) -> bool:
        """Whether the groups are parts of one whole."""
        return any(part.share for part in self.slices)

    @cached_property
    def is_empty(self) -> bool:
        return not any(row.value for row, _ in self.rows)

    @cached_property
    def slices(self) -> list[Slice]:
        shown = [row for row, _ in self.rows]
        whole = self.total if self.chart.kind in WHOLES and not self.window else None
        return [
            Slice(
                label=self._label(row, name),
                value=row.value,
                text=figures.exact(row.value),
                short=figures.short(row.value),
                share=figures.share(row.value, whole or 0),
                url=None if row.key is _HIDDEN else self._addresses.of(row, shown),
                muted=row.key in (None, _HIDDEN),
            )
            for row, name in self.rows
        ]

    def _label(self, row: Row, name: str | None) -> str:
        if row.merged:
            return translate(N_("%(number)s others"), number=row.merged)
        if row.key is None:
            return translate(NOT_SET)
        if row.key is _HIDDEN:
            return translate(NOT_VISIBLE)
        return name or (str(row.key) if self.window else display(self.field, row.key))

    @property
    def payload(self) -> dict[str, Any]:
        """What the script needs, as plain JSON values; numbers are only drawn from it, their texts are shown."""
        return {
            "kind": self.chart.kind.value,
            "title": self.title,
            "unit": self.value_heading,
            "locale": current_locale(),
            "upright": self.window is not None,
            "whole": all(float(s.value).is_integer() for s in self.slices),
            "groups": [
                {"label": s.label, "value": float(s.value), "short": s.short, "text": s.text}
                | {"share": s.share, "url": s.url, "muted": s.muted}
                for s in self.slices
            ],
        }


def _joined_invisible(found: Sequence[Row], field: Field) -> list[tuple[Row, str | None]]:
    """Each row with the name of the record behind it, if it is one; records the reader may not see are one row."""
    if field.spec.type != "link":
        return [(row, None) for row in found]
    names = _titles(field, [row.key for row in found if row.key is not None])
    seen = [(row, names.get(row.key)) for row in found if row.key is None or row.key in names]
    hidden = [row.value for row in found if row.key is not None and row.key not in names]
    if hidden:
        seen.append((Row(_HIDDEN, sum(hidden, start=0)), None))
    return seen


def _titles(field: Field, keys: Sequence[int]) -> dict[int, str]:
    """The names of linked records that the reader may see, in one statement."""
    model = field.target_model
    if not keys:
        return {}
    found = db.session.execute(select(model).where(model.id.in_(keys))).scalars()
    return {record.id: title(record) for record in found}
