"""However long and odd a typed value is, reading it costs no more than its length."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import RuleError
from app.core.exchange.values import LONGEST, Choices, Limits, parse_value
from tests.support.limited import ends_in_time

LIMITS = Limits(choices=Choices.of({"a": ("其他",)}))


@pytest.mark.parametrize("kind", ["integer", "decimal", "money", "date", "datetime", "boolean", "choice", "lookup"])
def test_what_is_no_free_text_is_refused_by_its_length(kind: str) -> None:
    with pytest.raises(RuleError, match="too long"):
        parse_value(kind, "+" + " " * LONGEST + "x", LIMITS)


def test_blanks_around_a_value_are_no_part_of_its_length() -> None:
    assert parse_value("integer", " " * 1_000 + "7" + " " * 1_000) == 7


@pytest.mark.parametrize(
    ("typed", "amount"), [("¥ 5", 5), ("- ¥ 5", -5), ("5 万 元", 50_000), ("5 元整", 5), ("CNY5", 5), ("5  万", 50_000)]
)
def test_blanks_within_an_amount(typed: str, amount: Any) -> None:
    assert parse_value("money", typed) == amount


def test_no_pattern_takes_more_than_the_length() -> None:
    """The patterns themselves, without the limit that stands before them."""
    ends_in_time("""
        from app.core.exchange import dates, links, mapping, numbers
        from app.customers.rules import phones

        blanks = " " * 300_000
        for text in ("+" + blanks + "x", "1" + blanks + "x", "1.5万" + blanks + "x"):
            assert not numbers._AMOUNT.fullmatch(text)
        assert not dates._DATE.fullmatch("2026" + blanks + "x") and not dates._TIME.fullmatch("1:00" + blanks + "x")
        assert len(links._SEPARATOR.split("a" + blanks + "b")) == 1
        assert not phones.VANITY.fullmatch("800" + "A" * 300_000 + "!")
        assert not phones.EXTENSION.fullmatch("1x" + blanks + "y")
        mapping.guess(["(" * 300_000], [])
    """)
