"""What customers send back, and why."""

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
from app.sales.enums import Disposition, ReturnStatus
from app.sales.models.base import SalesGoverned
from app.sales.models.sales_order_line import LEAST


class SalesReturn(SalesGoverned, Searchable, Record, Model):
    """Goods of one order that come back: booked, they lie in stock again or are written off."""

    __tablename__ = "sales_return"
    __table_args__ = (
        *access_indexes("sales_return"),
        *live_indexes("sales_return", "status", "reason"),
        unique_among_live("sales_return", "number"),
        Index("ix_sales_return_changed_at", "changed_at", "id"),
    )
    __label__ = N_("Sales return")
    __label_plural__ = N_("Sales returns")
    __title_field__ = "number"
    __title_columns__ = ("number",)

    number: Mapped[str | None] = string(N_("Return number"), 40, key=True, search=True, computed=True)
    order = link(N_("Sales order"), "SalesOrder", table="sales_order", required=True, parent=True, fixed=True, key=True)
    status: Mapped[str] = choice(N_("Status"), ReturnStatus, required=True, default=ReturnStatus.DRAFT.value)
    reason: Mapped[str] = lookup(N_("Reason of the return"), "return_reason", required=True)
    booked_on: Mapped[Day | None] = date(N_("Booked on"), computed=True)
    remarks: Mapped[str | None] = text(N_("Remarks"))

    def __str__(self) -> str:
        return self.number or f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """The number, drawn when the return is booked."""
        return self.number or translate(N_("Return draft #%(id)s"), id=self.id)


class ReturnLine(SalesGoverned, Record, Model):
    """How much of one line of the order came back, and what becomes of it."""

    __tablename__ = "return_line"
    __table_args__ = (
        *access_indexes("return_line"),
        Index(
            "uq_return_line", "of_return_id", "order_line_id", "disposition", unique=True, sqlite_where=LIVE,
            postgresql_where=LIVE, info={"refusal": N_("This line of the order is on the return already.")},
        ),
    )  # fmt: skip
    __label__ = N_("Return line")
    __label_plural__ = N_("Return lines")
    __title_field__ = "id"
    __part_of__ = "SalesReturn"

    of_return = link(
        N_("Sales return"), "SalesReturn", table="sales_return", required=True, parent=True, fixed=True, key=True,
        ondelete="CASCADE",
    )  # fmt: skip
    order_line = link(N_("Order line"), "SalesOrderLine", table="sales_order_line", required=True, key=True)
    quantity: Mapped[Decimal] = units(N_("Quantity"), minimum=LEAST, required=True)
    disposition: Mapped[str] = choice(
        N_("What becomes of it"), Disposition, required=True, default=Disposition.RESTOCK.value, key=True
    )
    warehouse = link(N_("Into the warehouse"), "Warehouse", few=True, help=N_("Empty: where it came from."))
    defect: Mapped[str | None] = string(N_("Defect"), 200)

    def __str__(self) -> str:
        return f"#{self.id}"
