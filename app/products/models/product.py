"""What the company sells."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount
from app.core.columns import Sensitive, boolean, choice, integer, link, lookup, quantity, string, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import LIVE, Record, Searchable, live_indexes, unique_among_live
from app.products.enums import ProductStatus, StockState
from app.products.models.base import Bilingual

NONE = Decimal(0)


class Product(Bilingual, Searchable, Record, Model):
    """Something that is sold, kept in stock or not. How much is there comes from the ledger (see `stock`)."""

    __tablename__ = "product"
    __table_args__ = (
        *live_indexes("product", "status", "created_at"),
        unique_among_live("product", "code"),
        Index("ix_product_name", "name", "id"),
        Index("ix_product_changed_at", "changed_at", "id"),
        Index("ix_product_stock_state", "stock_state", "status", "id", sqlite_where=LIVE, postgresql_where=LIVE),
    )
    __label__ = N_("Product")
    __label_plural__ = N_("Products")

    code: Mapped[str] = string(
        N_("Product code"), 60, required=True, key=True, search=True, synonyms=("product id", "sku", "产品编码", "货号")
    )
    name: Mapped[str] = string(
        N_("Product name"), 200, required=True, key=True, search=True, synonyms=("product", "品名", "商品名称")
    )
    name_en: Mapped[str | None] = string(N_("English name"), 200, search=True)
    model: Mapped[str | None] = string(N_("Model"), 100, search=True, synonyms=("产品型号",))
    specification: Mapped[str | None] = string(
        N_("Specification"), 300, search=True, synonyms=("spec", "quantity per unit", "产品规格")
    )
    category = link(N_("Product category"), "ProductCategory", table="product_category")
    unit: Mapped[str | None] = lookup(N_("Unit"), "unit", default="piece")
    barcode: Mapped[str | None] = string(N_("Barcode"), 60, search=True, synonyms=("ean", "gtin", "条码"))
    weight: Mapped[Decimal | None] = quantity(N_("Weight (kg)"))
    status: Mapped[str] = choice(N_("Status"), ProductStatus, required=True, default="draft")

    list_price: Mapped[Decimal | None] = amount(
        N_("List price"), minimum=0, synonyms=("price", "unit price", "sale price", "销售价", "单价")
    )
    currency: Mapped[str | None] = lookup(N_("Currency"), "currency", default="CNY")
    cost_price: Mapped[Decimal | None] = amount(
        N_("Cost price"), minimum=0, sensitive=Sensitive.HIDDEN, synonyms=("cost", "成本")
    )
    tax_rate = link(N_("Tax rate"), "TaxRate", table="tax_rate", few=True)

    stocked: Mapped[bool] = boolean(
        N_("Kept in stock"), default=True, help=N_("Services and what is made to order are not.")
    )
    reorder_level: Mapped[Decimal | None] = quantity(
        N_("Reorder level"), help=N_("At so many available it is time to order more.")
    )
    on_hand: Mapped[Decimal] = quantity(N_("On hand"), required=True, computed=True, default=NONE)
    promised: Mapped[Decimal] = quantity(N_("Promised"), required=True, computed=True, default=NONE)
    available: Mapped[Decimal] = quantity(N_("Available"), required=True, computed=True, default=NONE)
    stock_state: Mapped[str] = choice(
        N_("Stock"), StockState, required=True, computed=True, default=StockState.OUT.value
    )

    published: Mapped[bool] = boolean(N_("Published to customers"))
    public_description: Mapped[str | None] = text(N_("Public description"))
    remarks: Mapped[str | None] = text(N_("Remarks"))


class ProductParameter(Record, Model):
    """One characteristic of a product: a name and a value."""

    __tablename__ = "product_parameter"
    __table_args__ = (
        Index(
            "uq_product_parameter_name",
            "product_id",
            "name",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
            info={"refusal": N_("This product has a parameter of this name already.")},
        ),
    )
    __label__ = N_("Product parameter")
    __label_plural__ = N_("Product parameters")
    __part_of__ = "Product"

    product = link(N_("Product"), "Product", required=True, key=True, ondelete="CASCADE")
    name: Mapped[str] = string(N_("Parameter"), 100, required=True, key=True)
    value: Mapped[str] = string(N_("Value"), 300, required=True)
    position: Mapped[int] = integer(N_("Order"), minimum=0, maximum=9999, required=True, default=10)
    public: Mapped[bool] = boolean(N_("Shown to customers"), default=True)
