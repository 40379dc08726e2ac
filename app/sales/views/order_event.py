"""The events of orders on the screen."""

from __future__ import annotations

from app.core.entity_view import EntityView, pages_for
from app.core.layout import fieldset
from app.core.text import N_
from app.sales.models.order_event import OrderEvent


class OrderEventView(EntityView):
    """Every act on an order, never changed."""

    model = OrderEvent
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import")
    has_api = False
    importable = False
    takes_documents = False
    nothing_yet = N_("Nothing has happened yet. Every act on an order is noted here.")
    list_columns = ["created_at", "order", "act", "from_status", "to_status", "by", "note"]
    search_columns = ["order", "act", "from_status", "to_status", "by", "created_at", "note"]
    fieldsets = [fieldset(N_("Order event"), "order", "act", "from_status", "to_status", "note", "by", "created_at")]
