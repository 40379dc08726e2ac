"""To which states an order may go, by which action, and why not to the others: for the board and for programs."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.access import current_principal
from app.core.errors import RuleError
from app.core.i18n import translate
from app.core.text import N_
from app.sales import order_actions
from app.sales.enums import OrderAct, OrderStatus
from app.sales.models.sales_order import SalesOrder
from app.sales.order_facts import actor, facts_of
from app.sales.rules.order_flow import Actor, Facts, Step, ways

# What can be done without a further question.
PLAIN = {
    OrderAct.SUBMIT: order_actions.submit,
    OrderAct.WITHDRAW: order_actions.withdraw,
    OrderAct.APPROVE: order_actions.approve,
    OrderAct.RELEASE: order_actions.release,
    OrderAct.START: order_actions.start,
    OrderAct.MAKE_READY: order_actions.make_ready,
    OrderAct.CLOSE: order_actions.close,
}


@dataclass(frozen=True)
class Move:
    """A way to the state `target`: by the `action` of the order's view (which `asks` something), or a `refusal`."""

    target: OrderStatus
    action: str = ""
    asks: bool = False
    refusal: RuleError | None = None
    act: OrderAct | None = None


def possible_moves(order: SalesOrder) -> dict[OrderStatus, Move]:
    """For every other state how to get there, or why not, for whoever acts."""
    facts, who = facts_of(order), actor()
    return {target: _move_to(target, facts, who) for target in OrderStatus if target is not facts.status}


def move(order: SalesOrder, target: OrderStatus) -> None:
    """Bring an order to `target`; RuleError where that is not possible, or where something must be asked first."""
    found = possible_moves(order)[target] if order.status != target else Move(target)
    if found.refusal is not None:
        raise found.refusal
    if found.act is None or found.asks:
        raise RuleError(N_("This needs an answer first: do it on the page of the order."))
    PLAIN[found.act](order)


def _move_to(target: OrderStatus, facts: Facts, who: Actor) -> Move:
    if facts.historic:
        return Move(target, refusal=RuleError(N_("Imported history does not go on.")))
    refusals = []
    for step in ways(facts.status, target):
        refusal = _refusal(step, target, facts, who)
        if refusal is None:
            return Move(target, step.right, step.act not in PLAIN, None, step.act)
        refusals.append(refusal)
    return Move(target, refusal=refusals[0] if refusals else _no_way(facts.status, target))


def _refusal(step: Step, target: OrderStatus, facts: Facts, who: Actor) -> RuleError | None:
    principal = current_principal()
    if step.right and (principal is None or not principal.may(step.right, "SalesOrder")):
        return RuleError(N_("Your roles do not include “%(act)s”."), act=translate(step.act.label))
    if target is not step.targets[-1]:
        return RuleError(N_("Dispatch a delivery note with a part of the goods: the order follows it."))
    try:
        for guard in step.guards:
            guard(facts, who)
    except RuleError as refusal:
        return refusal
    return None


def _no_way(status: OrderStatus, target: OrderStatus) -> RuleError:
    return RuleError(
        N_("An order in the state “%(state)s” does not go to “%(target)s” at once."),
        state=translate(status.label), target=translate(target.label),
    )  # fmt: skip
