"""What customers order, for how much, and how far it is."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount
from app.core.columns import boolean, choice, date, decimal, integer, link, lookup, string, text
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.i18n import translate
from app.core.text import N_
from app.core.traits import LIVE, Record, Searchable, access_indexes, live_indexes, unique_among_live
from app.sales.enums import Arrangement, LeadTime, OrderStatus, Punctuality
from app.sales.models import contract, opportunity, opportunity_stage, quote  # noqa: F401  (what it links to)
from app.sales.models.base import SalesGoverned

NOTHING = Decimal(0)


# What the figures and filters of the board compare, so that they read no row, whoever asks.
_COUNTED = (
    "acc_owner_id", "acc_department_id", "acc_territory_id", "owner_id", "department_id", "expected_finish", "historic",
    "total_base", "archived_at",
)  # fmt: skip


def _in_turn(name: str, *sight: str) -> Index:
    """One state's orders by promised day, page after page, for whoever sees so much: the columns of the board."""
    columns = (*sight, "status", "promised_on", "id", *(() if sight else _COUNTED))
    return Index(f"ix_sales_order_turn{name}", *columns, sqlite_where=LIVE, postgresql_where=LIVE)


def _once(source: str, refusal: str) -> Index:
    """One order is made of each document, however often somebody asks."""
    name, column = f"uq_sales_order_{source}", f"{source}_id"
    return Index(name, column, unique=True, sqlite_where=LIVE, postgresql_where=LIVE, info={"refusal": refusal})


class SalesOrder(SalesGoverned, Searchable, Record, Model):
    """An order of a customer. Its state changes by acts only; its totals are those of its lines and the freight."""

    __tablename__ = "sales_order"
    __table_args__ = (
        *access_indexes("sales_order"),
        *live_indexes("sales_order", "order_date"),
        _in_turn(""),
        _in_turn("_owner", "acc_owner_id"),
        _in_turn("_department", "acc_department_id"),
        unique_among_live("sales_order", "number"),
        _once("quote", N_("An order was made of this quote already.")),
        _once("contract", N_("An order was made of this contract already.")),
        Index("ix_sales_order_customer", "customer_id", "order_date", "id"),
        Index("ix_sales_order_changed_at", "changed_at", "id"),
    )
    __label__ = N_("Sales order")
    __label_plural__ = N_("Sales orders")
    __title_field__ = "number"
    __title_columns__ = ("number",)

    number: Mapped[str | None] = string(
        N_("Order number"), 40, key=True, search=True, synonyms=("order id", "order no", "订单编号", "单号")
    )
    customer = link(N_("Customer"), "Customer", required=True, parent=True, synonyms=("客户名称",))
    customer_name: Mapped[str | None] = string(N_("Customer at the time"), 200, search=True, computed=True)
    contact = link(N_("Contact"), "Contact")
    customer_reference: Mapped[str | None] = string(
        N_("Customer's order number"), 60, search=True, synonyms=("po", "po number", "客户订单号")
    )
    owner = link(N_("Salesperson"), "User", table="ab_user", synonyms=("owner", "employee", "业务员", "負責人"))
    department = link(N_("Department"), "Department")
    territory = link(N_("Territory"), "Territory", computed=True)
    order_date: Mapped[Day] = date(N_("Order date"), required=True, synonyms=("date", "订购日期", "下单日期"))
    promised_on: Mapped[Day] = date(
        N_("Promised delivery date"), required=True, synonyms=("required date", "delivery date", "交货日期", "交期")
    )

    status: Mapped[str] = choice(N_("Status"), OrderStatus, required=True, default=OrderStatus.DRAFT.value)
    historic: Mapped[bool] = boolean(
        N_("Imported history"), fixed=True, help=N_("It draws no number, needs no approval and moves no stock.")
    )

    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, default="CNY")
    exchange_rate: Mapped[Decimal | None] = decimal(N_("Exchange rate"), 20, 10, computed=True)
    rate_day: Mapped[Day | None] = date(N_("Day of the exchange rate"), computed=True)
    tax_included: Mapped[bool] = boolean(N_("Prices include tax"), default=True)
    freight: Mapped[Decimal | None] = amount(
        N_("Freight"), minimum=0, synonyms=("freight", "运费"), help=N_("Added to the total as it is.")
    )
    discount_total: Mapped[Decimal] = amount(N_("Discounts"), required=True, computed=True, default=NOTHING)
    net_total: Mapped[Decimal] = amount(N_("Total without tax"), required=True, computed=True, default=NOTHING)
    tax_total: Mapped[Decimal] = amount(N_("Tax in all"), required=True, computed=True, default=NOTHING)
    total: Mapped[Decimal] = amount(N_("Total"), required=True, computed=True, default=NOTHING)
    total_base: Mapped[Decimal] = amount(
        N_("Total in company currency"), "base_currency", required=True, computed=True, default=NOTHING,
        help=N_("At the exchange rate of the order."),
    )  # fmt: skip
    net_base: Mapped[Decimal] = amount(
        N_("Sales (sum of rounded lines, without tax and freight)"), "base_currency", required=True, computed=True,
        default=NOTHING, help=N_("In company currency at the exchange rate of the order, after discounts."),
    )  # fmt: skip
    base_currency: Mapped[str | None] = lookup(N_("Company currency"), "currency", computed=True)

    delivery_address: Mapped[str | None] = string(N_("Delivery address"), 300)
    arrangement: Mapped[str | None] = choice(N_("Transport"), Arrangement)
    production_percent: Mapped[int | None] = integer(
        N_("Production in per cent"), minimum=0, maximum=100, computed=True
    )
    expected_finish: Mapped[Day | None] = date(N_("Expected finish"), computed=True)
    shipped_on: Mapped[Day | None] = date(N_("Shipped on"), computed=True)
    delivered_on: Mapped[Day | None] = date(N_("Delivered on"), computed=True)
    closed_on: Mapped[Day | None] = date(N_("Closed on"), computed=True)

    punctuality: Mapped[str | None] = choice(N_("Punctuality"), Punctuality, computed=True)
    lead_time: Mapped[str | None] = choice(N_("Time to shipment"), LeadTime, computed=True)

    submitted_by = link(N_("Submitted by"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    submitted_at: Mapped[datetime | None] = moment(N_("Submitted at"), computed=True)
    approved_by = link(N_("Approved by"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    approved_at: Mapped[datetime | None] = moment(N_("Approved at"), computed=True)
    released_at: Mapped[datetime | None] = moment(N_("Released at"), computed=True)

    invoiced_amount: Mapped[Decimal] = amount(N_("Invoiced amount"), required=True, computed=True, default=NOTHING)
    paid_amount: Mapped[Decimal] = amount(N_("Paid amount"), required=True, computed=True, default=NOTHING)
    opportunity = link(N_("Opportunity"), "Opportunity")
    quote = link(N_("Quote"), "Quote", computed=True)
    contract = link(N_("Contract"), "Contract", computed=True)
    remarks: Mapped[str | None] = text(N_("Remarks"))

    def __str__(self) -> str:
        return self.number or f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """The number, drawn when the order is submitted."""
        return self.number or translate(N_("Draft order #%(id)s"), id=self.id)
