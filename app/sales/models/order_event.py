"""What happened to orders."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, link, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.sales.enums import OrderAct, OrderStatus
from app.sales.models.base import SalesGoverned


class OrderEvent(SalesGoverned, Record, Model):
    """One act on an order, never changed: who, when, from which state to which, and what was said."""

    __tablename__ = "order_event"
    __table_args__ = (
        *access_indexes("order_event"),
        Index("ix_order_event_order", "order_id", "id"),
        Index("ix_order_event_created_at", "created_at"),
    )
    __label__ = N_("Order event")
    __label_plural__ = N_("Order events")
    __title_field__ = "act"
    __part_of__ = "SalesOrder"

    order = link(
        N_("Sales order"),
        "SalesOrder",
        table="sales_order",
        required=True,
        parent=True,
        computed=True,
        ondelete="CASCADE",
    )
    act: Mapped[str] = choice(N_("What was done"), OrderAct, required=True, computed=True)
    from_status: Mapped[str | None] = choice(N_("State before"), OrderStatus, computed=True)
    to_status: Mapped[str | None] = choice(N_("State after"), OrderStatus, computed=True)
    note: Mapped[str | None] = string(N_("Note"), 500, computed=True)
    by = link(N_("By whom"), "User", table="ab_user", ondelete="SET NULL", computed=True)
