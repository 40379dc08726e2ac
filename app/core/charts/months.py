"""Calendar months as groups: the same months on both databases, in the reader's zone.

The database compares with the first moments of the months, which are known here: it needs to know nothing of zones, and
that costs a tenth of turning each moment into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, case, literal

from app.core.charts.definition import Months
from app.core.conditions import Condition
from app.core.registry import Field

LONGEST = 240  # months: what fits on a line
_BELOW, _ABOVE = ("equal", "greater", "from"), ("equal", "smaller", "to")


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month that `str` wrote."""
        return cls(int(text[:4]), int(text[5:7]))

    def plus(self, months: int) -> Month:
        year, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, index + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.plus(1).first_day - timedelta(days=1)

    def start(self, zone: ZoneInfo) -> datetime:
        """The moment, in UTC, at which the month begins in `zone`."""
        return datetime.combine(self.first_day, time(), zone).astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True)
class Window:
    """The months that a chart shows, `first` to `last`, both included."""

    field: Field
    first: Month
    last: Month
    zone: ZoneInfo

    def __iter__(self) -> Iterator[Month]:
        month = self.first
        while month <= self.last:
            yield month
            month = month.plus(1)

    def month(self, column: ColumnElement[Any] | None = None) -> ColumnElement[str]:
        """The month of the field, or of `column` in its place, in SQL: exact for every moment inside the window."""
        return _found_among(self.field.expression() if column is None else column, list(self), self._start)

    def _start(self, month: Month) -> date:
        """What the first value of a month is: a day, or for moments the one at which it begins in the zone."""
        return month.first_day if self.field.spec.type == "date" else month.start(self.zone)

    def criterion(self, column: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
        """That the field, or `column` in its place, lies inside the window."""
        column = self.field.expression() if column is None else column
        return and_(column >= self._start(self.first), column < self._start(self.last.plus(1)))


def _found_among(column: ColumnElement[Any], months: Sequence[Month], start: Callable[[Month], date]) -> Any:
    """The month of `column` by halving: five comparisons for two years."""
    if len(months) == 1:
        return literal(str(months[0]), String)
    middle = len(months) // 2
    earlier, later = (_found_among(column, half, start) for half in (months[:middle], months[middle:]))
    return case((column < start(months[middle]), earlier), else_=later)


def window(months: Months, field: Field, conditions: Iterable[Condition], today: date, zone: ZoneInfo) -> Window:
    """The months to show: those that a filter on the field itself allows, else the usual ones around `today`."""
    own = [condition for condition in conditions if condition.field.name == field.name]
    above = [_month(_shown(c), zone) for c in own if c.operator.name in _ABOVE]
    below = [_month(c.value, zone) for c in own if c.operator.name in _BELOW]
    last = min(above) if above else Month.of(today).plus(months.ahead)
    first = max(below) if below else last.plus(1 - months.last - months.ahead)
    if not above:
        last = max(first, last)
    return Window(field, max(first, last.plus(1 - LONGEST)), last, zone)


def _shown(condition: Condition) -> Any:
    """The highest value that a condition from above lets through."""
    if condition.operator.name != "smaller":
        return condition.value
    return condition.value - (timedelta(microseconds=1) if isinstance(condition.value, datetime) else timedelta(days=1))


def _month(value: date, zone: ZoneInfo) -> Month:
    return Month.of(value.astimezone(zone) if isinstance(value, datetime) else value)
