"""The sides of a table of statistics: by which fields records can be grouped, and the lists behind the groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from app.core.charts.definition import Months
from app.core.charts.links import Arguments
from app.core.charts.months import Month, Window, window
from app.core.conditions import Condition, operators
from app.core.db import db
from app.core.display import NOT_VISIBLE, display, title
from app.core.i18n import translate
from app.core.lookups import lookup_values
from app.core.parsing import as_text
from app.core.registry import Field
from app.core.text import N_

MOST_MONTHS = 30
MONTHLY = ("date", "datetime")
_GROUPED = ("choice", "lookup", "link", "boolean", *MONTHLY)
ANY = "1"  # stands where an operator needs no value


@dataclass(frozen=True)
class Key:
    """One group of a side: a value, None for records without one; `rest` is what is beyond the largest groups.

    `hidden` is all records that link to what the reader may not see.
    """

    value: Any
    rest: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Dimension:
    """One side: a field, by month if it is a date. `filtered`: the list can be filtered by it."""

    field: Field
    window: Window | None
    filtered: bool

    @property
    def label(self) -> str:
        label = translate(self.field.spec.label)
        return translate(N_("%(field)s by month"), field=label) if self.window else label

    def expression(self) -> ColumnElement[Any]:
        return self.window.month() if self.window else self.field.expression()

    def criteria(self) -> list[ColumnElement[bool]]:
        return [self.window.criterion()] if self.window else []

    def arranged(self, found: Mapping[Key, Any], *, listed: bool) -> list[Key]:
        """The groups in the order in which to show them: months and closed lists in theirs, others by size.

        `listed`: the order of open lists (grades) counts too.
        """
        if self.window:
            return [Key(str(month)) for month in self.window]
        codes = self.field.spec.codes or (lookup_values(self.field.spec.lookup or "") if listed else ())
        order = {code: place for place, code in enumerate(codes)}
        return sorted(
            found,
            key=lambda key: (
                (key.value is None and not key.rest, key.hidden, key.rest),
                order.get(key.value, len(order)) if order else 0,
                -found[key],
                str(key.value),
            ),
        )

    def seen(self, keys: Iterable[Key]) -> dict[Key, Key]:
        """Each group as the reader may know it: links to invisible records are one group."""
        keys = list(keys)
        names = self._names(keys)
        linked = self.field.spec.type == "link"
        hidden = Key(None, hidden=True)
        return {k: hidden if linked and k.value is not None and k.value not in names else k for k in keys}

    def labels(self, keys: Iterable[Key]) -> dict[Key, str]:
        """The groups in the reader's words."""
        keys = list(keys)
        names = self._names(keys)
        return {key: self._label(key, names) for key in keys}

    def _names(self, keys: Iterable[Key]) -> dict[Any, str]:
        """Those of linked records, read through the gate in one statement."""
        ids = [key.value for key in keys if key.value is not None]
        if self.field.spec.type != "link" or not ids:
            return {}
        model = self.field.target_model
        found = db.session.execute(select(model).where(model.id.in_(ids))).scalars()
        return {record.id: title(record) for record in found}

    def _label(self, key: Key, names: Mapping[Any, str]) -> str:
        if key.rest:
            return translate(N_("Others"))
        if key.hidden:
            return translate(NOT_VISIBLE)
        if key.value is None:
            return translate(N_("Not set"))
        if self.window:
            return str(key.value)
        if self.field.spec.type == "link":
            return names.get(key.value, "")
        return display(self.field, bool(key.value) if self.field.spec.type == "boolean" else key.value)

    def conditions(self, key: Key | None, shown: Sequence[Key]) -> Arguments | None:
        """The filters of the list behind a group, or behind all groups; None where the list cannot show just them."""
        if key is None and not self.window:
            return []
        if not self.filtered or (key and key.hidden):
            return None
        if self.window:
            return self._months(self.window, Month.parse(key.value) if key else None)
        return self._of_group(key or Key(None), shown)

    def _of_group(self, key: Key, shown: Sequence[Key]) -> Arguments:
        if key.rest:
            named = [other.value for other in shown if other.value is not None]
            return [self._condition("filled"), *(self._condition("not_equal", value) for value in named)]
        return [self._condition("empty") if key.value is None else self._condition("equal", key.value)]

    def _months(self, window: Window, month: Month | None) -> Arguments:
        first, last = month or window.first, month or window.last
        if self.field.spec.type == "date":
            return [self._condition("from", first.first_day), self._condition("to", last.last_day)]
        start, end = first.start(window.zone), last.plus(1).start(window.zone)
        return [self._condition("from", start), self._condition("smaller", end)]

    def _condition(self, operator: str, value: Any = None) -> tuple[str, str]:
        number = next(known.number for known in operators(self.field) if known.name == operator)
        if self.field.spec.type == "boolean" and value is not None:
            return f"_flt_{number}_{self.field.name}", "1" if value else "0"
        return f"_flt_{number}_{self.field.name}", ANY if value is None else as_text(self.field, value)


def groupable(view: Any) -> list[Field]:
    """The fields of a view's pages by which records can be grouped, in the order of its form."""
    shown = [name for group in view.own_fieldsets() for name in group.fields]
    names = dict.fromkeys([*shown, *view.search_columns, *view.list_columns])
    return [field for name in names if _can_group(field := view.entity.fields[name])]


def _can_group(field: Field) -> bool:
    spec = field.spec
    kept = field.stored in ("column", "relation") and not spec.sensitive and not spec.many
    return kept and (spec.type in _GROUPED or bool(spec.type == "string" and spec.suggestions))


def dimension(view: Any, field: Field, conditions: Iterable[Condition], today: date, zone: ZoneInfo) -> Dimension:
    """The side that groups by `field`; of a date at most the last `MOST_MONTHS` months that the filters allow."""
    filtered = field.name in view.filter_fields
    if field.spec.type not in MONTHLY:
        return Dimension(field, None, filtered)
    months = window(Months(field.name), field, conditions, today, zone)
    first = max(months.first, months.last.plus(1 - MOST_MONTHS))
    return Dimension(field, Window(field, first, months.last, zone), filtered)
