"""What customers paid, and what they got back."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import Sensitive, choice, date, decimal, link, lookup, string
from app.core.db import Model
from app.core.i18n import translate
from app.core.text import N_
from app.core.traits import LIVE, Record, Searchable, access_indexes, unique_among_live
from app.sales.models.base import SalesGoverned
from app.sales.money_enums import PaymentKind, PaymentState

NOTHING = Decimal(0)
LEAST = Decimal("0.0001")


class Payment(SalesGoverned, Searchable, Record, Model):
    """Money that came from a customer (or went back: `refund_of`). It counts once finance has confirmed it.

    Of `amount`, `allocated_amount` pays instalments, `refunded_amount` went back and `free_amount` pays nothing yet.
    """

    __tablename__ = "payment"
    __table_args__ = (
        *access_indexes("payment"),
        unique_among_live("payment", "number"),
        Index("uq_payment_bank_reference", "customer_id", "paid_on", "bank_reference", unique=True, sqlite_where=LIVE,
              postgresql_where=LIVE,
              info={"refusal": N_("A payment of this customer with this bank reference and day is there already.")}),
        Index("ix_payment_paid_on", "paid_on", "id", sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_payment_state", "state", "free_amount", "id", sqlite_where=LIVE, postgresql_where=LIVE),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("allocated_amount >= 0 AND refunded_amount >= 0 AND free_amount >= 0", name="parts"),
        CheckConstraint("state = 'draft' OR kind = 'refund' OR "
                        "allocated_amount + refunded_amount + free_amount = amount", name="whole"),
    )  # fmt: skip
    __label__ = N_("Payment")
    __label_plural__ = N_("Payments")
    __title_field__ = "number"

    number: Mapped[str | None] = string(N_("Payment number"), 40, key=True, search=True, computed=True)
    customer = link(N_("Customer"), "Customer", required=True, parent=True, key=True, fixed=True)
    kind: Mapped[str] = choice(
        N_("Kind of payment"), PaymentKind, required=True, computed=True, default=PaymentKind.RECEIPT.value
    )
    paid_on: Mapped[Day] = date(N_("Paid on"), required=True, synonyms=("date", "payment date", "回款日期", "到账日期"))
    amount: Mapped[Decimal] = money(
        N_("Amount"), required=True, minimum=LEAST, synonyms=("paid", "回款金额", "到账金额")
    )
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, default="CNY")
    exchange_rate: Mapped[Decimal | None] = decimal(
        N_("Exchange rate"), 20, 10, computed=True, help=N_("That of the day of payment, kept when it is confirmed.")
    )
    base_amount: Mapped[Decimal | None] = money(N_("Amount in company currency"), "base_currency", computed=True)
    base_currency: Mapped[str | None] = lookup(N_("Company currency"), "currency", computed=True)
    method: Mapped[str | None] = lookup(N_("Way of payment"), "payment_method", default="bank_transfer")
    bank_reference: Mapped[str | None] = string(
        N_("Bank reference"), 80, search=True, synonyms=("reference", "交易流水号", "流水号")
    )
    bank_account: Mapped[str | None] = string(N_("Payer's account"), 60, sensitive=Sensitive.MASKED)
    state: Mapped[str] = choice(N_("State"), PaymentState, required=True, default=PaymentState.DRAFT.value)
    allocated_amount: Mapped[Decimal] = money(N_("Allocated"), required=True, computed=True, default=NOTHING)
    refunded_amount: Mapped[Decimal] = money(N_("Refunded"), required=True, computed=True, default=NOTHING)
    free_amount: Mapped[Decimal] = money(N_("Not allocated"), required=True, computed=True, default=NOTHING)
    confirmed_by = link(N_("Confirmed by"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    refund_of = link(N_("Refund of"), "Payment", computed=True)
    reason: Mapped[str | None] = string(N_("Reason"), 300, computed=True)
    remarks: Mapped[str | None] = string(N_("Remarks"), 300)

    def __str__(self) -> str:
        return self.number or f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """The number, drawn when the payment is confirmed."""
        return self.number or translate(N_("Draft payment #%(id)s"), id=self.id)
