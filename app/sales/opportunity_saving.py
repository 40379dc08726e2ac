"""What holds for opportunities and their stages, whoever saves them: form, action, import, API or job."""

from __future__ import annotations

from datetime import date as Day
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core.access import acting_user_id, system_access
from app.core.clock import today
from app.core.errors import RuleError
from app.core.history import ChangeKind
from app.core.i18n import translate
from app.core.registry import entity_of
from app.core.save_rules import before_save_of, has_set, linked_id
from app.core.saving import guard
from app.core.text import N_
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.products.currencies import company_currency, facts_of, rate_on
from app.sales.models.opportunity import Opportunity, OpportunityMove
from app.sales.models.opportunity_stage import OpportunityStage
from app.sales.opportunity_queries import Stages
from app.sales.pipeline_enums import StageKind
from app.sales.rules.opportunity_flow import check_probability, missing, weighted

NO_STAGE = N_("There is no open stage: an administrator adds one.")
OTHER_CUSTOMER = N_("This contact belongs to another customer.")
NEEDS = N_("Before it comes into the stage “%(stage)s”, these are needed: %(fields)s.")
WHY_LOST = N_("Say why the opportunity is lost.")


@guard(OpportunityStage)
def _keep_stages_true(_session: Session, stage: OpportunityStage, kind: ChangeKind, _changes: dict[str, Any]) -> None:
    if kind is not ChangeKind.DELETE:
        check_probability(stage.kind or StageKind.OPEN.value, stage.probability or 0)


@before_save_of(Opportunity)
def keep_opportunities_true(session: Session, opportunities: list[Opportunity]) -> None:
    """Stage, probability and amounts agree; every change of the stage is written down; contacts fit the customer."""
    deleted = session.deleted
    kept = [opportunity for opportunity in opportunities if opportunity not in deleted]
    stages = Stages() if kept else None
    for opportunity in kept:
        if stages is not None:
            _settle_stage(session, opportunity, stages)
        if has_set(opportunity, "amount", "currency"):
            _keep_rate(opportunity)
        _weigh(opportunity)
    with session.no_autoflush:
        _take_from_customers(session, [o for o in kept if has_set(o, "customer", "customer_id")])
        _check_contacts(session, [o for o in kept if has_set(o, "contact", "contact_id", "customer", "customer_id")])


def _settle_stage(session: Session, opportunity: Opportunity, stages: Stages) -> None:
    new = not inspect(opportunity).has_identity
    if new and linked_id(opportunity, "stage") is None:
        opportunity.stage = stages.first(StageKind.OPEN)
    if not has_set(opportunity, "stage", "stage_id"):
        _take_probability(opportunity, stages)
        return
    stage = stages.by_id(linked_id(opportunity, "stage"))
    if stage is None:
        raise RuleError(NO_STAGE, field="stage")
    before, since = (None, None) if new else stages.stored(session, opportunity.id)
    if before is not None and before.id == stage.id:
        return
    _check_complete(opportunity, stage, stages)
    if opportunity.probability is None or not has_set(opportunity, "probability") or stage.kind != StageKind.OPEN:
        opportunity.probability = stage.probability
    _date(opportunity, stage, before, since)
    _weigh_first(opportunity)
    furthest = stages.by_id(linked_id(opportunity, "furthest_stage"))
    if stage.kind == StageKind.OPEN and (furthest is None or stages.place(furthest) < stages.place(stage)):
        opportunity.furthest_stage = stage
    session.add(_move(opportunity, before, stage, since))


def _take_probability(opportunity: Opportunity, stages: Stages) -> None:
    """Left empty, it is that of the stage."""
    if has_set(opportunity, "probability") and opportunity.probability is None:
        stage = stages.by_id(linked_id(opportunity, "stage"))
        opportunity.probability = stage.probability if stage is not None else 0


