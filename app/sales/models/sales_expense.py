"""What selling costs."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import choice, date, link, lookup, string
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.text import N_
from app.core.traits import LIVE, Owned, Record, Searchable, access_indexes
from app.sales.models.base import SalesGoverned
from app.sales.money_enums import ExpenseState

LEAST = Decimal("0.0001")


class SalesExpense(SalesGoverned, Searchable, Owned, Record, Model):
    """What somebody (the owner) spent in order to sell. Somebody else approves it."""

    __tablename__ = "sales_expense"
    __table_args__ = (
        *access_indexes("sales_expense"),
        Index("ix_sales_expense_state", "state", "id", sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_sales_expense_spent_on", "spent_on", "id", sqlite_where=LIVE, postgresql_where=LIVE),
        CheckConstraint("amount > 0", name="amount"),
    )
    __label__ = N_("Sales expense")
    __label_plural__ = N_("Sales expenses")
    __title_field__ = "subject"

    subject: Mapped[str] = string(
        N_("What it was spent for"), 200, required=True, key=True, search=True, synonyms=("subject", "事由")
    )
    kind: Mapped[str] = lookup(N_("Kind of expense"), "expense_kind", required=True, synonyms=("费用类别",))
    spent_on: Mapped[Day] = date(N_("Spent on"), required=True, key=True, synonyms=("发生日期",))
    amount: Mapped[Decimal] = money(N_("Amount"), required=True, minimum=LEAST, synonyms=("费用金额",))
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, default="CNY")
    state: Mapped[str] = choice(N_("State"), ExpenseState, required=True, default=ExpenseState.DRAFT.value)
    submitted_by = link(N_("Submitted by"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    decided_by = link(N_("Decided by"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    decided_at: Mapped[datetime | None] = moment(N_("Decided at"), computed=True)
    decision_note: Mapped[str | None] = string(N_("What was said about it"), 300, computed=True)
    remarks: Mapped[str | None] = string(N_("Remarks"), 300)
