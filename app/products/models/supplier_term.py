"""What suppliers ask for our products."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.core.amounts import amount
from app.core.columns import Sensitive, date, integer, link, lookup, string, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.customers.models.base import CustomersGoverned
from app.products.models.base import titles


class SupplierTerm(CustomersGoverned, Record, Model):
    """For how much, how fast and until when a supplier delivers a product; seen by whoever sees the supplier."""

    __tablename__ = "supplier_term"
    __table_args__ = access_indexes("supplier_term")
    __label__ = N_("Supply terms")
    __label_plural__ = N_("Supply terms")
    __title_field__ = "id"

    supplier = link(N_("Supplier"), "Customer", required=True, parent=True, key=True)
    product = link(N_("Product"), "Product", required=True, key=True)
    supplier_code: Mapped[str | None] = string(N_("Code at the supplier"), 60)
    price: Mapped[Decimal | None] = amount(N_("Purchase price"), minimum=0, sensitive=Sensitive.HIDDEN)
    currency: Mapped[str | None] = lookup(N_("Currency"), "currency", default="CNY")
    min_quantity: Mapped[int] = integer(
        N_("Least quantity"), minimum=0, maximum=1_000_000_000, required=True, default=0
    )
    lead_time_days: Mapped[int | None] = integer(N_("Lead time in days"), minimum=0, maximum=3650)
    valid_until: Mapped[Day | None] = date(N_("Valid until"))
    remarks: Mapped[str | None] = text(N_("Remarks"))

    def __str__(self) -> str:
        return f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """Supplier and product, as far as the reader may see them."""
        return titles(self, "supplier", "product")
