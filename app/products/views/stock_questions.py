"""What is asked before stock is booked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.asking import Question
from app.core.columns import MOST_UNITS, FieldSpec
from app.core.db import db
from app.core.text import N_
from app.products.models.warehouse import Warehouse

WAREHOUSE = Question("warehouse", FieldSpec("link", N_("Warehouse"), target="Warehouse", required=True, few=True))
QUANTITY = Question(
    "quantity", FieldSpec("decimal", N_("Quantity"), required=True, minimum=Decimal(0), maximum=MOST_UNITS)
)
COUNTED = Question(
    "counted", FieldSpec("decimal", N_("Counted quantity"), required=True, minimum=Decimal(0), maximum=MOST_UNITS)
)
REFERENCE = Question("reference", FieldSpec("string", N_("Reference"), max_length=200))
REASON = Question("reason", FieldSpec("string", N_("Reason"), max_length=200, required=True))


def usual_warehouse() -> Any:
    """The first one; None before there is any."""
    living = select(Warehouse).where(Warehouse.active.is_(True), Warehouse.archived_at.is_(None))
    return db.session.execute(living.order_by(Warehouse.position, Warehouse.id).limit(1)).scalar_one_or_none()
