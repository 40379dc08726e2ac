"""Where stock lies, how much of it, and every movement that made it so."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.core.columns import MOST_UNITS, boolean, choice, integer, link, quantity, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, unique_among_live
from app.products.enums import MovementKind
from app.products.models.base import Bilingual, titles

NONE = Decimal(0)


class Warehouse(Bilingual, Record, Model):
    """A place where stock lies. What is promised without a word about the place comes from the first that has it."""

    __tablename__ = "warehouse"
    __table_args__ = (unique_among_live("warehouse", "code"),)
    __label__ = N_("Warehouse")
    __label_plural__ = N_("Warehouses")

    code: Mapped[str] = string(N_("Warehouse code"), 40, required=True, key=True)
    name: Mapped[str] = string(N_("Warehouse name"), 100, required=True, key=True)
    name_en: Mapped[str | None] = string(N_("English name"), 100, key=True)
    address: Mapped[str | None] = string(N_("Address"), 300)
    position: Mapped[int] = integer(N_("Order"), minimum=0, maximum=9999, required=True, default=10)
    active: Mapped[bool] = boolean(N_("Enabled"), default=True)


class StockLevel(Record, Model):
    """How much of a product lies in a warehouse: the sums of the ledger, kept with every movement."""

    __tablename__ = "stock_level"
    __table_args__ = (
        Index("uq_stock_level_place", "product_id", "warehouse_id", unique=True),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("promised >= 0 AND promised <= on_hand", name="promised"),
    )
    __label__ = N_("Stock level")
    __label_plural__ = N_("Stock levels")
    __title_field__ = "id"

    product = link(N_("Product"), "Product", required=True, computed=True)
    warehouse = link(N_("Warehouse"), "Warehouse", required=True, computed=True)
    on_hand: Mapped[Decimal] = quantity(N_("On hand"), required=True, computed=True, default=NONE)
    promised: Mapped[Decimal] = quantity(N_("Promised"), required=True, computed=True, default=NONE)
    available: Mapped[Decimal] = quantity(N_("Available"), required=True, computed=True, default=NONE)

    def __str__(self) -> str:
        return f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """The product and the warehouse."""
        return titles(self, "product", "warehouse")


class StockMovement(Record, Model):
    """One line of the ledger of stock, never changed. `key` is whose act it was: the same key is booked once."""

    __tablename__ = "stock_movement"
    __table_args__ = (Index("ix_stock_movement_place", "product_id", "warehouse_id", "id"),)
    __label__ = N_("Stock movement")
    __label_plural__ = N_("Stock movements")
    __title_field__ = "id"

    product = link(N_("Product"), "Product", required=True, computed=True)
    warehouse = link(N_("Warehouse"), "Warehouse", required=True, computed=True)
    kind: Mapped[str] = choice(N_("Kind of movement"), MovementKind, required=True, computed=True, index=True)
    on_hand_change: Mapped[Decimal] = quantity(N_("Change on hand"), minimum=-MOST_UNITS, required=True, computed=True)
    promised_change: Mapped[Decimal] = quantity(
        N_("Change of what is promised"), minimum=-MOST_UNITS, required=True, computed=True
    )
    on_hand_after: Mapped[Decimal] = quantity(N_("On hand afterwards"), required=True, computed=True)
    promised_after: Mapped[Decimal] = quantity(N_("Promised afterwards"), required=True, computed=True)
    reference: Mapped[str | None] = string(N_("Reference or reason"), 200, computed=True)
    key: Mapped[str] = string(N_("Booking key"), 120, required=True, computed=True, unique=True)
    booked_by = link(N_("Booked by"), "User", table="ab_user", ondelete="SET NULL", computed=True)

    def __str__(self) -> str:
        return f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """The product and the warehouse."""
        return titles(self, "product", "warehouse")
