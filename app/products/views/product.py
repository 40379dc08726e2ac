"""Products on the screen."""

from __future__ import annotations

from typing import Any

from flask import make_response
from flask_appbuilder.actions import action

from app.core.asking import Question, asks
from app.core.clock import today
from app.core.columns import FieldSpec
from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.preferences import zone
from app.core.text import N_
from app.products import actions
from app.products.exchange import PRODUCT_SYNONYMS
from app.products.models.product import Product, ProductParameter
from app.products.pricing import propose_price
from app.products.views.price_page import PricePage
from app.products.views.stock_questions import COUNTED, QUANTITY, REASON, REFERENCE, WAREHOUSE, usual_warehouse
from app.system.settings import setting


class ProductView(EntityView):
    """What the company sells, with its prices and how much of it is there."""

    model = Product
    nothing_yet = N_("No products yet. Add one, or import a list.")
    list_columns = ["code", "name", "model", "category", "unit", "list_price", "available", "stock_state", "status"]
    search_columns = [
        "code", "name", "model", "category", "status", "stock_state", "list_price", "currency", "available", "on_hand",
        "promised", "tax_rate", "unit", "published", "stocked", "created_at",
    ]  # fmt: skip
    headline_columns = ["status", "list_price", "available", "on_hand", "promised", "stock_state"]
    read_only = frozenset({"status", "published"})
    import_synonyms = PRODUCT_SYNONYMS
    fieldsets = [
        fieldset(N_("Product"), "code", "name", "name_en", "model", "specification", "category", "unit", "barcode",
                 "weight", "status", "remarks"),
        fieldset(N_("Price and tax"), "list_price", "currency", "tax_rate", "cost_price", "margin"),
        fieldset(N_("Stock"), "stocked", "reorder_level", "stock_state", "on_hand", "promised", "available"),
        fieldset(N_("For customers"), "published", "public_description"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """The currency is first that of the settings."""
        return {"currency": setting("default_currency")} | super().prefilled()

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        if action == "propose_price":
            return {"quantity": 1, "day": today(zone().key)}
        return {"warehouse": usual_warehouse()} if action in ("receive_stock", "adjust_stock") else {}

    @action("propose_price", N_("Propose a price"), None, multiple=False)
    @asks(
        Question("customer", FieldSpec("link", N_("Customer"), target="Customer")),
        QUANTITY,
        Question("day", FieldSpec("date", N_("Day"), required=True)),
        Question(
            "currency",
            FieldSpec("lookup", N_("Currency"), lookup="currency", help=N_("Empty: that of the customer.")),
        ),
    )
    def propose_price(self, products: list[Any], answers: dict[str, Any]) -> Any:
        proposal = propose_price(products[0], **answers)
        page = PricePage(products[0], proposal, **answers)
        return make_response(self.render_template("products/price.html", page=page, view=self))

    @action("put_on_sale", N_("Put on sale"), None)
    def put_on_sale(self, products: list[Any]) -> None:
        actions.put_on_sale(products)

    @action("publish_product", N_("Publish to customers"), None)
    def publish_product(self, products: list[Any]) -> None:
        actions.publish(products)

    @action("withdraw_product", N_("Show to staff only"), None)
    def withdraw_product(self, products: list[Any]) -> None:
        actions.withdraw(products)

    @action("receive_stock", N_("Receive goods"), None, multiple=False)
    @asks(WAREHOUSE, QUANTITY, REFERENCE)
    def receive_stock(self, products: list[Any], answers: dict[str, Any]) -> None:
        actions.receive_by_hand(products[0], **answers)

    @action("adjust_stock", N_("Adjust the stock"), None, multiple=False)
    @asks(WAREHOUSE, COUNTED, REASON)
    def adjust_stock(self, products: list[Any], answers: dict[str, Any]) -> None:
        actions.adjust_by_hand(products[0], **answers)

    @action("discontinue", N_("Discontinue"), N_("Sell this no more?"))
    def discontinue(self, products: list[Any]) -> None:
        actions.discontinue(products)


class ProductParameterView(EntityView):
    """What products are like, in names and values."""

    model = ProductParameter
    nothing_yet = N_("No parameters yet. Add what customers want to know: power, size, material.")
    list_columns = ["product", "name", "value", "public", "position"]
    search_columns = ["product", "name", "value", "public"]
    fieldsets = [fieldset(N_("Product parameter"), "product", "name", "value", "position", "public")]
