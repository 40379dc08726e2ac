"""Calendar months as groups: the same months on both databases, in the reader's zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, DateTime, String, and_, case, cast, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from app.core.charts.definition import Months
from app.core.conditions import Condition
from app.core.registry import Field

LONGEST = 240  # months: what fits on a line, and what the switches of summer time in one statement stay small for
_BELOW, _ABOVE = ("equal", "greater", "from"), ("equal", "smaller", "to")


class _MonthOf(FunctionElement[str]):
    """Two equivalent expressions for “YYYY-MM”, of which each database gets its own."""

    type = String()
    inherit_cache = True

    def __init__(self, on_postgresql: ColumnElement[str], on_sqlite: ColumnElement[str]) -> None:
        super().__init__(on_postgresql, on_sqlite)


@compiles(_MonthOf, "postgresql")
def _compile_postgresql(element: _MonthOf, compiler: Any, **kw: Any) -> str:
    on_postgresql, _ = element.clauses
    return str(compiler.process(on_postgresql, **kw))


@compiles(_MonthOf, "sqlite")
def _compile_sqlite(element: _MonthOf, compiler: Any, **kw: Any) -> str:
    _, on_sqlite = element.clauses
    return str(compiler.process(on_sqlite, **kw))


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

    def month(self) -> ColumnElement[str]:
        """The month of the field in SQL, exact for every moment inside the window."""
        column = self.field.expression()
        if self.field.spec.type == "date":
            return _MonthOf(func.to_char(cast(column, DateTime), "YYYY-MM"), func.strftime("%Y-%m", column))
        in_zone = func.timezone(self.zone.key, column)
        seconds = func.substr(column, 1, 19)  # strftime rounds fractions, into the next month too
        return _MonthOf(func.to_char(in_zone, "YYYY-MM"), func.strftime("%Y-%m", seconds, self._offset(column)))

    def criterion(self) -> ColumnElement[bool]:
        """That the field lies inside the window."""
        column = self.field.expression()
        if self.field.spec.type == "date":
            return and_(column >= self.first.first_day, column <= self.last.last_day)
        return and_(column >= self.first.start(self.zone), column < self.last.plus(1).start(self.zone))

    def _offset(self, column: ColumnElement[Any]) -> ColumnElement[str]:
        """SQLite knows no zones. It is enough that the offset is right where one month turns into the next: each
        holds from the middle of the month before.
        """
        steps: list[tuple[datetime, str]] = []
        for month in (*self, self.last.plus(1)):
            start = month.start(self.zone)
            offset = f"{(start.astimezone(self.zone).utcoffset() or timedelta()).total_seconds():+.0f} seconds"
            if not steps or steps[-1][1] != offset:
                steps.append((start - timedelta(days=15), offset))
        *earlier, (_, latest) = steps
        if not earlier:
            return literal(latest)
        ends = (begin for begin, _ in steps[1:])
        whens = [(column < end, literal(offset)) for end, (_, offset) in zip(ends, earlier, strict=True)]
        return case(*whens, else_=literal(latest))


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
