"""How an order goes on: one table of what may be done in which state, and what must hold for it.

The table is the whole flow; actions, the board and the buttons on the page of an order read nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import RuleError
from app.core.text import N_
from app.sales.enums import OrderAct as A
from app.sales.enums import OrderStatus as S


@dataclass(frozen=True)
class Facts:
    """What counts of an order. Amounts are in the company's currency; `debt` is what the customer owes without it."""

    status: S
    owner_id: int | None = None
    submitted_by_id: int | None = None
    has_lines: bool = True
    historic: bool = False
    base: Decimal = Decimal(0)
    debt: Decimal = Decimal(0)
    credit_limit: Decimal | None = None
    in_stock: bool = True  # everything that is kept in stock is promised
    kept: bool = True  # something of it is kept in stock
    all_shipped: bool = False
    any_shipped: bool = False
    all_received: bool = False
    all_returned: bool = False
    invoiced: bool = False  # in full
    paid: bool = False  # in full


@dataclass(frozen=True)
class Actor:
    """Who acts: a user id (None for the program), and up to how much they approve (None: without a limit)."""

    user_id: int | None
    approves: Decimal | None = Decimal(0)
    exceeds_credit: bool = False


Guard = Callable[[Facts, Actor], None]


@dataclass(frozen=True)
class Step:
    """`right` is the permission on orders that an act needs, "" for what follows from invoices, payments and returns.

    `targets` are where it may lead; of two the second is reached when all is done. `asks` are answers it needs.
    `guards` must hold before the act, `effects` once its work is done.
    """

    act: A
    sources: tuple[S, ...]
    targets: tuple[S, ...]
    right: str
    guards: tuple[Guard, ...] = ()
    asks: tuple[str, ...] = ()
    effects: tuple[Guard, ...] = ()


def has_lines(facts: Facts, actor: Actor) -> None:
    """Nothing can be made or shipped of an order without lines."""
    if not facts.has_lines:
        raise RuleError(N_("An order without lines cannot be submitted: add what is ordered."))


def by_submitter(facts: Facts, actor: Actor) -> None:
    """What somebody else has submitted is rejected, not taken back."""
    if actor.user_id not in (facts.submitted_by_id, facts.owner_id):
        raise RuleError(N_("Only who submitted an order, or its salesperson, takes it back: reject it."))


def four_eyes(facts: Facts, actor: Actor) -> None:
    """Nobody approves what they sell or have submitted themselves."""
    if actor.user_id is not None and actor.user_id in (facts.submitted_by_id, facts.owner_id):
        raise RuleError(N_("Nobody approves an order that they submitted or look after: ask a colleague."))


def within_limit(facts: Facts, actor: Actor) -> None:
    """The limit of the widest role counts."""
    if actor.approves is not None and facts.base > actor.approves:
        raise RuleError(
            N_("Your roles approve orders up to %(limit)s, this one comes to %(total)s in company currency."),
            limit=f"{actor.approves:,.2f}",
            total=f"{facts.base:,.2f}",
        )


def within_credit(facts: Facts, actor: Actor) -> None:
    """A customer owes no more than the credit limit, this order included."""
    over = beyond_credit(facts)
    if over > 0 and not actor.exceeds_credit:
        raise RuleError(
            N_("With this order the customer would owe %(over)s more than the credit limit of %(limit)s allows."),
            over=f"{over:,.2f}",
            limit=f"{facts.credit_limit:,.2f}",
        )


def beyond_credit(facts: Facts) -> Decimal:
    """By how much the order goes beyond the credit limit; 0 if it does not, or there is none."""
    if facts.credit_limit is None:
        return Decimal(0)
    return max(facts.debt + facts.base - facts.credit_limit, Decimal(0))


def kept_in_stock(facts: Facts, actor: Actor) -> None:
    """What nobody keeps in stock is made."""
    if not facts.kept:
        raise RuleError(N_("Nothing of it is kept in stock: release the order to production first."))


def stock_promised(facts: Facts, actor: Actor) -> None:
    """Only goods that are kept for this order are ready for it."""
    if not facts.in_stock:
        raise RuleError(N_("Not all goods of the order are promised from stock yet."))


def nothing_shipped(facts: Facts, actor: Actor) -> None:
    """Goods that left are taken back, not cancelled."""
    if facts.any_shipped:
        raise RuleError(N_("Goods of this order were shipped already: take them back instead."))


