"""Returns on the screen."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.actions import action

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.sales import delivery_actions as actions
from app.sales.models.sales_return import ReturnLine, SalesReturn


class SalesReturnView(EntityView):
    """What customers send back, and why."""

    model = SalesReturn
    nothing_yet = N_("No returns yet. Add one for an order of which goods come back.")
    importable = False
    list_columns = ["number", "order", "status", "reason", "booked_on", "created_at"]
    search_columns = ["number", "order", "status", "reason", "booked_on", "created_at"]
    headline_columns = ["status", "order", "reason", "booked_on"]
    read_only = frozenset({"status"})
    fieldsets = [
        fieldset(N_("Sales return"), "number", "order", "status", "reason", "booked_on", "remarks"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]

    @action("book_return", N_("Book the return"), N_("Are the goods here and counted?"))
    def book_return(self, returns: list[Any]) -> None:
        for back in returns:
            actions.book_return(back)


class ReturnLineView(EntityView):
    """The goods of returns."""

    model = ReturnLine
    takes_documents = False
    importable = False
    nothing_yet = N_("No return lines yet. They are added on the page of a return.")
    list_columns = ["of_return", "order_line", "quantity", "disposition", "warehouse", "defect"]
    search_columns = ["of_return", "order_line", "quantity", "disposition", "warehouse", "defect", "created_at"]
    fieldsets = [
        fieldset(N_("Return line"), "of_return", "order_line", "quantity", "disposition", "warehouse", "defect")
    ]
