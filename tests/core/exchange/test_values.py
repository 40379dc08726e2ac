"""Typed values: what is understood, and what is refused rather than guessed."""

# ruff: noqa: DTZ001 (naive moments come from spreadsheets, which know no zones)

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import RuleError
from app.core.exchange.values import Choices, Limits, parse_value

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
INDUSTRIES = Choices.of(
    {
        "manufacturing": ("制造业", "Manufacturing"),
        "m": ("米", "Metre"),
        "M": ("兆", "Mega"),
        "it": ("信息", "IT services"),
    }
)

UNDERSTOOD: list[tuple[str, Any, Any]] = [
    ("string", "  杭州华新 ", "杭州华新"),
    ("string", "𠮷𠀋😀👨‍👩‍👧", "𠮷𠀋😀👨‍👩‍👧"),
    ("string", "\u202eabc\u2028d\u200de", "\u202eabc\u2028d\u200de"),
    ("string", "'=1+1", "'=1+1"),
    ("string", 13_800_138_000, "13800138000"),
    ("string", 13_800_138_000.0, "13800138000"),
    ("text", " a\r\nb\rc\td ", " a\nb\nc\td "),
    ("integer", "42", 42),
    ("integer", " 1,234,567 ", 1_234_567),
    ("integer", "１，２３４", 1_234),
    ("integer", "-7", -7),
    ("integer", "12.00", 12),
    ("integer", "007", 7),
    ("integer", 5.0, 5),
    ("integer", "2147483647", 2_147_483_647),
    ("decimal", "0.1", Decimal("0.1")),
    ("decimal", 0.1, Decimal("0.1")),
    ("decimal", "+.5", Decimal("0.5")),
    ("decimal", "−3.25", Decimal("-3.25")),
    ("decimal", "1.230000", Decimal("1.23")),
    ("money", "¥1,234.50", Decimal("1234.5")),
    ("money", "￥１２３４．５", Decimal("1234.5")),
    ("money", "-¥5", Decimal(-5)),
    ("money", "¥-5", Decimal(-5)),
    ("money", "500万元", Decimal(5_000_000)),
    ("money", "1.23456万", Decimal("12345.6")),
    ("money", "2億", Decimal(200_000_000)),
    ("money", "RMB 88", Decimal(88)),
    ("money", "99999999999999.9999", Decimal("99999999999999.9999")),
    ("money", Decimal("1E+3"), Decimal(1000)),
    ("date", "2026-02-03", date(2026, 2, 3)),
    ("date", "2026/2/3", date(2026, 2, 3)),
    ("date", "2026.02.03", date(2026, 2, 3)),
    ("date", "2026年2月3日", date(2026, 2, 3)),
    ("date", "２０２６年２月３號", date(2026, 2, 3)),
    ("date", "20260203", date(2026, 2, 3)),
    ("date", "2026-02-03 00:00:00", date(2026, 2, 3)),
    ("date", "2024-02-29", date(2024, 2, 29)),
    ("date", date(2026, 2, 3), date(2026, 2, 3)),
    ("date", datetime(2026, 2, 3), date(2026, 2, 3)),
    ("datetime", "2026-02-03 15:04", datetime(2026, 2, 3, 7, 4, tzinfo=UTC)),
    ("datetime", "2026/2/3 15:04:05", datetime(2026, 2, 3, 7, 4, 5, tzinfo=UTC)),
    ("datetime", "2026-02-03T15:04:05.25Z", datetime(2026, 2, 3, 15, 4, 5, 250_000, tzinfo=UTC)),
    ("datetime", "2026-02-03T15:04:05-05:30", datetime(2026, 2, 3, 20, 34, 5, tzinfo=UTC)),
    ("datetime", "2026年2月3日 9:05", datetime(2026, 2, 3, 1, 5, tzinfo=UTC)),
    ("datetime", "2026-02-03", datetime(2026, 2, 2, 16, 0, tzinfo=UTC)),
    ("datetime", date(2026, 2, 3), datetime(2026, 2, 2, 16, 0, tzinfo=UTC)),
    ("datetime", datetime(2026, 2, 3, 8, 0), datetime(2026, 2, 3, 0, 0, tzinfo=UTC)),
    ("datetime", "1988-06-01 08:00", datetime(1988, 5, 31, 23, 0, tzinfo=UTC)),
    *(("boolean", word, True) for word in ("是", "Yes", "y", "TRUE", "1", "√", "对", "Ｙ", True)),
    *(("boolean", word, False) for word in ("否", "No", "n", "false", "0", "×", "错", 0, False)),
    ("choice", "manufacturing", "manufacturing"),
    ("choice", "制造业", "manufacturing"),
    ("choice", "製造業", "manufacturing"),
    ("lookup", " MANUFACTURING ", "manufacturing"),
    ("lookup", "it  services", "it"),
    ("lookup", "m", "m"),
    ("lookup", "M", "M"),
    *(
        (kind, empty, None)
        for kind in ("string", "integer", "date", "boolean", "choice")
        for empty in (None, "", " \u3000\n")
    ),
]


