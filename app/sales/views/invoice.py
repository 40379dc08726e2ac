"""Invoices on the screen."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.actions import action

from app.core.asking import asks
from app.core.clock import today
from app.core.display import title
from app.core.entity_actions import leads_to
from app.core.entity_view import EntityView, pages_for
from app.core.i18n import translate
from app.core.layout import fieldset
from app.core.preferences import zone
from app.core.text import N_
from app.sales.invoice_actions import cancel_invoice
from app.sales.models.invoice import Invoice
from app.sales.views.money_questions import ISSUED_ON, REASON


class InvoiceView(EntityView):
    """What was invoiced. Invoices are issued on the page of an order and never deleted."""

    model = Invoice
    exclude_route_methods = {"download"} | pages_for("create", "delete", "import")
    has_api = False
    importable = False
    nothing_yet = N_("No invoices yet. Issue one on the page of an approved order.")
    list_columns = ["number", "customer", "order", "kind", "issued_on", "amount", "tax", "state"]
    search_columns = [
        "number", "tax_number", "customer", "order", "kind", "state", "issued_on", "currency", "amount", "net", "tax",
        "base_amount", "created_at",
    ]  # fmt: skip
    headline_columns = ["state", "customer", "issued_on", "amount"]
    read_only = frozenset({"state"})
    fieldsets = [
        fieldset(N_("Invoice"), "number", "tax_number", "kind", "order", "customer", "issued_on", "state", "red_of",
                 "reason", "remarks"),
        fieldset(N_("Amounts"), "net", "tax", "amount", "currency", "exchange_rate", "base_amount", "base_currency"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        return {"issued_on": today(zone().key)}

    @action("cancel_invoice", N_("Cancel by a red invoice"), None, multiple=False)
    @asks(ISSUED_ON, REASON)
    def cancel_invoice(self, invoices: list[Any], answers: dict[str, Any]) -> Any:
        red = cancel_invoice(invoices[0], **answers)
        said = translate(N_("The red invoice “%(title)s” takes it back."), title=title(red))
        return leads_to(url_for("InvoiceView.show", pk=red.id), said)
