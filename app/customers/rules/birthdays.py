"""How old is somebody, and when is the next birthday? Solar calendar only."""

from __future__ import annotations

from datetime import date

from app.core.errors import RuleError
from app.core.text import N_
from app.customers.enums import LeapDayPolicy

LONGEST_LIFE = 130  # years; more is a typing error


def check_birthday(birthday: date, today: date, *, field: str = "birthday") -> date:
    """`birthday` itself; RuleError when it lies in the future or more than 130 years back."""
    if birthday > today:
        raise RuleError(N_("A birthday cannot lie in the future."), field=field)
    if today.year - birthday.year > LONGEST_LIFE:
        raise RuleError(N_("A birthday cannot lie more than %(years)d years back."), field=field, years=LONGEST_LIFE)
    return birthday


def birthday_in(year: int, birthday: date, policy: LeapDayPolicy = LeapDayPolicy.FEBRUARY_28) -> date:
    """The day on which `birthday` is celebrated in `year`.

    29 February exists every fourth year only; in between `policy` decides. The default is the last day of February,
    so that the birthday stays in its month and a reminder never comes late.
    """
    if (birthday.month, birthday.day) != (2, 29) or _is_leap(year):
        return birthday.replace(year=year)
    return date(year, 2, 28) if policy is LeapDayPolicy.FEBRUARY_28 else date(year, 3, 1)


def next_birthday(birthday: date, today: date, policy: LeapDayPolicy = LeapDayPolicy.FEBRUARY_28) -> date:
    """The first celebration on or after `today`."""
    this_year = birthday_in(today.year, birthday, policy)
    return this_year if this_year >= today else birthday_in(today.year + 1, birthday, policy)


def age_on(day: date, birthday: date, policy: LeapDayPolicy = LeapDayPolicy.FEBRUARY_28) -> int:
    """Full years on `day`, counted from the day of celebration; RuleError before the birth.

    China's courts count a year of age from the day after the birthday; this is the everyday count, not theirs.
    """
    if day < birthday:
        raise RuleError(N_("A birthday cannot lie in the future."), field="birthday")
    return day.year - birthday.year - (day < birthday_in(day.year, birthday, policy))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
