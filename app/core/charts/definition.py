"""What a chart shows, as a module declares it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.registry import Entity, Field


class ChartKind(StrEnum):
    """The shape. A funnel and a line keep the order of their groups; bars and slices go by size unless told."""

    BAR = "bar"
    LINE = "line"
    PIE = "pie"
    FUNNEL = "funnel"


@dataclass(frozen=True)
class Months:
    """Groups by calendar month of the date or moment `field`, in the reader's zone.

    Shows the `last` months up to the present one and `ahead` more, unless the list is filtered by that field.
    """

    field: str
    last: int = 24
    ahead: int = 0


@dataclass(frozen=True)
class Sum:
    """Adds up `field` instead of counting records.

    Money in different currencies is never added: either the chart groups by the field `currency`, or it takes only
    the amounts in the currency whose code is `only`, found out when it is drawn if that is a function (or the one by
    which the list is filtered).
    """

    field: str
    currency: str | None = None
    only: str | Callable[[], str] | None = None


@dataclass(frozen=True)
class Chart:
    """One chart of one entity. `name` is unique in the whole system and part of the address; `label` is a msgid.

    `group` names a field (a link groups by the record linked) or is `Months(…)`. The `limit` largest groups are
    shown, the rest as one; `listed` shows all of them in the order of the field's list instead. `only` keeps these
    codes and leaves out everything else.
    """

    name: str
    label: str
    group: str | Months
    kind: ChartKind = ChartKind.BAR
    measure: Sum | None = None
    limit: int = 12
    listed: bool = False
    only: tuple[str, ...] = ()

    @property
    def group_name(self) -> str:
        """The field behind the groups."""
        return self.group.field if isinstance(self.group, Months) else self.group


_GROUPED = frozenset({"string", "choice", "lookup", "link", "boolean", "integer", "date"})
_ADDED = frozenset({"integer", "decimal", "money"})


def check(charts: Sequence[Chart], entity: Entity) -> None:
    """ValueError for a definition that cannot be drawn or would show what not everybody may see."""
    names = [chart.name for chart in charts]
    if len(set(names)) != len(names):
        raise ValueError(f"two charts of {entity.name} have the same name: {names}")
    for chart in charts:
        kinds = {"date", "datetime"} if isinstance(chart.group, Months) else _GROUPED
        _check_field(chart, entity.fields[chart.group_name], kinds)
        if chart.measure:
            _check_field(chart, entity.fields[chart.measure.field], _ADDED)
            _check_currency(chart, chart.measure, entity)


def _check_field(chart: Chart, field: Field, kinds: set[str] | frozenset[str]) -> None:
    if field.spec.type not in kinds:
        raise ValueError(f"chart {chart.name}: {field.name} is of type {field.spec.type}")
    if field.spec.sensitive:
        raise ValueError(f"chart {chart.name} would show {field.name}, which is sensitive, to every reader")


def _check_currency(chart: Chart, measure: Sum, entity: Entity) -> None:
    if entity.fields[measure.field].spec.type != "money":
        return
    if measure.currency is None or not (measure.only or chart.group == measure.currency):
        raise ValueError(f"chart {chart.name} would add up {measure.field} over currencies")
