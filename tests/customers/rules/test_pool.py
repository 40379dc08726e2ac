"""When a record returns to the pool, and who may claim it."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.errors import RuleError
from app.customers.rules.pool import Holding, IdleSince, PoolTerms, check_claim, check_return, idle_since

TERMS = PoolTerms(idle_days=30, protected_days=7, hold_limit=100, claims_per_day=10, cooling_days=3)
TODAY = date(2026, 3, 31)


def test_idle_since():
    assert idle_since(TODAY, TERMS) == IdleSince(attended=date(2026, 3, 1), owned=date(2026, 3, 24))


@pytest.mark.parametrize(
    ("case", "number", "holding", "allowed"),
    [
        ("the first one", 1, Holding(0, 0), True),
        ("the last one that fits", 1, Holding(99, 0), True),
        ("one too many to hold", 1, Holding(100, 0), False),
        ("several that fit exactly", 10, Holding(90, 0), True),
        ("several of which one is too many", 11, Holding(89, 0), False),
        ("the last one of the day", 1, Holding(5, 9), True),
        ("one too many for a day", 1, Holding(5, 10), False),
    ],
)
def test_claim(case, number, holding, allowed):
    if allowed:
        check_claim(number, holding, TERMS)
    else:
        with pytest.raises(RuleError):
            check_claim(number, holding, TERMS)


@pytest.mark.parametrize(
    ("case", "left_on", "allowed"),
    [
        ("never had it", None, True),
        ("left today", TODAY, False),
        ("the last day of waiting", date(2026, 3, 29), False),
        ("waited long enough", date(2026, 3, 28), True),
    ],
)
def test_return(case, left_on, allowed):
    if allowed:
        check_return(left_on, TODAY, TERMS)
    else:
        with pytest.raises(RuleError) as refusal:
            check_return(left_on, TODAY, TERMS)
        assert refusal.value.params["left"] == left_on.isoformat(), case
