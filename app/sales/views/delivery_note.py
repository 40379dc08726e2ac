"""Delivery notes on the screen."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.actions import action

from app.core.asking import asks
from app.core.clock import today
from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.preferences import zone
from app.core.text import N_
from app.sales import delivery_actions as actions
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.views.sales_order import DAY, RECEIVED_BY


class DeliveryNoteView(EntityView):
    """What leaves for customers, and who signed for it."""

    model = DeliveryNote
    nothing_yet = N_("No delivery notes yet. Ship an order, or add a note for a part of it.")
    importable = False
    list_columns = ["number", "order", "status", "shipped_on", "carrier", "tracking_number", "received_on"]
    search_columns = ["number", "order", "status", "arrangement", "carrier", "tracking_number", "shipped_on",
                      "received_on", "received_by", "created_at"]  # fmt: skip
    headline_columns = ["status", "order", "shipped_on", "carrier", "tracking_number"]
    read_only = frozenset({"status"})
    fieldsets = [
        fieldset(N_("Delivery note"), "number", "order", "status", "address", "remarks"),
        fieldset(N_("Transport"), "arrangement", "carrier", "tracking_number", "shipped_on"),
        fieldset(N_("Signature"), "received_by", "received_on"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        return {"day": today(zone().key)} if action == "sign_delivery" else {}

    @action("fill_delivery", N_("Take everything that is open"), None, multiple=False)
    def fill_delivery(self, notes: list[Any]) -> None:
        actions.fill(notes[0])

    @action("dispatch_delivery", N_("Dispatch"), N_("Let these goods leave?"))
    def dispatch_delivery(self, notes: list[Any]) -> None:
        for note in notes:
            actions.dispatch(note)

    @action("sign_delivery", N_("Signed for"), None)
    @asks(RECEIVED_BY, DAY)
    def sign_delivery(self, notes: list[Any], answers: dict[str, Any]) -> None:
        for note in notes:
            actions.sign(note, **answers)


class DeliveryLineView(EntityView):
    """The goods of delivery notes."""

    model = DeliveryLine
    takes_documents = False
    importable = False
    nothing_yet = N_("No delivery lines yet. They are added on the page of a delivery note.")
    list_columns = ["note", "order_line", "quantity"]
    search_columns = ["note", "order_line", "quantity", "created_at"]
    fieldsets = [fieldset(N_("Delivery line"), "note", "order_line", "quantity")]
