"""Orders on the screen."""

from __future__ import annotations

from typing import Any

from app.core.clock import today
from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.preferences import zone
from app.core.text import N_
from app.sales.models.sales_order import SalesOrder
from app.system.settings import setting


class SalesOrderView(EntityView):
    """What customers ordered, and how far it is."""

    model = SalesOrder
    nothing_yet = N_("No orders yet. Add one, then its lines.")
    list_columns = ["number", "customer", "status", "order_date", "promised_on", "total", "production_percent", "owner"]
    search_columns = [
        "number", "customer", "status", "order_date", "promised_on", "owner", "department", "territory", "currency",
        "total", "total_base", "shipped_on", "delivered_on", "expected_finish", "historic", "created_at",
    ]  # fmt: skip
    headline_columns = ["status", "customer", "promised_on", "total", "production_percent", "owner"]
    read_only = frozenset({"number", "status", "historic"})
    fieldsets = [
        fieldset(N_("Sales order"), "number", "customer", "contact", "customer_reference", "owner", "department",
                 "territory", "order_date", "promised_on", "status", "remarks"),
        fieldset(N_("Amounts"), "currency", "tax_included", "freight", "discount_total", "net_total", "tax_total",
                 "total", "total_base", "exchange_rate", "rate_day", "invoiced_amount", "paid_amount"),
        fieldset(N_("Delivery"), "delivery_address", "arrangement", "production_percent", "expected_finish",
                 "shipped_on", "delivered_on"),
        fieldset(N_("Approval"), "submitted_by", "submitted_at", "approved_by", "approved_at", "released_at",
                 collapsed=True),
        fieldset(N_("More"), "customer_name", "historic", "closed_on", "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """An order of today in the company's currency, with prices as the list has them."""
        company = {"currency": setting("default_currency"), "tax_included": setting("list_price_includes_tax")}
        return company | {"order_date": today(zone().key)} | super().prefilled()
