"""How products are divided."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.core.columns import integer, link, string, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, unique_among_live
from app.products.models.base import Bilingual


class ProductCategory(Bilingual, Record, Model):
    """A kind of products; categories form a tree."""

    __tablename__ = "product_category"
    __table_args__ = (unique_among_live("product_category", "name"),)
    __label__ = N_("Product category")
    __label_plural__ = N_("Product categories")

    name: Mapped[str] = string(N_("Category name"), 100, required=True, key=True, synonyms=("category",))
    name_en: Mapped[str | None] = string(N_("English name"), 100, key=True)
    parent = link(N_("Parent category"), "ProductCategory", table="product_category")
    position: Mapped[int] = integer(N_("Order"), minimum=0, maximum=9999, required=True, default=10)
    remarks: Mapped[str | None] = text(N_("Remarks"))
