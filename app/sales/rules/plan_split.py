"""How the whole of a sales plan is divided, over which days it reaches, and how much of it was achieved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.core.errors import RuleError
from app.core.money import round_to
from app.core.text import N_
from app.products.rules.money import allocate
from app.sales.pipeline_enums import PlanPeriod

MONTHS: dict[str, int] = {PlanPeriod.MONTH: 1, PlanPeriod.QUARTER: 3, PlanPeriod.YEAR: 12}
NO_PARTS = N_("This plan has no parts yet: add those over which it is to be divided.")


@dataclass(frozen=True)
class Days:
    """From the first to the last day, both included."""

    first: date
    last: date


def days_of(period: str, begins: date) -> Days:
    """The days of a period (a stored code) that begins with the month, quarter or year in which `begins` lies."""
    length = MONTHS[period]
    month = (begins.month - 1) // length * length + 1
    first = date(begins.year, month, 1)
    after = date(begins.year + 1, 1, 1) if month + length > 12 else date(begins.year, month + length, 1)
    return Days(first, after - timedelta(days=1))


def year_before(days: Days) -> Days:
    """The same months one year earlier."""
    first = days.first.replace(year=days.first.year - 1)
    after = days.last + timedelta(days=1)
    return Days(first, after.replace(year=after.year - 1) - timedelta(days=1))


def split(whole: Decimal, weights: Sequence[Decimal], digits: int) -> list[Decimal]:
    """`whole` in proportion to `weights`, each part to the currency's `digits`; the parts add up to `whole` exactly.

    By largest remainder (`allocate`). Weights below 0 (more returned than sold) count as nothing; all zero is evenly.
    """
    if not weights:
        raise RuleError(NO_PARTS)
    return allocate(whole, [max(weight, Decimal(0)) for weight in weights], digits)


def rest_of(whole: Decimal, parts: Sequence[Decimal | None]) -> Decimal:
    """What of `whole` is not given to any part yet; below 0 where the parts are more than it."""
    return whole - sum((part for part in parts if part is not None), Decimal(0))


def achieved(target: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """`actual` in per cent of `target`, to one decimal; None where there is nothing to compare."""
    return round_to(actual * 100 / target, 1) if target and actual is not None else None


def check_part(whole: Decimal, part: Decimal, others: int, digits: int) -> None:
    """RuleError if one part cannot be `part` of `whole`: more than all of it, finer than the currency, or the only one
    and not the whole.
    """
    if not 0 <= part <= whole:
        raise RuleError(N_("A part lies between nothing and the whole of the plan."), field="amount")
    if part != round_to(part, digits):
        raise RuleError(N_("The amount has more decimals than its currency."), field="amount")
    if not others and part != whole:
        raise RuleError(N_("The only part of a plan is all of it."), field="amount")
