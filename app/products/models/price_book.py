"""Prices for some customers, from some quantities on, for some time."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount
from app.core.columns import boolean, date, decimal, integer, link, lookup, string, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import LIVE, Record, unique_among_live
from app.products.models.base import titles


class PriceBook(Record, Model):
    """Prices in one currency, and for whom: empty conditions fit every customer, all of them must fit."""

    __tablename__ = "price_book"
    __table_args__ = (unique_among_live("price_book", "name"),)
    __label__ = N_("Price book")
    __label_plural__ = N_("Price books")

    name: Mapped[str] = string(N_("Price book name"), 100, required=True, key=True)
    active: Mapped[bool] = boolean(N_("Enabled"), default=True)
    priority: Mapped[int] = integer(
        N_("Priority"), minimum=0, maximum=9999, required=True, default=10, help=N_("The higher number wins.")
    )
    valid_from: Mapped[Day | None] = date(N_("Valid from"))
    valid_until: Mapped[Day | None] = date(N_("Valid until"))
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, default="CNY")
    tax_included: Mapped[bool] = boolean(N_("Prices include tax"), default=True)
    customer_grade: Mapped[str | None] = lookup(N_("For customers of the grade"), "customer_grade")
    customer_type: Mapped[str | None] = lookup(N_("For customers of the type"), "customer_type")
    territory = link(N_("For the territory"), "Territory", help=N_("And those below it."))
    customer = link(N_("For one customer"), "Customer")
    remarks: Mapped[str | None] = text(N_("Remarks"))


class PriceBookLine(Record, Model):
    """The price of one product from a quantity on: an amount, or a discount off the list price."""

    __tablename__ = "price_book_line"
    __table_args__ = (
        Index(
            "uq_price_book_line",
            "book_id",
            "product_id",
            "min_quantity",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
            info={"refusal": N_("This price book has a line for this product and quantity already.")},
        ),
    )
    __label__ = N_("Price")
    __label_plural__ = N_("Prices")
    __title_field__ = "id"
    __part_of__ = "PriceBook"

    book = link(N_("Price book"), "PriceBook", table="price_book", required=True, key=True, ondelete="CASCADE")
    product = link(N_("Product"), "Product", required=True, key=True)
    min_quantity: Mapped[int] = integer(
        N_("From a quantity of"), minimum=0, maximum=1_000_000_000, required=True, key=True, default=0
    )
    price: Mapped[Decimal | None] = amount(N_("Unit price"), "book.currency", minimum=0)
    discount: Mapped[Decimal | None] = decimal(
        N_("Discount in per cent"), 5, 2, minimum=Decimal(0), maximum=Decimal(100), help=N_("Off the list price.")
    )

    def __str__(self) -> str:
        return f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """The product and the price book."""
        return titles(self, "product", "book")
