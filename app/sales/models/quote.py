"""What is offered to customers, version by version."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import boolean, choice, date, decimal, integer, json, link, lookup, string, text
from app.core.columns import quantity as units
from app.core.db import Model
from app.core.i18n import translate
from app.core.text import N_
from app.core.traits import LIVE, Owned, Record, Searchable, access_indexes, live_indexes
from app.products.price_words import sentences
from app.sales.models.base import SalesGoverned
from app.sales.pipeline_enums import QuoteStatus
from app.sales.rules.price_note import read

NOTHING = Decimal(0)
LEAST = Decimal("0.0001")


def _in_words(_: Any, reasons: list[Any]) -> str:
    return sentences(read(reasons))


class Quote(SalesGoverned, Searchable, Owned, Record, Model):
    """An offer. What was sent stays as it is: a change is a new version, which takes the number along."""

    __tablename__ = "quote"
    __table_args__ = (
        *access_indexes("quote"),
        *live_indexes("quote", "status", "quote_date", "valid_until"),
        Index("ix_quote_of_customer", "customer_id", "quote_date", "id"),
        Index("ix_quote_changed_at", "changed_at", "id"),
        Index("uq_quote_number", "number", "revision", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )
    __label__ = N_("Quote")
    __label_plural__ = N_("Quotes")
    __title_columns__ = ("name", "number", "revision")

    number: Mapped[str | None] = string(N_("Quote number"), 40, key=True, search=True, computed=True)
    revision: Mapped[int] = integer(N_("Version"), required=True, computed=True, default=1)
    name: Mapped[str] = string(N_("Subject"), 200, required=True, key=True, search=True)
    customer = link(N_("Customer"), "Customer", required=True, parent=True)
    contact = link(N_("Contact"), "Contact")
    opportunity = link(N_("Opportunity"), "Opportunity")
    territory = link(N_("Territory"), "Territory", computed=True)
    status: Mapped[str] = choice(N_("Status"), QuoteStatus, required=True, computed=True, default="draft")
    quote_date: Mapped[Day] = date(N_("Quote date"), required=True)
    valid_until: Mapped[Day | None] = date(N_("Valid until"))

    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, default="CNY")
    tax_included: Mapped[bool] = boolean(N_("Prices include tax"), default=True)
    exchange_rate: Mapped[Decimal | None] = decimal(N_("Exchange rate"), 20, 10, computed=True)
    rate_day: Mapped[Day | None] = date(N_("Day of the exchange rate"), computed=True)
    base_currency: Mapped[str | None] = lookup(N_("Company currency"), "currency", computed=True)
    discount_total: Mapped[Decimal] = money(N_("Discounts"), required=True, computed=True, default=NOTHING)
    net_total: Mapped[Decimal] = money(N_("Total without tax"), required=True, computed=True, default=NOTHING)
    tax_total: Mapped[Decimal] = money(N_("Tax in all"), required=True, computed=True, default=NOTHING)
    total: Mapped[Decimal] = money(N_("Total"), required=True, computed=True, default=NOTHING)
    total_base: Mapped[Decimal] = money(
        N_("Total in company currency"), "base_currency", required=True, computed=True, default=NOTHING
    )

    payment_terms: Mapped[str | None] = string(N_("Terms of payment"), 500)
    delivery_terms: Mapped[str | None] = string(N_("Terms of delivery"), 500)
    lead_days: Mapped[int | None] = integer(N_("Lead time in days"), minimum=0, maximum=3650)
    remarks: Mapped[str | None] = text(N_("Remarks"))
    sent_on: Mapped[Day | None] = date(N_("Sent on"), computed=True)
    decided_on: Mapped[Day | None] = date(N_("Decided on"), computed=True)
    decision_note: Mapped[str | None] = string(N_("What the customer said"), 500, computed=True)
    previous = link(N_("Version before"), "Quote", computed=True, ondelete="SET NULL")

    def __str__(self) -> str:
        return f"{self.number}-V{self.revision}" if self.number else str(self.name or "")

    @property
    def shown_title(self) -> str:
        """The number with the version; before it is sent for the first time, the subject."""
        if self.number is None:
            return str(self.name)
        return translate(N_("%(number)s version %(revision)s"), number=self.number, revision=self.revision)

    @property
    def order_date(self) -> Day:
        """The day whose prices and rates hold, as lines of orders ask for it."""
        return self.quote_date


class QuoteLine(SalesGoverned, Record, Model):
    """One product of a quote, as it was called and priced at the time."""

    __tablename__ = "quote_line"
    __table_args__ = (*access_indexes("quote_line"), Index("ix_quote_line_quote", "quote_id", "position", "id"))
    __label__ = N_("Quote line")
    __label_plural__ = N_("Quote lines")
    __part_of__ = "Quote"

    quote = link(N_("Quote"), "Quote", required=True, parent=True, key=True, fixed=True, ondelete="CASCADE")
    position: Mapped[int | None] = integer(N_("Line number"), minimum=0, maximum=9999, key=True)
    product = link(N_("Product"), "Product", key=True)
    name: Mapped[str | None] = string(
        N_("Name of the goods"), 200, key=True, help=N_("Empty: as the product is called today.")
    )
    model: Mapped[str | None] = string(N_("Model"), 100)
    specification: Mapped[str | None] = string(N_("Specification"), 300)
    unit: Mapped[str | None] = lookup(N_("Unit"), "unit")
    quantity: Mapped[Decimal] = units(N_("Quantity"), minimum=LEAST, required=True)
    unit_price: Mapped[Decimal | None] = money(
        N_("Unit price"), "quote.currency", minimum=0, help=N_("Empty: as price books and the list propose it.")
    )
    discount: Mapped[Decimal | None] = decimal(
        N_("Discount in per cent"), 5, 2, minimum=Decimal(0), maximum=Decimal(100)
    )
    tax_percent: Mapped[Decimal | None] = decimal(
        N_("Tax rate in per cent"), 6, 3, minimum=Decimal(0), maximum=Decimal(100),
        help=N_("Empty: that of the product."),
    )  # fmt: skip
    discount_amount: Mapped[Decimal] = money(
        N_("Discount"), "quote.currency", required=True, computed=True, default=NOTHING
    )
    net: Mapped[Decimal] = money(
        N_("Amount without tax"), "quote.currency", required=True, computed=True, default=NOTHING
    )
    tax: Mapped[Decimal] = money(N_("Tax"), "quote.currency", required=True, computed=True, default=NOTHING)
    amount: Mapped[Decimal] = money(
        N_("Amount with tax"), "quote.currency", required=True, computed=True, default=NOTHING
    )
    price_reason: Mapped[list[Any] | None] = json(
        N_("Why this price"), computed=True, shown=_in_words, help=N_("Empty where somebody typed the price.")
    )
