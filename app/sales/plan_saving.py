"""What holds for sales plans and their parts, whoever saves them: form, action, import, API or job."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core.access import fetch
from app.core.errors import RuleError
from app.core.i18n import translate
from app.core.money import round_to
from app.core.registry import entity_of
from app.core.save_rules import before_save_of, has_set, linked_id
from app.core.text import N_
from app.products.currencies import company_currency, facts_of
from app.sales.models.sales_plan import NONE, SalesPlan, SalesPlanShare
from app.sales.pipeline_enums import PlanSide
from app.sales.rules.plan_split import achieved, days_of, split

WHOSE = N_("This plan is divided by “%(side)s”: fill in that field and none of the others.")
TWICE = N_("This plan has a part for it already.")
TOO_FINE = N_("The amount has more decimals than its currency.")


@before_save_of(SalesPlan)
def keep_plans_true(session: Session, plans: list[SalesPlan]) -> None:
    """A plan begins with its period; another target is divided as the former one was."""
    for plan in plans:
        if plan in session.deleted:
            continue
        if has_set(plan, "begins", "period") and plan.begins is not None:
            days = days_of(plan.period or "year", plan.begins)
            plan.begins, plan.ends = days.first, days.last
        plan.currency = plan.currency or company_currency()
        if not has_set(plan, "target", "currency") or plan.target is None:
            continue
        digits = facts_of(plan.currency).digits
        if plan.target != round_to(plan.target, digits):
            raise RuleError(TOO_FINE, field="target")
        if inspect(plan).has_identity and plan.given:
            _divide_again(session, plan, digits)


def _divide_again(session: Session, plan: SalesPlan, digits: int) -> None:
    parts = [part for part in _live_parts(session, plan) if part not in session.deleted]
    amounts = split(plan.target, [part.amount for part in parts], digits) if parts else []
    for part, amount in zip(parts, amounts, strict=True):
        part.amount, part.achieved = amount, achieved(amount, part.actual)
    plan.given = sum(amounts, NONE)
    plan.achieved = achieved(plan.target, plan.actual)


def _live_parts(session: Session, plan: SalesPlan) -> list[SalesPlanShare]:
    live = select(SalesPlanShare).where(SalesPlanShare.plan_id == plan.id, SalesPlanShare.archived_at.is_(None))
    with session.no_autoflush:
        return list(session.execute(live.order_by(SalesPlanShare.position, SalesPlanShare.id)).scalars())


@before_save_of(SalesPlanShare)
def keep_parts_true(session: Session, shares: list[SalesPlanShare]) -> None:
    """A part says whose it is, once in a plan; the plan knows how much is given to its parts."""
    for share in shares:
        plan = inspect(share).dict.get("plan")
        if plan is None:
            with session.no_autoflush:
                plan = fetch(SalesPlan, linked_id(share, "plan"), archived=True)
        if share not in session.deleted and share.archived_at is None:
            _check_whose(session, share, plan)
        if inspect(share).has_identity and has_set(share, "archived_at"):
            kept = [part.amount for part in _live_parts(session, plan) if part is not share]
            plan.given = sum(kept, NONE if share.archived_at is not None else share.amount)


def _check_whose(session: Session, share: SalesPlanShare, plan: SalesPlan) -> None:
    whose = linked_id(share, plan.side)
    filled = [side.value for side in PlanSide if linked_id(share, side.value) is not None]
    if filled != [plan.side]:
        label = translate(entity_of(SalesPlanShare).fields[plan.side].spec.label)
        raise RuleError(WHOSE, field=plan.side, side=label)
    if plan.id is None or not has_set(share, plan.side, f"{plan.side}_id"):
        return
    same = (SalesPlanShare.plan_id == plan.id, getattr(SalesPlanShare, f"{plan.side}_id") == whose)
    known = select(SalesPlanShare.id).where(*same, SalesPlanShare.archived_at.is_(None))
    with session.no_autoflush:
        twice = [one for one in session.execute(known).scalars() if one != share.id]
    if twice:
        raise RuleError(TWICE, field=plan.side)
