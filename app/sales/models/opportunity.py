"""What customers may order, how likely it is, and how it came so far."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import choice, date, decimal, integer, link, lookup, string, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Owned, Record, Searchable, access_indexes, live_indexes
from app.sales.models.base import SalesGoverned
from app.sales.pipeline_enums import StageKind


class Opportunity(SalesGoverned, Searchable, Owned, Record, Model):
    """A chance to sell. Its stage changes by acts only; each change is a stage change of its own, never changed."""

    __tablename__ = "opportunity"
    __table_args__ = (
        *access_indexes("opportunity"),
        *live_indexes("opportunity", "outcome", "expected_close", "next_step_on"),
        Index("ix_opportunity_of_customer", "customer_id", "outcome", "id"),
        Index("ix_opportunity_changed_at", "changed_at", "id"),
    )
    __label__ = N_("Opportunity")
    __label_plural__ = N_("Opportunities")

    name: Mapped[str] = string(
        N_("Opportunity name"), 200, required=True, key=True, search=True, synonyms=("商机", "deal", "topic")
    )
    customer = link(N_("Customer"), "Customer", required=True, parent=True, synonyms=("客户名称", "account"))
    contact = link(N_("Contact"), "Contact")
    territory = link(N_("Territory"), "Territory", computed=True)
    source: Mapped[str | None] = lookup(N_("Source"), "customer_source")
    need: Mapped[str | None] = text(N_("Need"), synonyms=("需求", "description"))

    stage = link(N_("Stage"), "OpportunityStage", table="opportunity_stage", few=True, synonyms=("阶段", "销售阶段"))
    outcome: Mapped[str] = choice(N_("Outcome"), StageKind, required=True, computed=True, default="open")
    stage_since: Mapped[Day | None] = date(N_("In this stage since"), computed=True)
    furthest_stage = link(N_("Furthest stage"), "OpportunityStage", table="opportunity_stage", computed=True, few=True)
    probability: Mapped[int | None] = integer(
        N_("Probability in per cent"), minimum=0, maximum=100, help=N_("Empty: that of the stage.")
    )
    expected_close: Mapped[Day | None] = date(N_("Expected close"), synonyms=("预计成交日期", "close date"))

    amount: Mapped[Decimal | None] = money(N_("Amount"), minimum=0, synonyms=("预计金额", "value"))
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, default="CNY")
    exchange_rate: Mapped[Decimal | None] = decimal(N_("Exchange rate"), 20, 10, computed=True)
    rate_day: Mapped[Day | None] = date(N_("Day of the exchange rate"), computed=True)
    amount_base: Mapped[Decimal | None] = money(N_("Amount in company currency"), "base_currency", computed=True)
    weighted_amount: Mapped[Decimal | None] = money(
        N_("Weighted amount"),
        "base_currency",
        computed=True,
        help=N_("Amount in company currency × probability, while the deal is open."),
    )
    base_currency: Mapped[str | None] = lookup(N_("Company currency"), "currency", computed=True)

    competitors: Mapped[str | None] = string(N_("Competitors"), 300, search=True, synonyms=("竞争对手",))
    next_step: Mapped[str | None] = string(N_("Next step"), 300)
    next_step_on: Mapped[Day | None] = date(N_("Next step on"))
    reason: Mapped[str | None] = lookup(N_("Reason won or lost"), "opportunity_reason")
    reason_note: Mapped[str | None] = string(N_("More about the reason"), 500)
    closed_on: Mapped[Day | None] = date(N_("Closed on"), computed=True)
    lead = link(N_("Came from the lead"), "Lead", ondelete="SET NULL", computed=True)
    remarks: Mapped[str | None] = text(N_("Remarks"))

    said_on_moving: str | None = None  # no column: what the next stage change notes


class OpportunityMove(SalesGoverned, Record, Model):
    """An opportunity came into a stage: who brought it there, when, and with what prospects. Never changed."""

    __tablename__ = "opportunity_move"
    __table_args__ = (*access_indexes("opportunity_move"), Index("ix_opportunity_move_order", "opportunity_id", "id"))
    __label__ = N_("Stage change")
    __label_plural__ = N_("Stage changes")
    __title_field__ = "id"
    __part_of__ = "Opportunity"

    opportunity = link(N_("Opportunity"), "Opportunity", required=True, parent=True, computed=True, ondelete="CASCADE")
    from_stage = link(N_("From"), "OpportunityStage", table="opportunity_stage", computed=True, few=True)
    to_stage = link(N_("To"), "OpportunityStage", table="opportunity_stage", required=True, computed=True, few=True)
    days: Mapped[int | None] = integer(N_("Days in the former stage"), computed=True)
    probability: Mapped[int | None] = integer(N_("Probability in per cent"), computed=True)
    amount_base: Mapped[Decimal | None] = money(N_("Amount in company currency"), "base_currency", computed=True)
    base_currency: Mapped[str | None] = lookup(N_("Company currency"), "currency", computed=True)
    note: Mapped[str | None] = string(N_("Note"), 500, computed=True)
    by = link(N_("By whom"), "User", table="ab_user", ondelete="SET NULL", computed=True)

    def __str__(self) -> str:
        return f"#{self.id}"
