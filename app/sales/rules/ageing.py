"""How long an amount has been due, in the bands that finance departments use."""

from __future__ import annotations

from datetime import date as Day

from app.sales.money_enums import AgeBand

# The last day overdue that belongs to a band, in order.
LIMITS = ((0, AgeBand.NOT_DUE), (30, AgeBand.UP_TO_30), (60, AgeBand.UP_TO_60), (90, AgeBand.UP_TO_90))


def days_overdue(due_on: Day, today: Day) -> int:
    """Whole days since the day on which it was due; never below zero."""
    return max((today - due_on).days, 0)


def band_of(due_on: Day, today: Day, *, settled: bool = False) -> AgeBand:
    """The band of what is due on `due_on`; `settled`: nothing of it is open any more."""
    if settled:
        return AgeBand.SETTLED
    days = days_overdue(due_on, today)
    return next((band for limit, band in LIMITS if days <= limit), AgeBand.OVER_90)