def _check_complete(opportunity: Opportunity, stage: OpportunityStage, stages: Stages) -> None:
    values = {name: linked_id(opportunity, name) if name == "contact" else getattr(opportunity, name, None)
              for name in stages.required(stage)}  # fmt: skip
    lacking = missing(stages.required(stage), values)
    if lacking:
        fields = entity_of(Opportunity).fields
        labels = "、".join(translate(fields[name].spec.label) for name in lacking)
        raise RuleError(NEEDS, field=lacking[0], stage=stage.shown_title, fields=labels)
    if stage.kind == StageKind.LOST and not opportunity.reason:
        raise RuleError(WHY_LOST, field="reason")


def _date(
    opportunity: Opportunity, stage: OpportunityStage, before: OpportunityStage | None, since: Day | None
) -> None:
    day = today()
    if before is not None or opportunity.stage_since is None:  # whoever brings records of the past says since when
        opportunity.stage_since = day
    opportunity.outcome = stage.kind
    if stage.kind == StageKind.OPEN:
        opportunity.closed_on = opportunity.reason = opportunity.reason_note = None
    elif before is not None or opportunity.closed_on is None:
        opportunity.closed_on = opportunity.stage_since


def _move(
    opportunity: Opportunity, before: OpportunityStage | None, stage: OpportunityStage, since: Day | None
) -> OpportunityMove:
    days = (opportunity.stage_since - since).days if since is not None and opportunity.stage_since is not None else None
    return OpportunityMove(
        opportunity=opportunity,
        from_stage=before,
        to_stage=stage,
        days=days,
        probability=opportunity.probability,
        amount_base=opportunity.amount_base,
        base_currency=opportunity.base_currency,
        note=opportunity.said_on_moving,
        by_id=acting_user_id(),
    )


def _weigh_first(opportunity: Opportunity) -> None:
    """What the stage change notes is what the opportunity is worth from now on."""
    if has_set(opportunity, "amount", "currency"):
        _keep_rate(opportunity)


def _keep_rate(opportunity: Opportunity) -> None:
    """The amount in the company's currency, at the rate of the day on which somebody gave the amount."""
    base = company_currency()
    currency = opportunity.currency or base
    opportunity.base_currency = base
    if opportunity.amount is None:
        opportunity.amount_base = opportunity.exchange_rate = opportunity.rate_day = None
        return
    rate = rate_on(currency, today())
    opportunity.exchange_rate, opportunity.rate_day = rate.rate, rate.day
    opportunity.amount_base = weighted(opportunity.amount * rate.rate, 100, facts_of(base).digits)


def _weigh(opportunity: Opportunity) -> None:
    """What was won or lost is no prospect any more: it weighs nothing."""
    digits = facts_of(opportunity.base_currency or company_currency()).digits
    present = opportunity.amount_base if opportunity.outcome in (None, StageKind.OPEN.value) else None
    worth = weighted(present, opportunity.probability or 0, digits)
    if opportunity.weighted_amount != worth:
        opportunity.weighted_amount = worth


def _take_from_customers(session: Session, opportunities: list[Opportunity]) -> None:
    """The territory is that of the customer."""
    for opportunity in opportunities:
        customer = inspect(opportunity).dict.get("customer")
        if customer is not None:
            opportunity.territory_id = linked_id(customer, "territory")
            continue
        with system_access("read the territory of a customer"):
            found = select(Customer.territory_id).where(Customer.id == linked_id(opportunity, "customer"))
            opportunity.territory_id = session.execute(found).scalar()


def _check_contacts(session: Session, opportunities: list[Opportunity]) -> None:
    for opportunity in opportunities:
        contact_id, customer_id = linked_id(opportunity, "contact"), linked_id(opportunity, "customer")
        if contact_id is None or customer_id is None:
            continue
        with system_access("look whose contact somebody is"):
            found = select(Contact.customer_id).where(Contact.id == contact_id)
            belongs = session.execute(found).scalar()
        if belongs != customer_id:
            raise RuleError(OTHER_CUSTOMER, field="contact")
