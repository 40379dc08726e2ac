"""What leaves for a customer, with which carrier, and who signed for it."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, date, link, lookup, string, text
from app.core.columns import quantity as units
from app.core.db import Model
from app.core.i18n import translate
from app.core.text import N_
from app.core.traits import LIVE, Record, Searchable, access_indexes, live_indexes, unique_among_live
from app.sales.enums import Arrangement, DeliveryStatus
from app.sales.models.base import SalesGoverned
from app.sales.models.sales_order_line import LEAST


class DeliveryNote(SalesGoverned, Searchable, Record, Model):
    """Goods of one order on their way. Dispatching issues them from stock; the order follows."""

    __tablename__ = "delivery_note"
    __table_args__ = (
        *access_indexes("delivery_note"),
        *live_indexes("delivery_note", "status", "shipped_on"),
        unique_among_live("delivery_note", "number"),
        Index("ix_delivery_note_changed_at", "changed_at", "id"),
    )
    __label__ = N_("Delivery note")
    __label_plural__ = N_("Delivery notes")
    __title_field__ = "number"
    __title_columns__ = ("number",)

    number: Mapped[str | None] = string(N_("Delivery note number"), 40, key=True, search=True, computed=True)
    order = link(N_("Sales order"), "SalesOrder", table="sales_order", required=True, parent=True, fixed=True, key=True)
    status: Mapped[str] = choice(N_("Status"), DeliveryStatus, required=True, default=DeliveryStatus.DRAFT.value)
    arrangement: Mapped[str | None] = choice(N_("Transport"), Arrangement)
    carrier: Mapped[str | None] = lookup(N_("Carrier"), "carrier")
    tracking_number: Mapped[str | None] = string(N_("Tracking number"), 80, search=True)
    address: Mapped[str | None] = string(N_("Delivery address"), 300, help=N_("Empty: that of the order."))
    shipped_on: Mapped[Day | None] = date(N_("Shipped on"), computed=True)
    received_on: Mapped[Day | None] = date(N_("Received on"), computed=True)
    received_by: Mapped[str | None] = string(N_("Signed by"), 100, computed=True)
    remarks: Mapped[str | None] = text(N_("Remarks"))

    def __str__(self) -> str:
        return self.number or f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """The number, drawn when the goods leave."""
        return self.number or translate(N_("Delivery note draft #%(id)s"), id=self.id)


class DeliveryLine(SalesGoverned, Record, Model):
    """How much of one line of the order is on a delivery note."""

    __tablename__ = "delivery_line"
    __table_args__ = (
        *access_indexes("delivery_line"),
        Index(
            "uq_delivery_line", "note_id", "order_line_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE,
            info={"refusal": N_("This line of the order is on the delivery note already.")},
        ),
    )  # fmt: skip
    __label__ = N_("Delivery line")
    __label_plural__ = N_("Delivery lines")
    __title_field__ = "id"
    __part_of__ = "DeliveryNote"

    note = link(
        N_("Delivery note"), "DeliveryNote", table="delivery_note", required=True, parent=True, fixed=True, key=True,
        ondelete="CASCADE",
    )  # fmt: skip
    order_line = link(N_("Order line"), "SalesOrderLine", table="sales_order_line", required=True, key=True)
    quantity: Mapped[Decimal] = units(N_("Quantity"), minimum=LEAST, required=True)

    def __str__(self) -> str:
        return f"#{self.id}"
