"""What an order costs: each line is rounded once to the currency's digits, and the total is the sum of what is shown.

Prices are with or without tax, as the order says; either way net + tax = amount on every line, and so in the total.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.core.money import round_to
from app.products.rules.money import WHOLE, line_amount, taxed

ZERO = Decimal(0)
PRICE_DIGITS = 4  # the most decimals that a stored amount has


@dataclass(frozen=True)
class LineAmounts:
    """One line: `amount` is always net + tax; `discount` is what the list of the line's prices would say more.

    `net_base` is the net amount in the company's currency.
    """

    discount: Decimal
    net: Decimal
    tax: Decimal
    amount: Decimal
    net_base: Decimal = ZERO


@dataclass(frozen=True)
class Totals:
    """A whole order: `total` is always net + tax + freight; `base` is the same in the company's currency.

    `net_base` is the sum of the lines' own, so that sales by product and by customer add up to the same.
    """

    discount: Decimal
    net: Decimal
    tax: Decimal
    total: Decimal
    base: Decimal
    net_base: Decimal


def line_amounts(
    quantity: Decimal, price: Decimal, discount: Decimal, tax_percent: Decimal, digits: int, *, included: bool
) -> LineAmounts:
    """quantity × price less `discount` (per cent), with the tax that the price contains (`included`) or not.

    All amounts have the `digits` of the currency; RuleError for a discount outside 0 to 100 and a negative tax rate.
    """
    paid = line_amount(quantity, price, discount, digits)
    parts = taxed(paid, tax_percent, digits, included=included)
    return LineAmounts(line_amount(quantity, price, ZERO, digits) - paid, parts.net, parts.tax, parts.gross)


def totals(lines: Iterable[LineAmounts], freight: Decimal, digits: int, rate: Decimal, base_digits: int) -> Totals:
    """The sums of `lines`, with the freight (rounded to the same `digits`); `rate` is of one unit in the company's
    currency, whose amounts have `base_digits`.
    """
    known = list(lines)
    discount = sum((line.discount for line in known), ZERO)
    net = sum((line.net for line in known), ZERO)
    tax = sum((line.tax for line in known), ZERO)
    total = net + tax + round_to(freight, digits)
    net_base = sum((line.net_base for line in known), ZERO)
    return Totals(discount, net, tax, total, round_to(total * rate, base_digits), net_base)


def price_as(price: Decimal, tax_percent: Decimal, *, given: bool, wanted: bool) -> Decimal:
    """A unit price that contains tax (`given`) or not, as one that does (`wanted`) or not, to four decimals."""
    if given == wanted:
        return price
    found = price * (WHOLE + tax_percent) / WHOLE if wanted else price * WHOLE / (WHOLE + tax_percent)
    return round_to(found, PRICE_DIGITS)
