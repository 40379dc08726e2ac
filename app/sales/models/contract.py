"""What was agreed with customers, signed by both."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import choice, date, decimal, link, lookup, string, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Owned, Record, Searchable, access_indexes, live_indexes, unique_among_live
from app.sales.models.base import SalesGoverned
from app.sales.pipeline_enums import ContractStatus


class Contract(SalesGoverned, Searchable, Owned, Record, Model):
    """A contract with its terms; the signed copy is one of its documents. What was signed stays as it is."""

    __tablename__ = "contract"
    __table_args__ = (
        *access_indexes("contract"),
        *live_indexes("contract", "status", "ends"),
        Index("ix_contract_of_customer", "customer_id", "id"),
        Index("ix_contract_changed_at", "changed_at", "id"),
        unique_among_live("contract", "number"),
    )
    __label__ = N_("Contract")
    __label_plural__ = N_("Contracts")
    __title_columns__ = ("name", "number")

    number: Mapped[str | None] = string(N_("Contract number"), 40, key=True, search=True, computed=True)
    name: Mapped[str] = string(N_("Contract name"), 200, required=True, key=True, search=True)
    customer = link(N_("Customer"), "Customer", required=True, parent=True)
    contact = link(N_("Contact"), "Contact")
    opportunity = link(N_("Opportunity"), "Opportunity")
    quote = link(N_("Quote"), "Quote")
    territory = link(N_("Territory"), "Territory", computed=True)
    status: Mapped[str] = choice(N_("Status"), ContractStatus, required=True, computed=True, default="draft")
    begins: Mapped[Day | None] = date(N_("Begins on"))
    ends: Mapped[Day | None] = date(N_("Ends on"))

    amount: Mapped[Decimal | None] = money(N_("Amount"), minimum=0)
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, default="CNY")
    exchange_rate: Mapped[Decimal | None] = decimal(N_("Exchange rate"), 20, 10, computed=True)
    rate_day: Mapped[Day | None] = date(N_("Day of the exchange rate"), computed=True)
    amount_base: Mapped[Decimal | None] = money(N_("Amount in company currency"), "base_currency", computed=True)
    base_currency: Mapped[str | None] = lookup(N_("Company currency"), "currency", computed=True)

    payment_terms: Mapped[str | None] = string(N_("Terms of payment"), 500)
    terms: Mapped[str | None] = text(N_("Terms"))
    signed_on: Mapped[Day | None] = date(N_("Signed on"), computed=True)
    signed_for_customer: Mapped[str | None] = string(N_("Signed for the customer by"), 100, computed=True)
    signed_by = link(N_("Signed for us by"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    ended_on: Mapped[Day | None] = date(N_("Ended on"), computed=True)
    end_reason: Mapped[str | None] = string(N_("Why it ended"), 500, computed=True)
    remarks: Mapped[str | None] = text(N_("Remarks"))

    def __str__(self) -> str:
        return str(self.number or self.name or "")

    @property
    def shown_title(self) -> str:
        """The number, drawn when it is signed, and the name."""
        return f"{self.number} {self.name}" if self.number else str(self.name)
