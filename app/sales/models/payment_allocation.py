"""Which instalments payments pay."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import link, lookup, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.sales.models.base import SalesGoverned

NOTHING = Decimal(0)


class PaymentAllocation(SalesGoverned, Record, Model):
    """One line of the ledger of payments, never changed: so much of a payment for an instalment.

    A line below zero takes (a part of) an earlier one back; that one counts what was taken in `taken_back`.
    """

    __tablename__ = "payment_allocation"
    __table_args__ = (
        *access_indexes("payment_allocation"),
        Index("ix_payment_allocation_pair", "instalment_id", "payment_id", "id"),
        CheckConstraint("(takes_back_id IS NULL AND amount > 0) OR (takes_back_id IS NOT NULL AND amount < 0)",
                        name="sign"),
        CheckConstraint("taken_back = 0 OR (taken_back > 0 AND taken_back <= amount)", name="taken_back"),
    )  # fmt: skip
    __label__ = N_("Allocation")
    __label_plural__ = N_("Allocations")
    __title_field__ = "id"

    payment = link(N_("Payment"), "Payment", required=True, parent=True, computed=True)
    instalment = link(
        N_("Instalment"), "ReceivableInstalment", table="receivable_instalment", required=True, computed=True
    )
    amount: Mapped[Decimal] = money(N_("Amount"), required=True, computed=True)
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, computed=True)
    takes_back = link(N_("Takes back"), "PaymentAllocation", table="payment_allocation", computed=True)
    taken_back: Mapped[Decimal] = money(N_("Taken back"), required=True, computed=True, default=NOTHING)
    reason: Mapped[str | None] = string(N_("Reason"), 300, computed=True)
    booked_by = link(N_("Booked by"), "User", table="ab_user", ondelete="SET NULL", computed=True)

    def __str__(self) -> str:
        return f"#{self.id}"

    @property
    def standing(self) -> Decimal:
        """How much of it still holds; nothing of a line that takes back."""
        return self.amount - self.taken_back if self.amount > 0 else NOTHING
