"""Plans are divided to the last cent, over the right days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.sales.rules.plan_split import achieved, check_part, days_of, rest_of, split, year_before

D = Decimal


@pytest.mark.parametrize(
    ("name", "whole", "weights", "digits", "expected"),
    [
        ("three get a hundred", "100", "1 1 1", 2, "33.34 33.33 33.33"),
        ("two get a cent", "0.01", "1 1", 2, "0.01 0.00"),
        ("by last year", "1000", "300 100 0", 2, "750.00 250.00 0.00"),
        ("more came back than was sold: that counts as nothing", "100", "-50 1 3", 2, "0.00 25.00 75.00"),
        ("all weights nothing: evenly", "10", "0 0", 2, "5.00 5.00"),
        ("a currency without decimals", "100", "1 1 1", 0, "34 33 33"),
        ("the only part", "99.99", "7", 2, "99.99"),
        ("nothing to divide", "0", "1 2", 2, "0.00 0.00"),
    ],
)
def test_dividing(name, whole, weights, digits, expected):
    parts = split(D(whole), [D(weight) for weight in weights.split()], digits)
    assert parts == [D(part) for part in expected.split()]
    assert sum(parts) == D(whole)


def test_a_plan_without_parts_is_not_divided():
    with pytest.raises(RuleError):
        split(D(100), [], 2)


AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)


@given(AMOUNTS, st.lists(st.decimals(min_value=-1000, max_value=10**9, places=4), min_size=1, max_size=40))
def test_the_parts_always_add_up(whole, weights):
    parts = split(whole, weights, 2)
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)


@pytest.mark.parametrize(
    ("name", "period", "begins", "first", "last"),
    [
        ("a month", "month", date(2026, 2, 17), date(2026, 2, 1), date(2026, 2, 28)),
        ("February of a leap year", "month", date(2028, 2, 1), date(2028, 2, 1), date(2028, 2, 29)),
        ("the last month", "month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("the second quarter", "quarter", date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        ("the last quarter", "quarter", date(2026, 10, 1), date(2026, 10, 1), date(2026, 12, 31)),
        ("a year", "year", date(2026, 5, 5), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_days_of_a_period(name, period, begins, first, last):
    days = days_of(period, begins)
    assert (days.first, days.last) == (first, last)


@pytest.mark.parametrize(
    ("period", "begins", "first", "last"),
    [
        ("month", date(2029, 2, 1), date(2028, 2, 1), date(2028, 2, 29)),
        ("month", date(2028, 2, 1), date(2027, 2, 1), date(2027, 2, 28)),
        ("year", date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31)),
        ("month", date(2026, 12, 1), date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_the_same_months_a_year_before(period, begins, first, last):
    days = year_before(days_of(period, begins))
    assert (days.first, days.last) == (first, last)


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [("100", "50", "50.0"), ("3", "1", "33.3"), ("100", "250", "250.0"), ("100", "-5", "-5.0"), ("0", "5", None),
     (None, "5", None), ("100", None, None)],
)  # fmt: skip
def test_achievement(target, actual, expected):
    values = (D(value) if value is not None else None for value in (target, actual))
    assert achieved(*values) == (D(expected) if expected is not None else None)


@pytest.mark.parametrize(
    ("name", "part", "others", "allowed"),
    [
        ("a part of it", "40", 2, True),
        ("all of it", "100", 2, True),
        ("more than all", "100.01", 2, False),
        ("less than nothing", "-1", 2, False),
        ("half a cent", "0.005", 2, False),
        ("the only part, and not all", "99", 0, False),
        ("the only part, all of it", "100", 0, True),
    ],
)
def test_changing_one_part(name, part, others, allowed):
    if allowed:
        check_part(D(100), D(part), others, 2)
    else:
        with pytest.raises(RuleError):
            check_part(D(100), D(part), others, 2)


def test_what_is_left():
    assert rest_of(D(100), [D(30), None, D("60.5")]) == D("9.5")
