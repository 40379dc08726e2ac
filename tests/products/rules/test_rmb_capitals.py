"""人民币大写, with the examples of the annex of 《支付结算办法》."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.errors import RuleError
from app.products.rules.rmb_capitals import rmb_capitals

CASES = {
    "the annex: a zero inside": ("1409.50", "壹仟肆佰零玖元伍角整"),
    "the annex: several zeros are one": ("6007.14", "陆仟零柒元壹角肆分"),
    "the annex: zero yuan before jiao": ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    "the annex: zeros down to the yuan": ("107000.53", "壹拾万柒仟元零伍角叁分"),
    "the annex: no jiao": ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    "the annex: no jiao, few yuan": ("325.04", "叁佰贰拾伍元零肆分"),
    "nothing": ("0", "零元整"),
    "one fen": ("0.01", "壹分"),
    "five jiao": ("0.50", "伍角整"),
    "jiao and fen": ("0.56", "伍角陆分"),
    "one yuan": ("1", "壹元整"),
    "ten": ("10", "壹拾元整"),
    "ten and a fen": ("10.01", "壹拾元零壹分"),
    "a hundred": ("100", "壹佰元整"),
    "a hundred and one": ("101", "壹佰零壹元整"),
    "a hundred and ten": ("110", "壹佰壹拾元整"),
    "a thousand and one": ("1001", "壹仟零壹元整"),
    "ten thousand": ("10000", "壹万元整"),
    "ten thousand and one": ("10001", "壹万零壹元整"),
    "ten thousand one hundred": ("10100", "壹万零壹佰元整"),
    "eleven thousand": ("11000", "壹万壹仟元整"),
    "a hundred thousand and five": ("100005", "壹拾万零伍元整"),
    "a million two thousand": ("1002000", "壹佰万贰仟元整"),
    "a hundred million": ("100000000", "壹亿元整"),
    "a hundred million and one": ("100000001", "壹亿零壹元整"),
    "a gap of a whole group": ("100007000", "壹亿零柒仟元整"),
    "a group that does not fill its places": ("100010000", "壹亿零壹万元整"),
    "every place": ("1234567890.12", "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分"),
    "a thousand million": ("100000000000", "壹仟亿元整"),
    "the most": ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    "half a fen goes up": ("1.005", "壹元零壹分"),
    "owed": ("-20.30", "负贰拾元零叁角整"),
}


@pytest.mark.parametrize(("amount", "words"), CASES.values(), ids=CASES)
def test_amounts(amount, words):
    assert rmb_capitals(Decimal(amount)) == words


def test_the_other_ending():
    assert rmb_capitals(Decimal(5), "正") == "伍元正"


@pytest.mark.parametrize("amount", ["1000000000000", "999999999999.995", "-1000000000000"])
def test_what_has_no_words_is_refused(amount):
    with pytest.raises(RuleError):
        rmb_capitals(Decimal(amount))
