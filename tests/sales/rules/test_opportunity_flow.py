"""Where an opportunity may go, what stages ask for, and what it is worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.errors import RuleError
from app.sales.rules.opportunity_flow import (
    check_advance,
    check_close,
    check_probability,
    check_reopen,
    missing,
    weighted,
)

D = Decimal


@pytest.mark.parametrize(
    ("name", "present", "here", "wanted", "there", "allowed"),
    [
        ("on to the next stage", "open", 1, "open", 2, True),
        ("back to an earlier stage", "open", 2, "open", 1, True),
        ("to the stage in which it is", "open", 1, "open", 1, False),
        ("won by moving", "open", 1, "won", 5, False),
        ("lost by moving", "open", 1, "lost", 6, False),
        ("a won one goes on", "won", 5, "open", 2, False),
        ("a lost one goes on", "lost", 6, "open", 2, False),
    ],
)
def test_moving_on(name, present, here, wanted, there, allowed):
    if allowed:
        check_advance(present, here, wanted, there)
    else:
        with pytest.raises(RuleError):
            check_advance(present, here, wanted, there)


@pytest.mark.parametrize(("present", "allowed"), [("open", True), ("won", False), ("lost", False)])
def test_only_what_is_open_is_closed(present, allowed):
    if allowed:
        check_close(present)
    else:
        with pytest.raises(RuleError):
            check_close(present)


@pytest.mark.parametrize(
    ("present", "wanted", "allowed"),
    [("won", "open", True), ("lost", "open", True), ("open", "open", False), ("lost", "won", False)],
)
def test_what_was_closed_is_opened_again(present, wanted, allowed):
    if allowed:
        check_reopen(present, wanted)
    else:
        with pytest.raises(RuleError):
            check_reopen(present, wanted)


@pytest.mark.parametrize(
    ("kind", "percent", "allowed"),
    [("won", 100, True), ("won", 90, False), ("lost", 0, True), ("lost", 1, False), ("open", 0, True),
     ("open", 100, True)],
)  # fmt: skip
def test_the_end_is_certain(kind, percent, allowed):
    if allowed:
        check_probability(kind, percent)
    else:
        with pytest.raises(RuleError):
            check_probability(kind, percent)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("all there", {"amount": D(1), "need": "x"}, []),
        ("one lacks", {"amount": None, "need": "x"}, ["amount"]),
        ("both lack, in the order of the stage", {}, ["amount", "need"]),
        ("an amount of nothing is an amount", {"amount": D(0), "need": "x"}, []),
        ("a text of nothing is none", {"amount": D(1), "need": ""}, ["need"]),
    ],
)
def test_what_a_stage_still_needs(name, values, expected):
    assert missing(["amount", "need"], values) == expected


@pytest.mark.parametrize(
    ("amount", "percent", "digits", "expected"),
    [
        (D("100"), 50, 2, D("50.00")),
        (D("0.05"), 50, 2, D("0.03")),
        (D("1001"), 25, 0, D("250")),
        (D("99.99"), 0, 2, D("0.00")),
        (D("99.99"), 100, 2, D("99.99")),
        (None, 50, 2, None),
    ],
)
def test_what_it_is_worth(amount, percent, digits, expected):
    assert weighted(amount, percent, digits) == expected
