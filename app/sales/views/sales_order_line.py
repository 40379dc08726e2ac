"""The lines of orders on the screen."""

from __future__ import annotations

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.sales.history import LINE_SYNONYMS
from app.sales.models.sales_order_line import SalesOrderLine


class SalesOrderLineView(EntityView):
    """What is ordered, line by line."""

    model = SalesOrderLine
    import_also = ("discount_share",)
    import_synonyms = LINE_SYNONYMS
    takes_documents = False
    nothing_yet = N_("No order lines yet. They are added on the page of an order.")
    list_columns = ["order", "position", "name", "quantity", "unit_price", "discount", "tax_percent", "amount",
                    "delivered_quantity"]  # fmt: skip
    search_columns = ["order", "product", "name", "quantity", "amount", "promised_quantity", "delivered_quantity",
                      "returned_quantity", "warehouse", "created_at"]  # fmt: skip
    fieldsets = [
        fieldset(N_("Order line"), "order", "position", "product", "name", "model", "specification", "unit"),
        fieldset(N_("Price"), "quantity", "unit_price", "discount", "tax_percent", "cost_price", "price_reason",
                 "discount_amount", "net", "tax", "amount"),
        fieldset(N_("Delivery"), "warehouse", "promised_quantity", "delivered_quantity", "returned_quantity"),
    ]  # fmt: skip
