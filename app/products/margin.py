"""The margin of a product: worked out when it is read, so that it is never older than the prices."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement

from app.core.columns import FieldSpec, Sensitive
from app.core.registry import Field, register
from app.core.text import N_
from app.products import settings  # noqa: F401  (declares what is asked for here)
from app.products.models.product import Product
from app.products.rules.money import margin
from app.system.settings import setting


@dataclass(frozen=True, eq=False)
class MarginField(Field):
    """Of the list price without tax, in per cent. Neither sorted nor filtered by: both would take every product."""

    stored: str = "computed"

    def read(self, record: Any) -> Decimal | None:
        percent = record.tax_rate.percent if record.tax_rate is not None else Decimal(0)
        included = setting("list_price_includes_tax")
        return margin(record.list_price, record.cost_price, percent, included=included)

    def expression(self, entity: Any = None) -> ColumnElement[Any]:
        source = entity if entity is not None else self.model
        return source.cost_price  # type: ignore[no-any-return]

    @property
    def sortable(self) -> bool:
        return False


_SPEC = FieldSpec(
    "decimal",
    N_("Margin in per cent"),
    computed=True,
    sensitive=Sensitive.HIDDEN,
    help=N_("Of the list price without tax."),
    shown_with=("list_price", "cost_price", "tax_rate.percent"),
)
register(MarginField("margin", Product, _SPEC))