def shipped(facts: Facts, actor: Actor) -> None:
    """Orders follow their delivery notes."""
    if not facts.any_shipped:
        raise RuleError(N_("Nothing of this order was shipped yet."))


def received(facts: Facts, actor: Actor) -> None:
    """The last delivery note that is signed for is the delivery of the order."""
    if not facts.all_received:
        raise RuleError(N_("Not all delivery notes are signed for yet."))


def invoiced_in_full(facts: Facts, actor: Actor) -> None:
    """Orders follow their invoices."""
    if not facts.invoiced:
        raise RuleError(N_("The order is not invoiced in full: its state follows its invoices."))


def paid_in_full(facts: Facts, actor: Actor) -> None:
    """Orders follow their payments."""
    if not facts.paid:
        raise RuleError(N_("The order is not paid in full: its state follows its payments."))


def returned_in_full(facts: Facts, actor: Actor) -> None:
    """A part that came back leaves the order as it is."""
    if not facts.all_returned:
        raise RuleError(N_("Not all goods have come back: the state follows the returns."))


BEFORE_SHIPPING = (S.DRAFT, S.SUBMITTED, S.APPROVED, S.RELEASED, S.IN_PRODUCTION, S.READY)
STEPS: tuple[Step, ...] = (
    Step(A.SUBMIT, (S.DRAFT,), (S.SUBMITTED,), "submit_order", (has_lines,)),
    Step(A.WITHDRAW, (S.SUBMITTED,), (S.DRAFT,), "withdraw_order", (by_submitter,)),
    Step(A.APPROVE, (S.SUBMITTED,), (S.APPROVED,), "approve_order", (four_eyes, within_limit, within_credit)),
    Step(A.REJECT, (S.SUBMITTED,), (S.DRAFT,), "reject_order", asks=("reason",)),
    Step(A.RELEASE, (S.APPROVED,), (S.RELEASED,), "release_order"),
    Step(A.START, (S.RELEASED,), (S.IN_PRODUCTION,), "start_production"),
    Step(A.REPORT, (S.IN_PRODUCTION,), (S.IN_PRODUCTION,), "report_production", asks=("percent",)),
    Step(A.MAKE_READY, (S.APPROVED,), (S.READY,), "ready_order", (kept_in_stock,), effects=(stock_promised,)),
    Step(A.MAKE_READY, (S.IN_PRODUCTION,), (S.READY,), "ready_order", effects=(stock_promised,)),
    Step(A.SHIP, (S.READY, S.PARTLY_SHIPPED), (S.PARTLY_SHIPPED, S.SHIPPED), "ship_order", effects=(shipped,)),
    Step(A.CONFIRM, (S.SHIPPED,), (S.DELIVERED,), "confirm_order", effects=(received,)),
    Step(A.INVOICE, (S.DELIVERED,), (S.INVOICED,), "", (invoiced_in_full,)),
    Step(A.PAY, (S.INVOICED,), (S.PAID,), "", (paid_in_full,)),
    Step(A.CLOSE, (S.PAID,), (S.CLOSED,), "close_order"),
    Step(A.RETURN, (S.SHIPPED, S.DELIVERED, S.INVOICED, S.PAID), (S.RETURNED,), "", (returned_in_full,)),
    Step(A.CANCEL, BEFORE_SHIPPING, (S.CANCELLED,), "cancel_order", (nothing_shipped,), ("reason",)),
)
ENDED = (S.CLOSED, S.CANCELLED, S.RETURNED)


def step_of(status: S, act: A) -> Step:
    """The line of the table; RuleError if the act does not belong to the state."""
    for step in STEPS:
        if step.act is act and status in step.sources:
            return step
    raise RuleError(N_("This cannot be done with an order in its present state."))


def check(act: A, facts: Facts, actor: Actor) -> S:
    """Where `act` brings the order; RuleError if it may not be done. Rights are the caller's to ask about."""
    if facts.historic:
        raise RuleError(N_("Imported history does not go on."))
    step = step_of(facts.status, act)
    for guard in (*step.guards, *step.effects):
        guard(facts, actor)
    return step.targets[-1] if len(step.targets) == 1 or facts.all_shipped else step.targets[0]


def rights_in(status: S) -> frozenset[str]:
    """The rights to what may be done in a state, whatever else must hold for it."""
    return frozenset(step.right for step in STEPS if status in step.sources and step.right)


def ways(status: S, target: S) -> Iterator[Step]:
    """The steps that may lead from one state to another."""
    return (step for step in STEPS if status in step.sources and target in step.targets and status is not target)
