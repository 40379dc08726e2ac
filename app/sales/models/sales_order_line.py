"""What is ordered: one product a line, as it was called and priced at the time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import Sensitive, decimal, integer, json, link, lookup, string
from app.core.columns import quantity as units
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.products.price_words import sentences
from app.sales.models.base import SalesGoverned
from app.sales.rules.price_note import read

NOTHING = Decimal(0)
LEAST = Decimal("0.0001")


def _in_words(_: Any, reasons: list[Any]) -> str:
    return sentences(read(reasons))


class SalesOrderLine(SalesGoverned, Record, Model):
    """One product of an order. `net`, `tax` and `amount` are rounded to the digits of the order's currency."""

    __tablename__ = "sales_order_line"
    __table_args__ = (
        *access_indexes("sales_order_line"),
        Index("ix_sales_order_line_order", "order_id", "position", "id"),
        CheckConstraint("delivered_quantity <= quantity", name="delivered"),
        CheckConstraint("returned_quantity <= delivered_quantity", name="returned"),
    )
    __label__ = N_("Order line")
    __label_plural__ = N_("Order lines")
    __title_field__ = "name"
    __part_of__ = "SalesOrder"

    order = link(
        N_("Sales order"), "SalesOrder", table="sales_order", required=True, parent=True, key=True, fixed=True,
        ondelete="CASCADE",
    )  # fmt: skip
    position: Mapped[int | None] = integer(N_("Line number"), minimum=0, maximum=9999, key=True)
    product = link(N_("Product"), "Product", key=True)
    name: Mapped[str | None] = string(
        N_("Name of the goods"), 200, key=True, help=N_("Empty: as the product is called today.")
    )
    model: Mapped[str | None] = string(N_("Model"), 100)
    specification: Mapped[str | None] = string(N_("Specification"), 300)
    unit: Mapped[str | None] = lookup(N_("Unit"), "unit")
    quantity: Mapped[Decimal] = units(N_("Quantity"), minimum=LEAST, required=True, synonyms=("qty", "数量"))
    unit_price: Mapped[Decimal | None] = money(
        N_("Unit price"), "order.currency", minimum=0, help=N_("Empty: as price books and the list propose it.")
    )
    discount: Mapped[Decimal | None] = decimal(
        N_("Discount in per cent"), 5, 2, minimum=Decimal(0), maximum=Decimal(100)
    )
    tax_percent: Mapped[Decimal | None] = decimal(
        N_("Tax rate in per cent"), 6, 3, minimum=Decimal(0), maximum=Decimal(100),
        help=N_("Empty: that of the product."),
    )  # fmt: skip
    cost_price: Mapped[Decimal | None] = money(
        N_("Cost price"), "order.base_currency", minimum=0, sensitive=Sensitive.HIDDEN
    )

    discount_amount: Mapped[Decimal] = money(
        N_("Discount"), "order.currency", required=True, computed=True, default=NOTHING
    )
    net: Mapped[Decimal] = money(
        N_("Amount without tax"), "order.currency", required=True, computed=True, default=NOTHING
    )
    tax: Mapped[Decimal] = money(N_("Tax"), "order.currency", required=True, computed=True, default=NOTHING)
    amount: Mapped[Decimal] = money(
        N_("Amount with tax"), "order.currency", required=True, computed=True, default=NOTHING
    )
    net_base: Mapped[Decimal] = money(
        N_("Sales (sum of rounded lines, without tax and freight)"), "base_currency", required=True, computed=True,
        default=NOTHING, help=N_("In company currency at the exchange rate of the order, after discounts."),
    )  # fmt: skip
    base_currency: Mapped[str | None] = lookup(N_("Company currency"), "currency", computed=True)
    price_reason: Mapped[list[Any] | None] = json(
        N_("Why this price"), computed=True, shown=_in_words, help=N_("Empty where somebody typed the price.")
    )

    warehouse = link(N_("Warehouse"), "Warehouse", computed=True)
    promised_quantity: Mapped[Decimal] = units(N_("Promised quantity"), required=True, computed=True, default=NOTHING)
    delivered_quantity: Mapped[Decimal] = units(N_("Delivered quantity"), required=True, computed=True, default=NOTHING)
    returned_quantity: Mapped[Decimal] = units(N_("Returned quantity"), required=True, computed=True, default=NOTHING)
