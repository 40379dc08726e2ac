"""Lines, taxes and parts of amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.products.rules.money import allocate, line_amount, margin, taxed

D = Decimal
LINES = {
    "a whole number": ("3", "10", "0", 2, "30"),
    "a discount of 5 per cent": ("10", "19.99", "5", 2, "189.91"),
    "half a cent goes up": ("1", "0.125", "0", 2, "0.13"),
    "half a cent below nothing goes away from it": ("-1", "0.125", "0", 2, "-0.13"),
    "a price of less than a cent": ("10000", "0.0375", "0", 2, "375"),
    "yen have no decimals": ("3", "33.5", "0", 0, "101"),
    "dinars have three": ("1", "0.12345", "0", 3, "0.123"),
    "a part of a unit": ("0.5", "9.99", "0", 2, "5"),
    "all of it is given away": ("7", "9.99", "100", 2, "0"),
    "nothing is ordered": ("0", "9.99", "10", 2, "0"),
    "rounded once, after the discount": ("3", "0.335", "10", 2, "0.90"),
}


@pytest.mark.parametrize(("quantity", "price", "discount", "digits", "amount"), LINES.values(), ids=LINES)
def test_line_amounts(quantity, price, discount, digits, amount):
    assert line_amount(D(quantity), D(price), D(discount), digits) == D(amount)


@pytest.mark.parametrize("discount", ["-0.01", "100.01"])
def test_a_discount_beyond_the_price_is_refused(discount):
    with pytest.raises(RuleError):
        line_amount(D(1), D(1), D(discount), 2)


TAXES = {
    "13 per cent added": ("100", "13", False, ("100", "13.00", "113.00")),
    "13 per cent contained": ("113", "13", True, ("100.00", "13.00", "113")),
    "contained, with a rest": ("100", "13", True, ("88.50", "11.50", "100")),
    "added, half a cent up": ("0.50", "13", False, ("0.50", "0.07", "0.57")),
    "none": ("99.99", "0", True, ("99.99", "0", "99.99")),
    "a refund": ("-113", "13", True, ("-100.00", "-13.00", "-113")),
}


@pytest.mark.parametrize(("amount", "percent", "included", "expected"), TAXES.values(), ids=TAXES)
def test_taxes(amount, percent, included, expected):
    found = taxed(D(amount), D(percent), 2, included=included)
    assert (found.net, found.tax, found.gross) == tuple(map(D, expected))
    assert found.net + found.tax == found.gross


def test_a_negative_tax_rate_is_refused():
    with pytest.raises(RuleError):
        taxed(D(1), D(-1), 2, included=True)


PARTS = {
    "three equal parts": ("100", "1 1 1", 2, "33.34 33.33 33.33"),
    "two of three get the rest": ("0.05", "1 1 1", 2, "0.02 0.02 0.01"),
    "the largest remainder gets it": ("10", "1 2 4", 0, "1 3 6"),
    "a part of nothing": ("10", "0 1", 2, "0 10"),
    "no weight at all": ("10", "0 0 0 0", 0, "3 3 2 2"),
    "a refund": ("-100", "1 1 1", 2, "-33.34 -33.33 -33.33"),
    "nothing to divide": ("0", "3 4", 2, "0 0"),
    "one part": ("7.77", "5", 2, "7.77"),
    "weights with decimals": ("1000", "0.1 0.2 0.7", 2, "100 200 700"),
}


@pytest.mark.parametrize(("total", "weights", "digits", "parts"), PARTS.values(), ids=PARTS)
def test_parts(total, weights, digits, parts):
    assert allocate(D(total), [D(w) for w in weights.split()], digits) == [D(p) for p in parts.split()]


@pytest.mark.parametrize(("total", "weights"), [("1", ""), ("1", "1 -1"), ("1.001", "1 1")])
def test_what_cannot_be_divided_is_refused(total, weights):
    with pytest.raises(RuleError):
        allocate(D(total), [D(w) for w in weights.split()], 2)


@given(
    st.integers(-(10**14), 10**14),
    st.lists(st.decimals(0, 10**9, places=4), min_size=1, max_size=40),
    st.sampled_from([0, 2, 3]),
)
def test_the_parts_always_add_up(units, weights, digits):
    total = D(units).scaleb(-digits)
    parts = allocate(total, weights, digits)
    assert sum(parts) == total
    assert all(part * total >= 0 for part in parts)
    whole = sum(weights)
    unit = D(1).scaleb(-digits)
    if whole:
        assert all(abs(part - total * w / whole) < unit for part, w in zip(parts, weights, strict=True))


MARGINS = {
    "with tax in the price": ("113", "60", "13", True, "40.0"),
    "without": ("100", "60", "13", False, "40.0"),
    "a loss": ("100", "150", "0", False, "-50.0"),
    "no cost known": ("100", None, "0", False, None),
    "given away": ("0", "5", "0", False, None),
}


@pytest.mark.parametrize(("price", "cost", "tax", "included", "expected"), MARGINS.values(), ids=MARGINS)
def test_margins(price, cost, tax, included, expected):
    found = margin(D(price), None if cost is None else D(cost), D(tax), included=included)
    assert found == (None if expected is None else D(expected))
