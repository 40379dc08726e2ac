"""What an amount of money in a document must be like before anything is done with it."""

from __future__ import annotations

from decimal import Decimal

from app.core.errors import RuleError
from app.core.money import to_units
from app.core.text import N_


def check_amount(amount: Decimal, digits: int, field: str = "amount") -> Decimal:
    """`amount` as it is stored: positive, finite, within range, with at most the `digits` of its currency.

    RuleError otherwise, about `field`: NaN, infinity, zero of either sign, what is below zero or beyond 10¹⁴.
    """
    if not amount.is_finite():
        raise RuleError(N_("This is not an amount of money."), field=field)
    if amount <= 0:
        raise RuleError(N_("The amount must be above zero."), field=field)
    try:
        to_units(amount)
    except RuleError as refusal:
        raise RuleError(refusal.message, field=field) from None
    if amount != amount.quantize(Decimal(1).scaleb(-digits)):
        raise RuleError(N_("The amount has more decimals than its currency."), field=field)
    return amount.quantize(Decimal(1).scaleb(-digits))