@pytest.mark.parametrize(("kind", "raw", "value"), UNDERSTOOD, ids=lambda part: repr(part)[:40])
def test_understood(kind: str, raw: Any, value: Any) -> None:
    parsed = parse_value(kind, raw, Limits(max_length=40, zone=SHANGHAI, choices=INDUSTRIES))
    assert parsed == value
    assert type(parsed) is type(value)


REFUSED: list[tuple[str, Any, str]] = [
    ("string", "a\x00b", "cannot be stored"),
    ("string", "a\x1bb", "cannot be stored"),
    ("string", "a\x85b", "cannot be stored"),
    ("string", "a\ud800", "cannot be stored"),
    ("string", "a\uffff", "cannot be stored"),
    ("string", "a\nb", "single line"),
    ("string", "x" * 41, "has 41 characters; at most 40"),
    ("text", "𠮷" * 41, "has 41 characters; at most 40"),
    ("integer", "1.5", "not a whole number"),
    ("integer", "2147483648", "at most 2147483647"),
    ("integer", "-2147483649", "at least -2147483648"),
    ("integer", "9" * 200, "not a number"),
    ("integer", "9" * 201, "too long"),
    ("integer", "一百", "not a number"),
    ("integer", "5²", "not a number"),
    ("integer", "٣", "not a number"),
    ("integer", "1,23", "not a number"),
    ("integer", "1,2345", "not a number"),
    ("integer", "1 000", "not a number"),
    ("integer", "0x10", "not a number"),
    ("integer", "1_000", "not a number"),
    ("integer", True, "not a number"),
    ("integer", date(2026, 2, 3), "not a number"),
    ("decimal", "NaN", "not a number"),
    ("decimal", "Infinity", "not a number"),
    ("decimal", float("nan"), "not a number"),
    ("decimal", float("-inf"), "not a number"),
    ("decimal", Decimal("NaN"), "not a number"),
    ("decimal", "1e400", "shortened number"),
    ("decimal", "1.38E+10", "shortened number"),
    ("decimal", 1e300, "shortened number"),
    ("decimal", "1.23456", "more than 4 decimals"),
    ("decimal", "1.234,56", "not a number"),
    ("decimal", "15%", "not a number"),
    ("decimal", "100000000000000", "too large"),
    ("decimal", "-", "not a number"),
    ("decimal", ".", "not a number"),
    ("money", "1.23456", "more than 4 decimals"),
    ("money", "1.234567891万", "more than 4 decimals"),
    ("money", "100000000000000", "too large"),
    ("money", "-1000000亿", "too large"),
    ("money", "$12", "without its currency"),
    ("money", "12 USD", "without its currency"),
    ("money", "3千", "not a number"),
    ("money", "NaN", "not a number"),
    ("money", "1e400", "shortened number"),
    ("money", "万", "not a number"),
    ("money", "--5", "not a number"),
    ("money", "-¥-5", "not a number"),
    ("date", "2026-02-30", "no such day"),
    ("date", "20260230", "no such day"),
    ("date", "2026年2月30日", "no such day"),
    ("date", "2025-02-29", "no such day"),
    ("date", "0000-00-00", "no such day"),
    ("date", "1900-02-29", "no such day"),
    ("date", "2026-13-01", "no such day"),
    ("date", "9999-12-31", "not between 1900-01-01"),
    ("date", "1899-12-31", "not between 1900-01-01"),
    ("date", date(9999, 12, 31), "not between 1900-01-01"),
    ("date", "民国115年2月3日", "Republic of China"),
    ("date", "民國115年2月3日", "Republic of China"),
    ("date", "115/2/3", "Republic of China"),
    ("date", "3/2/2026", "two ways"),
    ("date", "26-2-3", "two ways"),
    ("date", "46056", "is a number"),
    ("date", 46056, "is a number"),
    ("date", "2026-02", "not a date"),
    ("date", "2026-02/03", "not a date"),
    ("date", "202602031", "not a date"),
    ("date", "2026-02-03 15:00", "time of day"),
    ("date", "2026-02-03T00:00:00Z", "time zone"),
    ("date", "2026-02-03+08:00", "not a date"),
    ("date", datetime(2026, 2, 3, 15), "time of day"),
    ("date", "昨天", "not a date"),
    ("date", True, "not a date"),
    ("datetime", "2026-02-03 24:00", "no such time"),
    ("datetime", "2026-02-03 12:60", "no such time"),
    ("datetime", "2026-02-03 12:00+25:00", "no such time"),
    ("datetime", "2026-02-30 12:00", "no such day"),
    ("datetime", "2026-02-03 noon", "not a date"),
    ("datetime", "1986-05-04 02:30", "does not exist"),
    ("boolean", "maybe", "neither yes nor no"),
    ("boolean", "2", "neither yes nor no"),
    ("choice", "农业", "not in the list"),
    ("choice", "Ｍ", "means several"),
]


