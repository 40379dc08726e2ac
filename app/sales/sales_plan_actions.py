"""What is done with sales plans. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from decimal import Decimal

from sqlalchemy import select

from app.core.access import acting_as
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.products.currencies import facts_of
from app.sales.models.sales_plan import SalesPlan, SalesPlanShare
from app.sales.plan_figures import of_parts, ordered
from app.sales.rules.plan_split import achieved, check_part, days_of, split, year_before

NO_YEAR_BEFORE = N_("Nothing was ordered a year before by those among whom the plan is divided.")
NO_WEIGHTS = N_("Give the parts weights first.")


def parts_of(plan: SalesPlan) -> list[SalesPlanShare]:
    """The parts of a plan in their order, locked until the transaction ends."""
    live = select(SalesPlanShare).where(SalesPlanShare.plan_id == plan.id, SalesPlanShare.archived_at.is_(None))
    live = live.order_by(SalesPlanShare.position, SalesPlanShare.id)
    return list(db.session.execute(live.with_for_update().execution_options(populate_existing=True)).scalars())


def split_evenly(plan: SalesPlan) -> None:
    """Give every part the same, to the last cent."""
    parts = _held(plan)
    _give(plan, parts, [Decimal(1)] * len(parts))


def split_by_weights(plan: SalesPlan) -> None:
    """Divide in proportion to the weights of the parts; a part without one gets nothing."""
    parts = _held(plan)
    weights = [part.weight or Decimal(0) for part in parts]
    if parts and not any(weights):
        raise RuleError(NO_WEIGHTS)
    _give(plan, parts, weights)


def split_by_year_before(plan: SalesPlan) -> None:
    """Divide in proportion to what was ordered in the same months a year earlier."""
    parts = _held(plan)
    count(plan)
    weights = [part.before or Decimal(0) for part in parts]
    if parts and not any(weight > 0 for weight in weights):
        raise RuleError(NO_YEAR_BEFORE)
    _give(plan, parts, weights)


def adjust(share: SalesPlanShare, amount: Decimal) -> None:
    """Give one part so much; the others share the rest in proportion to what they had, evenly if that was nothing."""
    parts = _held(share.plan)
    others = [part for part in parts if part.id != share.id]
    digits = facts_of(share.plan.currency).digits
    check_part(share.plan.target, amount, len(others), digits)
    share.amount = amount
    amounts = split(share.plan.target - amount, [part.amount for part in others], digits) if others else []
    for part, its in zip(others, amounts, strict=True):
        part.amount = its
    _note(share.plan, parts)


def count(plan: SalesPlan) -> None:
    """Count the orders of the plan's time and those of a year before, as far as the owner of the plan sees them.

    Whoever reads the plan reads these figures: with anybody else's rights they could show more than its owner's.
    """
    parts, days, day = parts_of(plan), days_of(plan.period, plan.begins), today()
    ids = [getattr(part, f"{plan.side}_id") for part in parts]
    with acting_as(plan.owner_id) if plan.owner_id else nullcontext():
        present = of_parts(plan.side, ids, ordered(plan.side, days, plan.currency, day))
        former = of_parts(plan.side, ids, ordered(plan.side, year_before(days), plan.currency, day))
    for part, its, before in zip(parts, present, former, strict=True):
        part.actual, part.before, part.achieved = its, before, achieved(part.amount, its)
    plan.actual = sum(present, Decimal(0))
    plan.achieved, plan.counted_at = achieved(plan.target, plan.actual), now()


def _held(plan: SalesPlan) -> list[SalesPlanShare]:
    """The parts, while nobody else divides the plan."""
    db.session.flush()
    db.session.execute(select(SalesPlan.id).where(SalesPlan.id == plan.id).with_for_update())
    return parts_of(plan)


def _give(plan: SalesPlan, parts: Sequence[SalesPlanShare], weights: Sequence[Decimal]) -> None:
    amounts = split(plan.target, weights, facts_of(plan.currency).digits)
    for part, amount in zip(parts, amounts, strict=True):
        part.amount = amount
    _note(plan, parts)


def _note(plan: SalesPlan, parts: Sequence[SalesPlanShare]) -> None:
    plan.given = sum((part.amount for part in parts), Decimal(0))
    for part in parts:
        part.achieved = achieved(part.amount, part.actual)
