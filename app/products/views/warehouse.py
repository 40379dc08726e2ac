"""Warehouses, levels of stock and its ledger on the screen."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.actions import action

from app.core.asking import asks
from app.core.charts.addresses import readable_view
from app.core.charts.links import address
from app.core.entity_view import EntityView, pages_for
from app.core.i18n import translate
from app.core.layout import Note, fieldset
from app.core.text import N_
from app.products import actions
from app.products.models.warehouse import StockLevel, StockMovement, Warehouse
from app.products.views.stock_questions import COUNTED, QUANTITY, REASON, REFERENCE

READ_ONLY = {"download"} | pages_for("create", "edit", "delete", "import")


class WarehouseView(EntityView):
    """Where stock lies."""

    model = Warehouse
    nothing_yet = N_("No warehouses yet. Add one before goods come in.")
    list_columns = ["code", "name", "name_en", "address", "position", "active"]
    search_columns = ["code", "name", "name_en", "active"]
    fieldsets = [fieldset(N_("Warehouse"), "code", "name", "name_en", "address", "position", "active")]


class StockLevelView(EntityView):
    """How much of each product lies where. Levels change by movements only."""

    model = StockLevel
    exclude_route_methods = READ_ONLY
    has_api = False
    importable = False
    takes_documents = False
    nothing_yet = N_("Nothing is in stock yet. Receive goods on the page of a product.")
    list_columns = ["product", "warehouse", "on_hand", "promised", "available", "changed_at"]
    search_columns = ["product", "warehouse", "on_hand", "promised", "available"]
    headline_columns = ["on_hand", "promised", "available"]
    fieldsets = [fieldset(N_("Stock level"), "product", "warehouse", "on_hand", "promised", "available", "changed_at")]

    def notes(self, record: Any) -> list[Note]:
        """How it came to be so much."""
        view = readable_view(StockMovement)
        if view is None:
            return []
        place = [("_flt_0_product", str(record.product_id)), ("_flt_0_warehouse", str(record.warehouse_id))]
        text = translate(N_("Every movement that made this level is in the ledger."))
        return [Note(text, label=N_("Show the movements"), url=address(f"{view.endpoint}.list", place))]

    @action("receive_stock", N_("Receive goods"), None, multiple=False)
    @asks(QUANTITY, REFERENCE)
    def receive_stock(self, levels: list[Any], answers: dict[str, Any]) -> None:
        actions.receive_by_hand(levels[0].product, levels[0].warehouse, **answers)

    @action("adjust_stock", N_("Adjust the stock"), None, multiple=False)
    @asks(COUNTED, REASON)
    def adjust_stock(self, levels: list[Any], answers: dict[str, Any]) -> None:
        actions.adjust_by_hand(levels[0].product, levels[0].warehouse, **answers)


class StockMovementView(EntityView):
    """Every movement of stock, never changed."""

    model = StockMovement
    exclude_route_methods = READ_ONLY
    has_api = False
    importable = False
    takes_documents = False
    nothing_yet = N_("Nothing has moved yet. Every receipt, promise, issue and adjustment is noted here.")
    list_columns = [
        "created_at", "product", "warehouse", "kind", "on_hand_change", "promised_change", "on_hand_after",
        "promised_after", "reference", "booked_by",
    ]  # fmt: skip
    search_columns = ["product", "warehouse", "kind", "created_at", "reference", "booked_by"]
    fieldsets = [
        fieldset(N_("Stock movement"), "product", "warehouse", "kind", "on_hand_change", "promised_change",
                 "on_hand_after", "promised_after", "reference", "booked_by", "created_at", "key"),
    ]  # fmt: skip
