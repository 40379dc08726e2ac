"""Amounts of money as exact numbers. Pure: standard library only."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.core.errors import RuleError
from app.core.text import N_

UNITS = 10_000  # stored integers count ten-thousandths of the currency's unit
LIMIT = Decimal(10) ** 14


def to_units(amount: Decimal) -> int:
    """`amount` as a whole number of 1/10,000 units; RuleError when that would lose digits or is out of range."""
    if not amount.is_finite():
        raise RuleError(N_("This is not an amount of money."))
    if abs(amount) >= LIMIT:
        raise RuleError(N_("The amount is too large."))
    units = amount * UNITS
    if units != units.to_integral_value():
        raise RuleError(N_("An amount has at most four decimals."))
    return int(units)


def from_units(units: int) -> Decimal:
    """The amount that `units` ten-thousandths stand for, without trailing zeros beyond two decimals."""
    amount = Decimal(units) / UNITS
    cents = amount.quantize(Decimal("0.01"))
    return cents if cents == amount else amount.normalize()


def round_to(amount: Decimal, digits: int) -> Decimal:
    """`amount` rounded half up to a currency's `digits`, the commercial way."""
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
