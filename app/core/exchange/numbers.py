"""Typed numbers and amounts. Pure: standard library only.

Accepted: full-width digits, a sign, thousands separated by commas in groups of three, a decimal point. Refused:
exponents (a spreadsheet that shows 1.38E+10 has lost digits), NaN, infinities, percent signs, commas as decimal point.
"""

from __future__ import annotations

import re
from decimal import Decimal

from app.core.errors import RuleError
from app.core.exchange.texts import narrow, shown
from app.core.money import LIMIT
from app.core.text import N_

INTEGER_MINIMUM, INTEGER_MAXIMUM = -(2**31), 2**31 - 1
MONEY_SCALE = 4

_NUMBER = re.compile(r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,60})(?:\.[0-9]{1,60})?|\.[0-9]{1,60})")
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
_AMOUNT = re.compile(
    # No two stars stand side by side, so that a long row of blanks is divided in one way only.
    r"([+-]?)\s*(?:(?:¥|CNY|RMB|人民币)\s*)?([+-]?[0-9.,]+)\s*(?:([万亿萬億])\s*)?(?:元|圆|圓|CNY|RMB)?(?:整|正)?",
    re.IGNORECASE,
)
_CURRENCY_SIGN = re.compile(
    r"[$€£₩฿₫₹]|\b(?:USD|EUR|GBP|JPY|HKD|TWD|NT|HK|US)\b|美元|港币|港元|欧元|日元|英镑", re.IGNORECASE
)
_SCALES = {None: 1, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def parse_number(raw: str) -> Decimal:
    """The exact number; minus zero is zero. Raises RuleError."""
    text = narrow(raw)
    if _EXPONENT.fullmatch(text):
        message = N_("“%(value)s” is a shortened number whose digits may be lost; write all of its digits.")
        raise RuleError(message, value=shown(raw))
    found = _NUMBER.fullmatch(text)
    if not found:
        raise RuleError(N_("“%(value)s” is not a number."), value=shown(raw))
    return Decimal(found.group(1) + found.group(2).replace(",", "")) + 0


def parse_integer(raw: str, *, minimum: int | Decimal | None = None, maximum: int | Decimal | None = None) -> int:
    """A whole number within the limits, both included; without them those of a 32-bit column. `12.00` is 12."""
    number = parse_number(raw)
    if number != number.to_integral_value():
        raise RuleError(N_("“%(value)s” is not a whole number."), value=shown(raw))
    low = INTEGER_MINIMUM if minimum is None else minimum
    high = INTEGER_MAXIMUM if maximum is None else maximum
    return int(_within(number, low, high))


def parse_decimal(
    raw: str, *, scale: int = 4, minimum: int | Decimal | None = None, maximum: int | Decimal | None = None
) -> Decimal:
    """A number with at most `scale` decimals, within the limits and below 10^14. Never rounded."""
    number = parse_number(raw)
    if _decimals(number) > scale:
        message = N_("“%(value)s” has more than %(scale)s decimals.")
        raise RuleError(message, value=shown(raw), scale=scale)
    if abs(number) >= LIMIT:
        raise RuleError(N_("The number is too large."))
    return _within(number, minimum, maximum)


def parse_money(raw: str, *, minimum: int | Decimal | None = None, maximum: int | Decimal | None = None) -> Decimal:
    """An amount with at most four decimals, below 10^14.

    A sign or word for yuan is allowed, and 万 and 亿 multiply: 1.5万元 is 15000. Signs of other currencies are
    refused: the currency has a column of its own, and dropping the sign would change the amount's meaning.
    """
    text = narrow(raw)
    if _CURRENCY_SIGN.search(text):
        raise RuleError(
            N_("“%(value)s”: write the amount without its currency, which has its own field."), value=shown(raw)
        )
    found = _AMOUNT.fullmatch(text)
    if not found:
        return parse_decimal(raw, scale=MONEY_SCALE, minimum=minimum, maximum=maximum)
    amount = parse_number(found.group(1) + found.group(2)) * _SCALES[found.group(3)]
    return parse_decimal(format(amount, "f"), scale=MONEY_SCALE, minimum=minimum, maximum=maximum)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _within(number: Decimal, minimum: int | Decimal | None, maximum: int | Decimal | None) -> Decimal:
    if minimum is not None and number < minimum:
        raise RuleError(N_("The number must be at least %(limit)s."), limit=minimum)
    if maximum is not None and number > maximum:
        raise RuleError(N_("The number must be at most %(limit)s."), limit=maximum)
    return number
