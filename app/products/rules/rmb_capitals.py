"""Amounts of renminbi in the capital numerals of invoices and contracts (人民币大写).

Source: the annex on filling in bills of 《支付结算办法》, with its own examples in the tests. 元 is followed by 整,
several zeros are read as one 零, and a zero in front of 角 or 分 is read. After 角 the annex leaves 整 free; here it
is written, so that nothing can be added.
"""

from __future__ import annotations

from decimal import Decimal

from app.core.errors import RuleError
from app.core.money import round_to
from app.core.text import N_

NUMERALS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
LIMIT = Decimal(10) ** 12
CENTS = 2


def rmb_capitals(amount: Decimal, ending: str = "整") -> str:
    """`amount` yuan in capital numerals, rounded half up to the fen; `ending` may be 正.

    RuleError from 10,000 亿 on, which the numerals have no word for.
    """
    rounded = round_to(amount, CENTS)
    if abs(rounded) >= LIMIT:
        raise RuleError(N_("Amounts from 10,000 × 10⁸ yuan on are not written in capital numerals."))
    yuan, cents = divmod(int(abs(rounded) * 100), 100)
    jiao, fen = divmod(cents, 10)
    words = "负" if rounded < 0 else ""
    if yuan or not cents:
        words += f"{_whole(yuan)}元"
    if not cents:
        return words + ending
    if yuan and (yuan % 10 == 0 or not jiao):
        words += NUMERALS[0]
    words += f"{NUMERALS[jiao]}角" if jiao else ""
    return words + (f"{NUMERALS[fen]}分" if fen else ending)


def _whole(number: int) -> str:
    """A whole number: groups of four digits, a 零 before a group that does not fill its four places."""
    if number == 0:
        return NUMERALS[0]
    words, gap = "", False
    for place in reversed(range(len(GROUPS))):
        group = number // 10 ** (4 * place) % 10_000
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1_000):
            words += NUMERALS[0]
        words += _four(group) + GROUPS[place]
        gap = False
    return words


def _four(group: int) -> str:
    """1 to 9999."""
    words, gap = "", False
    for place in reversed(range(len(PLACES))):
        digit = group // 10**place % 10
        if digit:
            words += (NUMERALS[0] if gap else "") + NUMERALS[digit] + PLACES[place]
            gap = False
        else:
            gap = bool(words)
    return words