@pytest.mark.parametrize(("kind", "raw", "message"), REFUSED, ids=lambda part: ascii(part)[:40])
def test_refused(kind: str, raw: Any, message: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_value(kind, raw, Limits(max_length=40, zone=SHANGHAI, choices=INDUSTRIES))
    assert message in str(refused.value)


def test_an_empty_value_of_a_required_field() -> None:
    with pytest.raises(RuleError, match="required"):
        parse_value("string", "  ", Limits(required=True))


def test_limits_of_a_field() -> None:
    limits = Limits(minimum=0, maximum=Decimal("99.5"), scale=1)
    assert parse_value("decimal", "99.5", limits) == Decimal("99.5")
    for raw, message in (("99.6", "at most 99.5"), ("-0.1", "at least 0"), ("1.25", "more than 1 decimals")):
        with pytest.raises(RuleError, match=message):
            parse_value("decimal", raw, limits)


def test_minus_zero_is_zero() -> None:
    assert str(parse_value("decimal", "-0")) == "0"


def test_clocks_that_change() -> None:
    limits = Limits(zone=NEW_YORK)
    with pytest.raises(RuleError, match="does not exist"):
        parse_value("datetime", "2026-03-08 02:30", limits)
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert parse_value("datetime", "2026-11-01 01:30", limits) == first, "of two equal times the first is meant"


def test_a_label_of_two_values_asks_for_the_code() -> None:
    choices = Choices.of({"a": ("其他",), "b": ("其他",)})
    with pytest.raises(RuleError, match="write the code: a, b"):
        parse_value("lookup", "其他", Limits(choices=choices))


def test_what_is_typed_is_shown_short_and_printable() -> None:
    with pytest.raises(RuleError) as refused:
        parse_value("integer", "\ud800\x07" + "x" * 500)
    assert refused.value.params == {"value": "��" + "x" * 38 + "…"}


@pytest.mark.parametrize("kind", ["link", "file", "json"])
def test_kinds_for_others_are_a_fault_of_the_caller(kind: str) -> None:
    with pytest.raises(ValueError, match=kind):
        parse_value(kind, "x")


@pytest.mark.parametrize(
    ("typed", "chinese_reader", "told"),
    [
        ("火星", False, "“火星” is not in the list. Possible are: 食品、机械."),
        ("Mars", True, "“Mars” is not in the list. Possible are: Food, Machinery."),
        ("-5", True, "“-5” is not in the list. Possible are: 食品、机械."),
        ("-5", False, "“-5” is not in the list. Possible are: Food, Machinery."),
    ],
)
def test_a_value_that_is_not_in_the_list_is_refused_with_those_that_are(typed, chinese_reader, told):
    labels = {"food": ("食品", "Food"), "machinery": ("机械", "Machinery"), "old": ("旧", "Old")}
    with pytest.raises(RuleError) as refused:
        Choices.of(labels, offered={"food", "machinery"}, chinese_reader=chinese_reader).find(typed)
    assert str(refused.value) == told
    assert Choices.of(labels, offered={"food"}).find("Old") == "old", "what was withdrawn can still be read"


def test_of_a_long_list_the_first_ten_are_told():
    labels = {f"c{number}": (f"值{number}",) for number in range(30)}
    with pytest.raises(RuleError, match=r"the list of 30 values, which begins with: 值0、.*、值9 …"):
        Choices.of(labels).find("甲")
