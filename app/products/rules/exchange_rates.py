"""Dated exchange rates: what one unit of a currency is worth in the company's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

PLACES = Decimal("0.0000000001")  # a rate is stored with ten decimals


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` is worth `rate` of the company's currency since `day`; `day` is None for the latter."""

    currency: str
    rate: Decimal
    day: date | None = None


@dataclass(frozen=True)
class Converted:
    """An amount in another currency, not rounded; `rate` is that between the two, of the older `day` of both."""

    amount: Decimal
    rate: Decimal
    day: date | None


def convert(amount: Decimal, source: Rate, target: Rate) -> Converted:
    """`amount` of the currency of `source` in that of `target`, through the company's currency."""
    rate = source.rate / target.rate
    days = [one.day for one in (source, target) if one.day is not None]
    return Converted(amount * rate, rate.quantize(PLACES), min(days, default=None))
