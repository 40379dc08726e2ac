"""What lines and orders cost, to the last digit of the currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.sales.rules.order_totals import LineAmounts, line_amounts, price_as, totals

D = Decimal
# quantity, price, discount, tax, digits, tax included -> discount, net, tax, amount
LINES = {
    "tax in the price": ("2", "113", "0", "13", 2, True, "0", "200", "26", "226"),
    "tax on top": ("2", "100", "0", "13", 2, False, "0", "200", "26", "226"),
    "a discount": ("3", "100", "10", "13", 2, False, "30", "270", "35.10", "305.10"),
    "thirds round once a line": ("1", "10", "0", "13", 2, True, "0", "8.85", "1.15", "10"),
    "yen have no decimals": ("3", "33.4", "0", "10", 0, False, "0", "100", "10", "110"),
    "half a unit": ("0.5", "0.05", "0", "0", 2, True, "0", "0.03", "0", "0.03"),
    "given away": ("5", "20", "100", "13", 2, True, "100", "0", "0", "0"),
    "no tax": ("1", "9.99", "0", "0", 2, True, "0", "9.99", "0", "9.99"),
}


@pytest.mark.parametrize("row", LINES.values(), ids=LINES)
def test_a_line_costs(row):
    quantity, price, discount, tax, digits, included, *expected = row
    found = line_amounts(D(quantity), D(price), D(discount), D(tax), digits, included=included)
    assert [found.discount, found.net, found.tax, found.amount] == [D(value) for value in expected]


@pytest.mark.parametrize("discount", ["-1", "100.01"])
def test_a_discount_is_a_share(discount):
    with pytest.raises(RuleError):
        line_amounts(D(1), D(1), D(discount), D(13), 2, included=True)


def test_the_freight_is_added_as_it_is():
    line = LineAmounts(D(0), D(100), D(13), D(113))
    found = totals([line, line], D("15.005"), 2, D("7.1"), 2)
    assert (found.net, found.tax, found.total) == (200, 26, D("241.01"))
    assert found.base == D("1711.17")


def test_an_empty_order_costs_its_freight():
    assert totals([], D(10), 2, D(1), 2).total == 10


PRICES = {
    "as it is": ("10", "13", True, True, "10"),
    "tax taken out": ("113", "13", True, False, "100"),
    "tax put on": ("100", "13", False, True, "113"),
    "to four decimals": ("10", "13", True, False, "8.8496"),
}


@pytest.mark.parametrize("row", PRICES.values(), ids=PRICES)
def test_a_price_with_tax_becomes_one_without(row):
    price, tax, is_given, wanted, expected = row
    assert price_as(D(price), D(tax), given=is_given, wanted=wanted) == D(expected)


money = st.decimals(0, 10**7, places=4)
lines = st.tuples(
    st.decimals("0.0001", 10**4, places=4), money, st.decimals(0, 100, places=2), st.decimals(0, 30, places=3)
)


@given(st.lists(lines, max_size=12), st.integers(0, 4), st.booleans(), money, st.decimals("0.001", 100, places=6))
def test_the_parts_are_the_total_to_the_last_digit(rows, digits, included, freight, rate):
    found = [line_amounts(*row, digits, included=included) for row in rows]
    whole = totals(found, freight, digits, rate, 2)
    unit = D(1).scaleb(-digits)
    for line in found:
        assert line.net + line.tax == line.amount
        assert all(value % unit == 0 for value in (line.net, line.tax, line.amount, line.discount))
        assert line.discount >= 0
    goods = sum((line.amount for line in found), D(0))
    assert whole.net + whole.tax == goods
    assert whole.total - goods == freight.quantize(unit, "ROUND_HALF_UP")
    assert whole.total % unit == 0
