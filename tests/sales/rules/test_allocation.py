"""Which instalments a payment pays, and what a refund takes back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.sales.rules.allocation import Booked, Claim, as_chosen, oldest_first, take_back
from app.sales.rules.amounts import check_amount

D = Decimal


def claims(text):
    """“1:2026-05-01:100 2:…” as claims."""
    found = (word.split(":") for word in text.split())
    return [Claim(int(number), date.fromisoformat(day), D(open_)) for number, day, open_ in found]


def portions(text):
    """“1:100 2:…” as (number, amount)."""
    return [(int(number), D(amount)) for number, amount in (word.split(":") for word in text.split())]


THREE = "1:2026-05-01:100 2:2026-04-01:50 3:2026-05-01:25"
OLDEST = {
    "all of it": ("175", THREE, "2:50 1:100 3:25", "0"),
    "the oldest first, the last one in part": ("60.01", THREE, "2:50 1:10.01", "0"),
    "one in part": ("0.01", THREE, "2:0.01", "0"),
    "too much leaves a rest": ("200", THREE, "2:50 1:100 3:25", "25"),
    "nothing open": ("10", "", "", "10"),
    "what is paid already is left out": ("10", "1:2026-01-01:0 2:2026-02-01:10", "2:10", "0"),
    "nothing to allocate": ("0", THREE, "", "0"),
}


@pytest.mark.parametrize(("amount", "open_", "expected", "rest"), OLDEST.values(), ids=OLDEST)
def test_the_oldest_first(amount, open_, expected, rest):
    found = oldest_first(D(amount), claims(open_))
    assert [(part.id, part.amount) for part in found.portions] == portions(expected)
    assert found.rest == D(rest)


CHOSEN = {
    "one of them": ("100", "1:40", "1:40", "60"),
    "two of them": ("100", "3:25 1:75", "1:75 3:25", "0"),
    "none": ("100", "", "", "100"),
}


@pytest.mark.parametrize(("amount", "wishes", "expected", "rest"), CHOSEN.values(), ids=CHOSEN)
def test_as_somebody_chose(amount, wishes, expected, rest):
    found = as_chosen(D(amount), dict(portions(wishes)), claims(THREE))
    assert [(part.id, part.amount) for part in found.portions] == portions(expected)
    assert found.rest == D(rest)


REFUSED = {
    "more than is open of one": ("500", "2:50.01"),
    "more than the payment": ("100", "1:75 3:25 2:0.01"),
    "of somebody else": ("100", "9:1"),
    "nothing": ("100", "1:0"),
    "below nothing": ("100", "1:-5"),
    "minus nothing": ("100", "1:-0"),
    "no number": ("100", "1:NaN"),
    "endless": ("100", "1:Infinity"),
    "far too much": ("100", "1:1e400"),
}


@pytest.mark.parametrize(("amount", "wishes"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_allocated_is_refused(amount, wishes):
    with pytest.raises(RuleError):
        as_chosen(D(amount), dict(portions(wishes)), claims(THREE))


BACK = {
    "only what pays nothing": ("20", "30", "1:50 2:50", "", "20"),
    "that first, then the latest": ("60", "30", "1:50 2:50", "2:30", "30"),
    "in reverse": ("75", "0", "1:50 2:50", "2:50 1:25", "0"),
    "everything": ("130", "30", "1:50 2:50", "2:50 1:50", "30"),
    "what was undone before is left out": ("10", "0", "1:50 2:0", "1:10", "0"),
}


@pytest.mark.parametrize(("amount", "free", "booked", "expected", "rest"), BACK.values(), ids=BACK)
def test_what_a_refund_takes_back(amount, free, booked, expected, rest):
    found = take_back(D(amount), D(free), [Booked(*pair) for pair in portions(booked)])
    assert [(part.id, part.amount) for part in found.portions] == portions(expected)
    assert found.rest == D(rest)


def test_a_refund_beyond_the_payment_is_refused():
    with pytest.raises(RuleError) as refusal:
        take_back(D("130.01"), D(30), [Booked(1, D(50)), Booked(2, D(50))])
    assert refusal.value.params == {"left": D(130)}


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "-1"])
def test_what_is_no_amount_is_refused_everywhere(amount):
    for act in (
        lambda: oldest_first(D(amount), claims(THREE)),
        lambda: as_chosen(D(amount), {}, claims(THREE)),
        lambda: take_back(D(amount), D(1), []),
    ):
        with pytest.raises(RuleError):
            act()


GOOD = {"1": (2, "1.00"), "0.01": (2, "0.01"), "5e2": (2, "500.00"), "99999999999999.99": (2, "99999999999999.99"),
        "7": (0, "7"), "0.001": (3, "0.001")}  # fmt: skip


@pytest.mark.parametrize(("amount", "expected"), GOOD.items(), ids=GOOD)
def test_amounts(amount, expected):
    assert str(check_amount(D(amount), expected[0])) == expected[1]


@pytest.mark.parametrize(
    "amount",
    ["NaN", "sNaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e-400", "-0", "0", "0.00", "-0.01", "1e15", "1e14",
     "1.001", "0.00001"],
)  # fmt: skip
def test_what_is_no_amount(amount):
    with pytest.raises(RuleError) as refusal:
        check_amount(D(amount), 2, "price")
    assert refusal.value.field == "price"


cents = st.integers(0, 10**14 - 1).map(lambda units: D(units) / 100)
many_claims = st.lists(st.tuples(st.integers(0, 2000), cents), max_size=30).map(
    lambda rows: [Claim(n, date(2020, 1, 1) + timedelta(days=days), open_) for n, (days, open_) in enumerate(rows)]
)


@settings(max_examples=2_500)
@given(cents, many_claims, st.randoms())
def test_nothing_is_lost_and_nothing_is_paid_twice(amount, open_claims, random):
    shuffled = list(open_claims)
    random.shuffle(shuffled)
    found = oldest_first(amount, shuffled)
    assert found == oldest_first(amount, open_claims)
    assert sum(part.amount for part in found.portions) + found.rest == amount
    by_id = {claim.id: claim for claim in open_claims}
    assert all(0 < part.amount <= by_id[part.id].open for part in found.portions)
    assert len({part.id for part in found.portions}) == len(found.portions)
    assert found.rest == 0 or {part.id for part in found.portions} == {c.id for c in open_claims if c.open}
    for part in found.portions[:-1]:
        assert part.amount == by_id[part.id].open


@settings(max_examples=2_500)
@given(cents, many_claims, st.lists(st.integers(0, 35)), cents)
def test_a_choice_is_carried_out_exactly_or_refused(amount, open_claims, chosen, wish):
    wishes = dict.fromkeys(chosen, wish)
    by_id = {claim.id: claim for claim in open_claims}
    possible = all(number in by_id and 0 < wish <= by_id[number].open for number in wishes)
    if not possible or wish * len(wishes) > amount:
        with pytest.raises(RuleError):
            as_chosen(amount, wishes, open_claims)
        return
    found = as_chosen(amount, wishes, open_claims)
    assert {part.id: part.amount for part in found.portions} == wishes
    assert sum(part.amount for part in found.portions) + found.rest == amount


@settings(max_examples=2_500)
@given(cents, cents, st.lists(cents, max_size=30))
def test_a_refund_takes_exactly_its_amount_or_is_refused(amount, free, standing):
    booked = [Booked(number, amount) for number, amount in enumerate(standing)]
    if amount > free + sum(standing):
        with pytest.raises(RuleError):
            take_back(amount, free, booked)
        return
    found = take_back(amount, free, booked)
    assert sum(part.amount for part in found.portions) + found.rest == amount
    assert all(0 < part.amount <= standing[part.id] for part in found.portions)
    assert [part.id for part in found.portions] == sorted((part.id for part in found.portions), reverse=True)
    assert found.rest == min(amount, free)
