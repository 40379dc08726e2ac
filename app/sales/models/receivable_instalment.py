"""When customers are to pay how much of their orders."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import choice, date, integer, link, lookup, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import LIVE, Record, Searchable, access_indexes
from app.sales.models.base import SalesGoverned
from app.sales.money_enums import AgeBand, DunningLevel, InstalmentState

NOTHING = Decimal(0)


class ReceivableInstalment(SalesGoverned, Searchable, Record, Model):
    """A part of an order that is due on a day. Its sums follow the allocations, its state the sums and the clock."""

    __tablename__ = "receivable_instalment"
    __table_args__ = (
        *access_indexes("receivable_instalment"),
        Index("uq_receivable_instalment_position", "order_id", "position", unique=True, sqlite_where=LIVE,
              postgresql_where=LIVE),
        Index("ix_receivable_instalment_due", "due_on", "id", sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_receivable_instalment_state", "state", "due_on", "id", sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_receivable_instalment_band", "age_band", "base_currency", "open_base", sqlite_where=LIVE,
              postgresql_where=LIVE),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("paid_amount >= 0 AND paid_amount <= amount", name="paid"),
        CheckConstraint("open_amount = amount - paid_amount", name="open"),
    )  # fmt: skip
    __label__ = N_("Instalment")
    __label_plural__ = N_("Receivables")
    __title_field__ = "number"

    number: Mapped[str] = string(N_("Instalment number"), 60, required=True, key=True, search=True, computed=True)
    order = link(N_("Order"), "SalesOrder", table="sales_order", required=True, parent=True, computed=True)
    customer = link(N_("Customer"), "Customer", required=True, computed=True)
    position: Mapped[int] = integer(N_("No."), minimum=1, required=True, computed=True)
    due_on: Mapped[Day] = date(N_("Due on"), required=True)
    amount: Mapped[Decimal] = money(N_("Amount"), required=True, computed=True)
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, computed=True)
    paid_amount: Mapped[Decimal] = money(N_("Paid"), required=True, computed=True, default=NOTHING)
    open_amount: Mapped[Decimal] = money(N_("Still open"), required=True, computed=True, default=NOTHING)
    open_base: Mapped[Decimal] = money(
        N_("Still open in company currency"), "base_currency", required=True, computed=True, default=NOTHING,
        help=N_("At the exchange rate of the order."),
    )  # fmt: skip
    base_currency: Mapped[str] = lookup(N_("Company currency"), "currency", required=True, computed=True)
    state: Mapped[str] = choice(
        N_("State"), InstalmentState, required=True, computed=True, default=InstalmentState.OPEN.value
    )
    age_band: Mapped[str] = choice(
        N_("Overdue by"), AgeBand, required=True, computed=True, default=AgeBand.NOT_DUE.value
    )
    dunning_level: Mapped[str] = choice(
        N_("Last letter"), DunningLevel, required=True, computed=True, default=DunningLevel.NONE.value
    )
    dunned_on: Mapped[Day | None] = date(N_("Last letter on"), computed=True)
    remarks: Mapped[str | None] = string(N_("Remarks"), 300)
