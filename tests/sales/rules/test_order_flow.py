"""The flow of orders, each state against each act, and every guard."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.core.errors import RuleError
from app.sales.enums import OrderAct as A
from app.sales.enums import OrderStatus as S
from app.sales.rules.order_flow import ENDED, STEPS, Actor, Facts, check, ways

D = Decimal
SELLER, MANAGER = 1, 2
BOSS = Actor(MANAGER, None)
# Of an order of which everything is done that any act might ask for, by somebody who has nothing to do with it.
ALL_DONE = {
    "owner_id": SELLER, "submitted_by_id": SELLER, "all_shipped": True, "any_shipped": True, "all_received": True,
    "all_returned": True, "invoiced": True, "paid": True,
}  # fmt: skip
# Every way there is; all other pairs of a state and an act are refused.
FLOW = {
    (S.DRAFT, A.SUBMIT): S.SUBMITTED,
    (S.DRAFT, A.CANCEL): S.CANCELLED,
    (S.SUBMITTED, A.WITHDRAW): S.DRAFT,
    (S.SUBMITTED, A.APPROVE): S.APPROVED,
    (S.SUBMITTED, A.REJECT): S.DRAFT,
    (S.SUBMITTED, A.CANCEL): S.CANCELLED,
    (S.APPROVED, A.RELEASE): S.RELEASED,
    (S.APPROVED, A.MAKE_READY): S.READY,
    (S.APPROVED, A.CANCEL): S.CANCELLED,
    (S.RELEASED, A.START): S.IN_PRODUCTION,
    (S.RELEASED, A.CANCEL): S.CANCELLED,
    (S.IN_PRODUCTION, A.REPORT): S.IN_PRODUCTION,
    (S.IN_PRODUCTION, A.MAKE_READY): S.READY,
    (S.IN_PRODUCTION, A.CANCEL): S.CANCELLED,
    (S.READY, A.SHIP): S.SHIPPED,
    (S.READY, A.CANCEL): S.CANCELLED,
    (S.PARTLY_SHIPPED, A.SHIP): S.SHIPPED,
    (S.SHIPPED, A.CONFIRM): S.DELIVERED,
    (S.SHIPPED, A.RETURN): S.RETURNED,
    (S.DELIVERED, A.INVOICE): S.INVOICED,
    (S.DELIVERED, A.RETURN): S.RETURNED,
    (S.INVOICED, A.PAY): S.PAID,
    (S.INVOICED, A.RETURN): S.RETURNED,
    (S.PAID, A.CLOSE): S.CLOSED,
    (S.PAID, A.RETURN): S.RETURNED,
}


@pytest.mark.parametrize("act", A)
@pytest.mark.parametrize("status", S)
def test_each_act_in_each_state(status, act):
    facts = replace(Facts(status, **ALL_DONE), any_shipped=act is not A.CANCEL)
    who = Actor(SELLER, None) if act is A.WITHDRAW else BOSS
    if (status, act) in FLOW:
        assert check(act, facts, who) is FLOW[status, act]
    else:
        with pytest.raises(RuleError):
            check(act, facts, who)


# Facts that differ, who acts, and what is said then.
FACTS = {
    "nothing is ordered": (S.DRAFT, A.SUBMIT, {"has_lines": False}, BOSS, "without lines"),
    "taken back by somebody else": (S.SUBMITTED, A.WITHDRAW, {}, BOSS, "takes it back"),
    "approved by the submitter": (S.SUBMITTED, A.APPROVE, {"submitted_by_id": MANAGER}, BOSS, "Nobody approves"),
    "approved by the owner": (S.SUBMITTED, A.APPROVE, {"owner_id": MANAGER}, BOSS, "Nobody approves"),
    "above the limit": (S.SUBMITTED, A.APPROVE, {"base": D("1000.01")}, Actor(MANAGER, D(1000)), "up to 1,000.00"),
    "no limit at all": (S.SUBMITTED, A.APPROVE, {"base": D(1)}, Actor(MANAGER), "up to 0.00"),
    "beyond the credit": (
        S.SUBMITTED, A.APPROVE, {"base": D(60), "debt": D(50), "credit_limit": D(100)}, BOSS, "10.00 more",
    ),
    "ready without stock": (S.APPROVED, A.MAKE_READY, {"in_stock": False}, BOSS, "Not all goods"),
    "ready, but nobody made it": (S.APPROVED, A.MAKE_READY, {"kept": False}, BOSS, "release the order"),
    "made, but not in stock": (S.IN_PRODUCTION, A.MAKE_READY, {"in_stock": False}, BOSS, "Not all goods"),
    "shipped without goods": (S.READY, A.SHIP, {"any_shipped": False}, BOSS, "Nothing of this order"),
    "not signed for": (S.SHIPPED, A.CONFIRM, {"all_received": False}, BOSS, "signed for"),
    "not invoiced": (S.DELIVERED, A.INVOICE, {"invoiced": False}, BOSS, "invoices"),
    "not paid": (S.INVOICED, A.PAY, {"paid": False}, BOSS, "payments"),
    "a part came back": (S.DELIVERED, A.RETURN, {"all_returned": False}, BOSS, "returns"),
    "cancelled after goods left": (S.READY, A.CANCEL, {}, BOSS, "take them back"),
    "imported history": (S.DRAFT, A.SUBMIT, {"historic": True}, BOSS, "history"),
}  # fmt: skip


@pytest.mark.parametrize("row", FACTS.values(), ids=FACTS)
def test_a_guard_says_why_not(row):
    status, act, different, who, said = row
    with pytest.raises(RuleError) as refusal:
        check(act, Facts(status, **(ALL_DONE | different)), who)
    assert said in str(refusal.value)


ALLOWED = {
    "exactly the limit": ({"base": D(1000)}, Actor(MANAGER, D(1000))),
    "exactly the credit": ({"base": D(50), "debt": D(50), "credit_limit": D(100)}, BOSS),
    "beyond the credit by right": (
        {"base": D(60), "debt": D(50), "credit_limit": D(100)}, replace(BOSS, exceeds_credit=True),
    ),
    "no credit limit": ({"base": D(10**9), "debt": D(10**9)}, BOSS),
    "the program": ({}, Actor(None, None)),
}  # fmt: skip


@pytest.mark.parametrize("row", ALLOWED.values(), ids=ALLOWED)
def test_an_order_is_approved(row):
    different, who = row
    assert check(A.APPROVE, Facts(S.SUBMITTED, **(ALL_DONE | different)), who) is S.APPROVED


@pytest.mark.parametrize("status", [S.READY, S.PARTLY_SHIPPED])
def test_a_part_that_leaves_makes_a_partly_shipped_order(status):
    facts = Facts(status, **(ALL_DONE | {"all_shipped": False}))
    assert check(A.SHIP, facts, BOSS) is S.PARTLY_SHIPPED


def test_every_state_is_reached_and_only_the_last_ones_are_ends():
    assert {target for step in STEPS for target in step.targets} == set(S)
    going_on = {source for step in STEPS for source in step.sources}
    assert set(S) - going_on == set(ENDED)


def test_a_state_does_not_lead_to_itself():
    assert not [pair for pair in ((s, list(ways(s, s))) for s in S) if pair[1]]
