"""The lateness of orders as a field and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from app.core.clock import today
from app.core.columns import FieldSpec
from app.core.i18n import translate
from app.core.registry import Field, register
from app.core.text import N_
from app.sales.models.sales_order import SalesOrder
from app.sales.rules.lateness import WAITING, days_late


@dataclass(frozen=True, eq=False)
class LateField(Field):
    """Neither sorted nor filtered by: it changes every night; the promised day stands for it."""

    stored: str = "computed"

    def read(self, record: Any) -> int | None:
        found = days_late(record.status, record.promised_on, record.shipped_on, record.expected_finish, today())
        return found or None

    def expression(self, entity: Any = None) -> ColumnElement[Any]:
        source = entity if entity is not None else self.model
        return source.promised_on  # type: ignore[no-any-return]

    @property
    def sortable(self) -> bool:
        return False


def in_words(order: SalesOrder) -> str:
    """That an order is late, or will be; empty where it is neither."""
    late = LATE_DAYS.read(order)
    if not late or order.status not in WAITING:
        return ""
    if order.promised_on < today():
        return translate(N_("This order is late: %(days)s days."), days=late)
    return translate(N_("This order will be late: production expects to need %(days)s days more."), days=late)


LATE_DAYS = register(
    LateField(
        "late_days",
        SalesOrder,
        FieldSpec(
            "integer",
            N_("Days late"),
            computed=True,
            help=N_("Compared with the promised delivery date."),
            shown_with=("status", "promised_on", "shipped_on", "expected_finish"),
        ),
    )
)
