"""How a total is divided into instalments, and how far one is paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.sales.money_enums import InstalmentState
from app.sales.rules.instalments import Share, months_later, read_shares, split, state_of

D = Decimal
SHARES = {
    "one": ("100", 1, [("100", 0)]),
    "three": ("30/60/10", 1, [("30", 0), ("60", 1), ("10", 2)]),
    "with signs and blanks": ("30 %, 70%", 3, [("30", 0), ("70", 3)]),
    "as Chinese type it": ("30％、70％", 1, [("30", 0), ("70", 1)]),
    "thirds": ("33.33+33.33+33.34", 2, [("33.33", 0), ("33.33", 2), ("33.34", 4)]),
    "all on one day": ("50/50", 0, [("50", 0), ("50", 0)]),
}


@pytest.mark.parametrize(("text", "months", "shares"), SHARES.values(), ids=SHARES)
def test_percentages_as_people_type_them(text, months, shares):
    assert read_shares(text, months) == tuple(Share(D(percent), month) for percent, month in shares)


@pytest.mark.parametrize(
    "text", ["", "30/60", "half/half", "0/100", "-10/110", "NaN", "Infinity", "1e400", "50/50/1", "/".join(["1"] * 61)]
)
def test_percentages_that_are_no_plan_are_refused(text):
    with pytest.raises(RuleError) as refusal:
        read_shares(text, 1)
    assert refusal.value.field == "shares"


@pytest.mark.parametrize("months", [-1, 61])
def test_months_between_instalments_have_limits(months):
    with pytest.raises(RuleError) as refusal:
        read_shares("100", months)
    assert refusal.value.field == "months"


PLANS = {
    "the whole": ("1000", "100", 2, ["2026-01-31 1000.00"]),
    "a rest of a cent": ("100", "33.33/33.33/33.34", 2, ["2026-01-31 33.33", "2026-02-28 33.33", "2026-03-31 33.34"]),
    "equal thirds of ten": ("10", "25/25/50", 0, ["2026-01-31 3", "2026-02-28 2", "2026-03-31 5"]),
    "yen": ("1001", "50/50", 0, ["2026-01-31 501", "2026-02-28 500"]),
    "dinars": ("1.001", "50/50", 3, ["2026-01-31 0.501", "2026-02-28 0.500"]),
}


@pytest.mark.parametrize(("total", "shares", "digits", "plan"), PLANS.values(), ids=PLANS)
def test_plans(total, shares, digits, plan):
    parts = split(D(total), read_shares(shares, 1), date(2026, 1, 31), digits)
    assert [f"{part.due_on} {part.amount}" for part in parts] == plan
    assert [part.position for part in parts] == list(range(1, len(parts) + 1))


BAD_TOTALS = ["NaN", "sNaN", "Infinity", "-Infinity", "1e400", "-0", "0", "-5", "1e15", "1e14", "0.001", "1.005"]


@pytest.mark.parametrize("total", BAD_TOTALS)
def test_what_is_no_amount_is_not_divided(total):
    with pytest.raises(RuleError):
        split(D(total), (Share(D(100), 0),), date(2026, 1, 1), 2)


def test_a_cent_is_not_divided_by_two():
    with pytest.raises(RuleError):
        split(D("0.01"), read_shares("50/50", 1), date(2026, 1, 1), 2)


MONTHS = {
    "the same day": ("2026-03-15", 1, "2026-04-15"),
    "the end of a shorter month": ("2026-01-31", 1, "2026-02-28"),
    "of a leap year": ("2028-01-31", 1, "2028-02-29"),
    "back to the end of a longer one": ("2026-01-31", 2, "2026-03-31"),
    "over the year": ("2026-11-30", 3, "2027-02-28"),
    "not at all": ("2026-02-28", 0, "2026-02-28"),
}


@pytest.mark.parametrize(("day", "months", "later"), MONTHS.values(), ids=MONTHS)
def test_months_later(day, months, later):
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


def test_no_day_beyond_the_calendar():
    with pytest.raises(RuleError):
        months_later(date(9999, 12, 1), 1)


STATES = {
    "nothing paid, not due": ("0", "2026-06-10", InstalmentState.OPEN),
    "due today": ("0", "2026-06-09", InstalmentState.OPEN),
    "due yesterday": ("0", "2026-06-08", InstalmentState.OVERDUE),
    "a part paid in time": ("40", "2026-06-10", InstalmentState.PARTLY_PAID),
    "a part paid, overdue": ("40", "2026-06-01", InstalmentState.OVERDUE),
    "all but a cent, overdue": ("99.99", "2026-06-01", InstalmentState.OVERDUE),
    "paid late": ("100", "2026-01-01", InstalmentState.PAID),
    "paid early": ("100", "2027-01-01", InstalmentState.PAID),
}


@pytest.mark.parametrize(("paid", "due_on", "state"), STATES.values(), ids=STATES)
def test_states(paid, due_on, state):
    assert state_of(D(100), D(paid), date.fromisoformat(due_on), date(2026, 6, 9)) is state


@st.composite
def plans(draw):
    """(total, shares, digits): percentages with two decimals that add up to 100."""
    cuts = sorted(set(draw(st.lists(st.integers(1, 9999), max_size=20))))
    edges = [0, *cuts, 10_000]
    percents = [D(high - low) / 100 for low, high in pairwise(edges)]
    digits = draw(st.sampled_from([0, 2, 3]))
    total = D(draw(st.integers(1, 10**14 - 1))).scaleb(-digits)
    months = draw(st.integers(0, 12))
    return total, tuple(Share(percent, place * months) for place, percent in enumerate(percents)), digits


@settings(max_examples=2_500)
@given(plans(), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_instalments_always_add_up_to_the_whole(plan, first_due):
    total, shares, digits = plan
    try:
        parts = split(total, shares, first_due, digits)
    except RuleError:
        unit = D(1).scaleb(-digits)  # then one of them would be nothing
        assert any(total * share.percent / 100 < unit for share in shares)
        return
    assert sum(part.amount for part in parts) == total
    assert all(part.amount > 0 and part.amount.as_tuple().exponent == -digits for part in parts)
    assert all(abs(p.amount - total * s.percent / 100) < 1 for p, s in zip(parts, shares, strict=True))
    assert [part.due_on for part in parts] == sorted(part.due_on for part in parts)
