"""Quotes and contracts: which state follows which, and what stands by then."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.errors import RuleError
from app.sales.pipeline_enums import ContractStatus, QuoteStatus
from app.sales.rules.quote_flow import (
    CONTRACT_WAYS,
    QUOTE_WAYS,
    check_contract_change,
    check_holds,
    check_line_change,
    check_move,
    check_period,
    check_quote_change,
    has_expired,
)

TODAY = date(2026, 3, 31)
QUOTE_MOVES = {
    ("draft", "sent"), ("sent", "accepted"), ("sent", "refused"), ("sent", "expired"), ("draft", "replaced"),
    ("sent", "replaced"), ("refused", "replaced"), ("expired", "replaced"),
}  # fmt: skip
CONTRACT_MOVES = {("draft", "signed"), ("signed", "ended")}


def allowed(act, *arguments):
    try:
        act(*arguments)
    except RuleError:
        return False
    return True


@pytest.mark.parametrize("present", [status.value for status in QuoteStatus])
@pytest.mark.parametrize("wanted", [status.value for status in QuoteStatus])
def test_every_move_of_a_quote(present, wanted):
    assert allowed(check_move, QUOTE_WAYS, present, wanted) == ((present, wanted) in QUOTE_MOVES)


@pytest.mark.parametrize("present", [status.value for status in ContractStatus])
@pytest.mark.parametrize("wanted", [status.value for status in ContractStatus])
def test_every_move_of_a_contract(present, wanted):
    assert allowed(check_move, CONTRACT_WAYS, present, wanted) == ((present, wanted) in CONTRACT_MOVES)


@pytest.mark.parametrize(
    ("name", "status", "until", "expected"),
    [
        ("its last day", "sent", TODAY, False),
        ("the day after", "sent", date(2026, 3, 30), True),
        ("without an end", "sent", None, False),
        ("a draft never was one", "draft", date(2020, 1, 1), False),
        ("what was accepted holds", "accepted", date(2020, 1, 1), False),
    ],
)
def test_when_a_quote_holds_no_more(name, status, until, expected):
    assert has_expired(status, until, TODAY) is expected
    assert allowed(check_holds, status, until, TODAY) is not expected


@pytest.mark.parametrize(
    ("status", "changed", "expected"),
    [
        ("draft", {"valid_until", "currency"}, True),
        ("sent", {"valid_until"}, False),
        ("sent", {"remarks", "owner"}, True),
        ("accepted", {"payment_terms"}, False),
        ("replaced", {"customer"}, False),
    ],
)
def test_what_was_sent_stands(status, changed, expected):
    assert allowed(check_quote_change, status, changed) is expected


@pytest.mark.parametrize(("status", "expected"), [("draft", True), ("sent", False), ("accepted", False)])
def test_lines_stand_once_sent(status, expected):
    assert allowed(check_line_change, status) is expected


@pytest.mark.parametrize(
    ("status", "changed", "expected"),
    [("draft", {"amount"}, True), ("signed", {"amount"}, False), ("ended", {"terms"}, False),
     ("signed", {"remarks"}, True)],
)  # fmt: skip
def test_what_was_signed_stands(status, changed, expected):
    assert allowed(check_contract_change, status, changed) is expected


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [(TODAY, TODAY, True), (TODAY, None, True), (None, TODAY, True), (TODAY, date(2026, 3, 30), False)],
)
def test_nothing_ends_before_it_begins(begins, ends, expected):
    assert allowed(check_period, begins, ends, "ends") is expected
