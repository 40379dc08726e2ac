"""How the total of an order is divided into instalments, and how far one of them is paid."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal, InvalidOperation

from app.core.errors import RuleError
from app.core.text import N_
from app.products.rules.money import WHOLE, allocate
from app.sales.money_enums import InstalmentState
from app.sales.rules.amounts import check_amount

MOST = 60  # instalments of one order: five years of months
_BETWEEN = re.compile(r"[\s%％,，、;；/+]+")


@dataclass(frozen=True)
class Share:
    """A part of an order: `percent` of its total, due `months` months after the first one."""

    percent: Decimal
    months: int


@dataclass(frozen=True)
class Part:
    """One instalment: its place from 1 on, the day on which it is due, and its amount."""

    position: int
    due_on: Day
    amount: Decimal


def read_shares(text: str, months_between: int) -> tuple[Share, ...]:
    """“30/60/10” as shares, `months_between` months apart; RuleError for what is no percentage above zero."""
    try:
        percents = [Decimal(word) for word in _BETWEEN.split(text) if word]
    except InvalidOperation:
        raise RuleError(N_("Write percentages like 30/60/10."), field="shares") from None
    if not 0 <= months_between <= 60:
        raise RuleError(N_("There are between 0 and 60 months between instalments."), field="months")
    shares = tuple(Share(percent, place * months_between) for place, percent in enumerate(percents))
    _check(shares)
    return shares


def split(total: Decimal, shares: Sequence[Share], first_due: Day, digits: int) -> list[Part]:
    """`total` divided into instalments to a currency's `digits`; they add up to it to the last digit.

    Days are counted from the first one, so that an end of month never drifts. RuleError for shares that are not 100 per
    cent, for a total that is no amount, and where a share would be nothing.
    """
    _check(shares)
    whole = check_amount(total, digits)
    amounts = allocate(whole, [share.percent for share in shares], digits)
    if not all(amounts):
        raise RuleError(N_("The amount is too small for so many instalments."), field="shares")
    dues = [months_later(first_due, share.months) for share in shares]
    return [Part(number, *part) for number, part in enumerate(zip(dues, amounts, strict=True), 1)]


def months_later(day: Day, months: int) -> Day:
    """The same day of a later month, or the last one of a month that has not so many; RuleError beyond 9999."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year > 9999:
        raise RuleError(N_("This day lies too far ahead."), field="first_due")
    return Day(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def state_of(amount: Decimal, paid: Decimal, due_on: Day, today: Day) -> InstalmentState:
    """How an instalment stands on the day `today`: it is overdue from the day after it was due."""
    if paid >= amount:
        return InstalmentState.PAID
    if due_on < today:
        return InstalmentState.OVERDUE
    return InstalmentState.PARTLY_PAID if paid else InstalmentState.OPEN


def _check(shares: Sequence[Share]) -> None:
    if not 1 <= len(shares) <= MOST:
        raise RuleError(N_("An order has between 1 and 60 instalments."), field="shares")
    if not all(share.percent.is_finite() and 0 < share.percent <= WHOLE for share in shares):
        raise RuleError(N_("Write percentages like 30/60/10."), field="shares")
    if sum(share.percent for share in shares) != WHOLE:
        raise RuleError(N_("The percentages must add up to 100."), field="shares")
