"""Which instalments a payment pays, to the cent, and what a refund takes back.

Every function conserves money: what is allocated plus what rests is what there was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from app.core.errors import RuleError
from app.core.text import N_

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Claim:
    """An instalment that may be paid: what is still open of it, and since when it is due."""

    id: int
    due_on: Day
    open: Decimal


@dataclass(frozen=True)
class Booked:
    """An allocation that was made, in the order of its number, and how much of it still stands."""

    id: int
    standing: Decimal


@dataclass(frozen=True)
class Portion:
    """So much of a payment for one claim, or back from one allocation; `amount` is above zero."""

    id: int
    amount: Decimal


@dataclass(frozen=True)
class Allocation:
    """How an amount is used: the portions, and what is left of it."""

    portions: tuple[Portion, ...]
    rest: Decimal


def oldest_first(amount: Decimal, claims: Iterable[Claim]) -> Allocation:
    """`amount` over the claims in the order in which they are due (of the same day, as they are numbered).

    Too little pays the last one in part; too much leaves a rest.
    """
    _not_negative(amount)
    rest, portions = amount, []
    for claim in sorted(claims, key=lambda claim: (claim.due_on, claim.id)):
        portion = min(rest, claim.open)
        if portion > 0:
            portions.append(Portion(claim.id, portion))
            rest -= portion
    return Allocation(tuple(portions), rest)


def as_chosen(amount: Decimal, wishes: Mapping[int, Decimal], claims: Iterable[Claim]) -> Allocation:
    """`amount` over claims as somebody chose; RuleError where it is not enough, or more than is open of one."""
    _not_negative(amount)
    known = {claim.id: claim for claim in claims}
    for claim_id, wish in wishes.items():
        if not wish.is_finite() or wish <= 0:
            raise RuleError(N_("The amount must be above zero."), field="amount")
        if claim_id not in known:
            raise RuleError(N_("This instalment belongs to another customer, or is in another currency."))
        if wish > known[claim_id].open:
            raise RuleError(N_("Only %(open)s of this instalment are open."), field="amount", open=known[claim_id].open)
    rest = amount - sum(wishes.values(), NOTHING)
    if rest < 0:
        raise RuleError(N_("Only %(rest)s of this payment are not allocated yet."), field="amount", rest=amount)
    portions = tuple(Portion(claim_id, wishes[claim_id]) for claim_id in sorted(wishes))
    return Allocation(portions, rest)


def take_back(amount: Decimal, unallocated: Decimal, booked: Sequence[Booked]) -> Allocation:
    """What a refund of `amount` takes: first what of the payment pays nothing, then the latest allocations.

    `portions` are taken from allocations; `rest` is what came from the `unallocated` part. RuleError when all of it
    together is less than `amount`.
    """
    _not_negative(amount)
    free = min(amount, unallocated)
    missing, portions = amount - free, []
    for allocation in sorted(booked, key=lambda allocation: -allocation.id):
        portion = min(missing, allocation.standing)
        if portion > 0:
            portions.append(Portion(allocation.id, portion))
            missing -= portion
    if missing > 0:
        raise RuleError(N_("Only %(left)s of this payment are left to refund."), field="amount", left=amount - missing)
    return Allocation(tuple(portions), free)


def _not_negative(amount: Decimal) -> None:
    if not amount.is_finite() or amount < 0:
        raise RuleError(N_("This is not an amount of money."), field="amount")
