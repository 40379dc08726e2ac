"""What becomes of amounts in documents: lines, discounts, taxes, parts of a whole. All in `Decimal`, nothing is lost.

Rounding is half up to the digits of the currency (`app.core.money.round_to`), once for each line and each tax.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import RuleError
from app.core.money import round_to
from app.core.text import N_

WHOLE = Decimal(100)  # per cent


@dataclass(frozen=True)
class Taxed:
    """An amount divided into what is earned and what is owed to the tax office: `gross` is always their sum."""

    net: Decimal
    tax: Decimal
    gross: Decimal


def discounted(price: Decimal, discount: Decimal) -> Decimal:
    """`price` less `discount` per cent, not rounded; RuleError for a discount below 0 or above 100."""
    if not 0 <= discount <= WHOLE:
        raise RuleError(N_("A discount lies between 0 and 100 per cent."), field="discount")
    return price * (WHOLE - discount) / WHOLE


def line_amount(quantity: Decimal, price: Decimal, discount: Decimal, digits: int) -> Decimal:
    """quantity × price × (1 − discount), rounded once, to a currency's `digits`; `discount` in per cent."""
    return round_to(quantity * discounted(price, discount), digits)


def taxed(amount: Decimal, percent: Decimal, digits: int, *, included: bool) -> Taxed:
    """`amount` (rounded already) with its tax of `percent`, which it contains (`included`) or to which it is added.

    Only one of the parts is rounded, and the other is the difference, so that they add up to the last digit.
    """
    if percent < 0:
        raise RuleError(N_("A tax rate is not negative."), field="percent")
    if included:
        net = round_to(amount * WHOLE / (WHOLE + percent), digits)
        return Taxed(net, amount - net, amount)
    tax = round_to(amount * percent / WHOLE, digits)
    return Taxed(amount, tax, amount + tax)


def allocate(total: Decimal, weights: Sequence[Decimal], digits: int) -> list[Decimal]:
    """`total` divided in proportion to `weights`, each part to `digits`: the parts always add up to `total`.

    By largest remainder (Hamilton): every part is cut to whole units first, and those cut most get one unit more, of
    equal ones the earlier. Weights that are all zero count alike. RuleError for no weights, for a negative one, and
    for a total that has more digits than its parts may have.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise RuleError(N_("An amount is divided over parts that are not negative, and at least one."))
    unit = Decimal(1).scaleb(-digits)
    units = abs(total) / unit
    if units != units.to_integral_value():
        raise RuleError(N_("The amount has more decimals than its currency."))
    shares = list(weights) if any(weights) else [Decimal(1)] * len(weights)
    whole, weight = int(units), sum(shares)
    exact = [divmod(whole * share, weight) for share in shares]
    parts = [int(part) for part, _ in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (-exact[place][1], place))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    sign = -1 if total < 0 else 1
    return [sign * part * unit for part in parts]


def margin(price: Decimal | None, cost: Decimal | None, tax_percent: Decimal, *, included: bool) -> Decimal | None:
    """What remains of a price without tax after the cost, in per cent of it to one decimal; None if one is missing."""
    if price is None or cost is None:
        return None
    net = price * WHOLE / (WHOLE + tax_percent) if included else price
    return round_to((net - cost) * WHOLE / net, 1) if net else None
