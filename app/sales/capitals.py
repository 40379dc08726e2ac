"""人民币大写 of quotes and contracts: worked out when it is read, so that it always says the same as the figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement

from app.core.columns import FieldSpec
from app.core.errors import RuleError
from app.core.registry import Field, register
from app.core.text import N_
from app.products.rules.rmb_capitals import rmb_capitals
from app.sales.models.contract import Contract
from app.sales.models.quote import Quote

YUAN = "CNY"


@dataclass(frozen=True, eq=False)
class CapitalsField(Field):
    """Of an amount in yuan; empty for other currencies and beyond what the numerals can say."""

    stored: str = "computed"
    amount: str = ""

    def read(self, record: Any) -> str | None:
        value: Decimal | None = getattr(record, self.amount)
        if value is None or record.currency != YUAN:
            return None
        try:
            return rmb_capitals(value)
        except RuleError:
            return None

    def expression(self, entity: Any = None) -> ColumnElement[Any]:
        return getattr(entity if entity is not None else self.model, self.amount)  # type: ignore[no-any-return]

    @property
    def sortable(self) -> bool:
        return False


def _spec(amount: str) -> FieldSpec:
    return FieldSpec("string", N_("Amount in Chinese capitals"), computed=True, shown_with=(amount, "currency"))


register(CapitalsField("capitals", Quote, _spec("total"), amount="total"))
register(CapitalsField("capitals", Contract, _spec("amount"), amount="amount"))
