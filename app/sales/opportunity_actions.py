"""What is done with opportunities. The caller owns the transaction."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from app.core.db import db
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.sales.models.opportunity import Opportunity
from app.sales.models.opportunity_stage import OpportunityStage
from app.sales.opportunity_queries import Stages, last_open_stage
from app.sales.pipeline_enums import StageKind
from app.sales.rules.opportunity_flow import check_advance, check_close, check_reopen


def advance(
    opportunity: Opportunity,
    stage: OpportunityStage,
    *,
    probability: int | None = None,
    amount: Decimal | None = None,
    expected_close: Day | None = None,
    next_step: str | None = None,
    next_step_on: Day | None = None,
    note: str | None = None,
) -> None:
    """Bring an opportunity into another open stage; what is said meanwhile is written on it. Empty: it stays."""
    check_advance(opportunity.outcome, opportunity.stage_id, stage.kind, stage.id)
    said = {
        "amount": amount, "expected_close": expected_close, "next_step": next_step, "next_step_on": next_step_on,
        "probability": probability,
    }  # fmt: skip
    for name, value in said.items():
        if value is not None:
            setattr(opportunity, name, value)
    _move(opportunity, stage, note)


def win(opportunity: Opportunity, *, amount: Decimal | None, reason: str | None, note: str | None) -> None:
    """The customer orders."""
    check_close(opportunity.outcome)
    if amount is not None:
        opportunity.amount = amount
    opportunity.reason, opportunity.reason_note = reason, note
    _move(opportunity, Stages().first(StageKind.WON), note)


def lose(opportunity: Opportunity, *, reason: str, note: str | None) -> None:
    """The customer does not order, and somebody says why."""
    check_close(opportunity.outcome)
    opportunity.reason, opportunity.reason_note = reason, note
    _move(opportunity, Stages().first(StageKind.LOST), note)


def reopen(opportunity: Opportunity, *, stage: OpportunityStage | None, note: str | None) -> None:
    """Work on it again, in the stage in which it was before unless another one is named."""
    wanted = stage or last_open_stage(opportunity, Stages())
    check_reopen(opportunity.outcome, wanted.kind)
    _move(opportunity, wanted, note)


def make_of_lead(lead: Lead, customer: Customer, contact: Contact | None, name: str) -> None:
    """The opportunity that a lead becomes together with its customer."""
    opportunity = Opportunity(
        name=name,
        customer=customer,
        contact=contact,
        owner_id=lead.owner_id,
        source=lead.source,
        need=lead.need,
        currency=lead.currency or customer.currency or "CNY",
        lead=lead,
    )
    db.session.add(opportunity)
    db.session.flush()


def _move(opportunity: Opportunity, stage: OpportunityStage, note: str | None) -> None:
    opportunity.said_on_moving = note
    opportunity.stage = stage
    db.session.flush()
    opportunity.said_on_moving = None
