"""The tax rates of the country."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.core.columns import boolean, decimal, integer, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, unique_among_live
from app.products.models.base import Bilingual


class TaxRate(Bilingual, Record, Model):
    """A tax rate that products have. Documents keep the percentage of their day."""

    __tablename__ = "tax_rate"
    __table_args__ = (unique_among_live("tax_rate", "code"),)
    __label__ = N_("Tax rate")
    __label_plural__ = N_("Tax rates")

    code: Mapped[str] = string(N_("Code"), 40, required=True, key=True)
    name: Mapped[str] = string(N_("Chinese name"), 100, required=True, key=True)
    name_en: Mapped[str | None] = string(N_("English name"), 100, key=True)
    percent: Mapped[Decimal] = decimal(
        N_("Per cent"), 6, 3, required=True, minimum=Decimal(0), maximum=Decimal(100), default=Decimal(0)
    )
    position: Mapped[int] = integer(N_("Order"), minimum=0, maximum=9999, required=True, default=10)
    active: Mapped[bool] = boolean(N_("Enabled"), default=True)
