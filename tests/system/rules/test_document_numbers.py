"""How document numbers look and are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.system.rules.document_numbers import check_prefix, format_number, parse_number

NUMBERS = {
    "the usual form": (("SO", 2026, 123, 6), "SO2026-000123"),
    "more digits than planned": (("SO", 2026, 1234567, 6), "SO2026-1234567"),
    "no padding": (("Q-", 2027, 5, 1), "Q-2027-5"),
}
FOREIGN = [
    "",
    "SO",
    "SO26-000123",
    "PO2026-000123",
    "SO2026000123",
    "SO2026-",
    "SO2026-12a",
    "SO2026-１２３",
    "xSO2026-1",
]
PREFIXES = {
    "SO": True,
    "Q-": True,
    "A_B": True,
    "a": True,
    "": False,
    "1A": False,
    "A1": False,
    "订单": False,
    "A" * 11: False,
}


@pytest.mark.parametrize(("parts", "text"), NUMBERS.values(), ids=NUMBERS.keys())
def test_form(parts, text):
    assert format_number(*parts) == text


@given(st.sampled_from(["SO", "Q-", "A_B"]), st.integers(2000, 9999), st.integers(1, 10**11), st.integers(1, 12))
def test_what_is_written_is_read_back(prefix, year, number, padding):
    assert parse_number(prefix, format_number(prefix, year, number, padding)) == (year, number)


@pytest.mark.parametrize("text", FOREIGN)
def test_other_texts_are_no_numbers(text):
    assert parse_number("SO", text) is None


@pytest.mark.parametrize(("prefix", "good"), PREFIXES.items(), ids=[repr(name) for name in PREFIXES])
def test_prefixes(prefix, good):
    if good:
        assert check_prefix(prefix) == prefix
    else:
        with pytest.raises(RuleError):
            check_prefix(prefix)
