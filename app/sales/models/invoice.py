"""What customers were invoiced."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import choice, date, decimal, link, lookup, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import LIVE, Record, Searchable, access_indexes, unique_among_live
from app.sales.models.base import SalesGoverned
from app.sales.money_enums import InvoiceKind, InvoiceState


class Invoice(SalesGoverned, Searchable, Record, Model):
    """An invoice over an order or a part of it; a red one takes an earlier one back, with its amounts below zero."""

    __tablename__ = "invoice"
    __table_args__ = (
        *access_indexes("invoice"),
        unique_among_live("invoice", "number"),
        Index("uq_invoice_red_of", "red_of_id", unique=True,
              info={"refusal": N_("This invoice was cancelled already.")}),
        Index("ix_invoice_issued_on", "issued_on", "id", sqlite_where=LIVE, postgresql_where=LIVE),
        CheckConstraint("amount = net + tax", name="sum"),
        CheckConstraint("(red_of_id IS NULL AND amount > 0) OR (red_of_id IS NOT NULL AND amount < 0)", name="sign"),
    )  # fmt: skip
    __label__ = N_("Invoice")
    __label_plural__ = N_("Invoices")
    __title_field__ = "number"

    number: Mapped[str] = string(N_("Invoice number"), 40, required=True, key=True, search=True, computed=True)
    tax_number: Mapped[str | None] = string(
        N_("Number at the tax office"), 40, search=True, help=N_("The number that is printed on the invoice.")
    )
    order = link(N_("Order"), "SalesOrder", table="sales_order", required=True, parent=True, computed=True)
    customer = link(N_("Customer"), "Customer", required=True, computed=True)
    kind: Mapped[str] = choice(N_("Kind of invoice"), InvoiceKind, required=True, fixed=True)
    state: Mapped[str] = choice(N_("State"), InvoiceState, required=True, default=InvoiceState.ISSUED.value)
    issued_on: Mapped[Day] = date(N_("Issued on"), required=True, fixed=True)
    amount: Mapped[Decimal] = money(N_("Amount with tax"), required=True, computed=True)
    net: Mapped[Decimal] = money(N_("Amount without tax"), required=True, computed=True)
    tax: Mapped[Decimal] = money(N_("Tax"), required=True, computed=True)
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, computed=True)
    exchange_rate: Mapped[Decimal] = decimal(N_("Exchange rate"), 20, 10, required=True, computed=True)
    base_amount: Mapped[Decimal] = money(
        N_("Amount in company currency"), "base_currency", required=True, computed=True
    )
    base_currency: Mapped[str] = lookup(N_("Company currency"), "currency", required=True, computed=True)
    red_of = link(N_("Takes back"), "Invoice", computed=True)
    reason: Mapped[str | None] = string(N_("Reason"), 300, computed=True)
    remarks: Mapped[str | None] = string(N_("Remarks"), 300)
