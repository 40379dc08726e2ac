"""Orders on the screen."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask_appbuilder.actions import action

from app.core.asking import Question, asks
from app.core.clock import today
from app.core.columns import FieldSpec
from app.core.entity_pages import RecordPage
from app.core.entity_view import EntityView
from app.core.layout import Note, fieldset
from app.core.preferences import zone
from app.core.text import N_
from app.sales import delivery_actions
from app.sales import order_actions as actions
from app.sales.enums import Arrangement, OrderStatus
from app.sales.history import FROM_FILES, ORDER_SYNONYMS
from app.sales.lateness import in_words
from app.sales.models.sales_order import SalesOrder
from app.sales.rules.order_flow import STEPS, rights_in
from app.sales.views.order_money import OrderMoneyActions
from app.system.settings import setting

NOTE = Question("note", FieldSpec("string", N_("Note"), max_length=500))
REASON = Question("reason", FieldSpec("string", N_("Reason"), max_length=500, required=True))
RECEIVED_BY = Question("received_by", FieldSpec("string", N_("Signed by"), max_length=100, required=True))
DAY = Question("day", FieldSpec("date", N_("Received on"), required=True))
PRODUCE = Question(
    "produce",
    FieldSpec("boolean", N_("Production makes what is lacking"), help=N_("Else the order waits for goods in stock.")),
)


class OrderPage(RecordPage):
    """The page of an order offers what may be done in its state."""

    @cached_property
    def actions(self) -> list[Any]:
        """The others would be refused."""
        found: list[Any] = RecordPage.actions.func(self)
        if self.record is None:
            return found
        in_flow = {step.right for step in STEPS}
        possible = frozenset() if self.record.historic else rights_in(OrderStatus(self.record.status))
        return [action for action in found if action.name not in in_flow or action.name in possible]


class SalesOrderView(OrderMoneyActions, EntityView):
    """What customers ordered, and how far it is."""

    model = SalesOrder
    nothing_yet = N_("No orders yet. Add one, then its lines.")
    list_columns = ["number", "customer", "status", "order_date", "promised_on", "total", "production_percent", "owner"]
    search_columns = [
        "number", "customer", "status", "order_date", "promised_on", "owner", "department", "territory", "currency",
        "total", "total_base", "shipped_on", "delivered_on", "expected_finish", "punctuality", "lead_time",
        "historic", "created_at",
    ]  # fmt: skip
    headline_columns = ["status", "customer", "promised_on", "late_days", "total", "production_percent", "owner"]
    read_only = frozenset({"number", "status", "historic"})
    fieldsets = [
        fieldset(N_("Sales order"), "number", "customer", "contact", "customer_reference", "owner", "department",
                 "territory", "order_date", "promised_on", "status", "remarks"),
        fieldset(N_("Amounts"), "currency", "tax_included", "freight", "discount_total", "net_total", "tax_total",
                 "total", "total_base", "exchange_rate", "rate_day", "invoiced_amount", "paid_amount"),
        fieldset(N_("Delivery"), "delivery_address", "arrangement", "production_percent", "expected_finish",
                 "late_days", "shipped_on", "delivered_on", "punctuality",
                 "lead_time"),
        fieldset(N_("Approval"), "submitted_by", "submitted_at", "approved_by", "approved_at", "released_at",
                 collapsed=True),
        fieldset(N_("More"), "customer_name", "historic", "opportunity", "quote", "contract", "closed_on",
                 "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    import_also = FROM_FILES
    import_synonyms = ORDER_SYNONYMS

    def show_page(self, record: Any) -> RecordPage:
        return OrderPage(self, record)

    def offer_rights_to_fields(self) -> None:
        """One right that is neither a page nor an act: to approve what goes beyond a credit limit."""
        super().offer_rights_to_fields()
        self.permission_labels = {**self.permission_labels, "exceed_credit": N_("Go beyond credit limits")}
        self.base_permissions = sorted({*self.base_permissions, "exceed_credit"})

    def prefilled(self) -> dict[str, Any]:
        """An order of today in the company's currency, with prices as the list has them."""
        company = {"currency": setting("default_currency"), "tax_included": setting("list_price_includes_tax")}
        return company | {"order_date": today(zone().key)} | super().prefilled()

    def notes(self, record: Any) -> list[Note]:
        """That it is late, and by how much."""
        return [Note(text) for text in [in_words(record)] if text]

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        """What is known already: how far production was, how the goods go, and that it is today."""
        order = records[0]
        if action in self.money_acts:
            return self.money_answers(action, order)
        if action == "report_production":
            return {"percent": order.production_percent, "finish": order.expected_finish}
        if action == "ship_order":
            return {"arrangement": order.arrangement}
        return {"day": today(zone().key)} if action == "confirm_order" else {}

    @action("submit_order", N_("Submit for approval"), None)
    def submit_order(self, orders: list[Any]) -> Any:
        said = [actions.submit(order) for order in orders]
        return said[0] if len(said) == 1 else None

    @action("withdraw_order", N_("Take back"), None)
    def withdraw_order(self, orders: list[Any]) -> None:
        for order in orders:
            actions.withdraw(order)

    @action("approve_order", N_("Approve"), None)
    @asks(PRODUCE, NOTE)
    def approve_order(self, orders: list[Any], answers: dict[str, Any]) -> None:
        for order in orders:
            actions.approve(order, **answers)

    @action("reject_order", N_("Reject"), None)
    @asks(REASON)
    def reject_order(self, orders: list[Any], answers: dict[str, Any]) -> None:
        for order in orders:
            actions.reject(order, **answers)

    @action("release_order", N_("Release to production"), None)
    def release_order(self, orders: list[Any]) -> None:
        for order in orders:
            actions.release(order)

    @action("start_production", N_("Start production"), None)
    def start_production(self, orders: list[Any]) -> None:
        for order in orders:
            actions.start(order)

    @action("report_production", N_("Report progress"), None, multiple=False)
    @asks(
        Question("percent", FieldSpec("integer", N_("Per cent"), minimum=0, maximum=100, required=True)),
        Question("finish", FieldSpec("date", N_("Expected finish"))),
        NOTE,
    )
    def report_production(self, orders: list[Any], answers: dict[str, Any]) -> None:
        actions.report(orders[0], **answers)

    @action("ready_order", N_("Ready to ship"), None)
    def ready_order(self, orders: list[Any]) -> None:
        for order in orders:
            actions.make_ready(order)

    @action("ship_order", N_("Ship everything"), None, multiple=False)
    @asks(
        Question("arrangement", FieldSpec("choice", N_("Transport"), enum=Arrangement, max_length=40)),
        Question("carrier", FieldSpec("lookup", N_("Carrier"), lookup="carrier", max_length=60)),
        Question("tracking_number", FieldSpec("string", N_("Tracking number"), max_length=80)),
    )
    def ship_order(self, orders: list[Any], answers: dict[str, Any]) -> None:
        delivery_actions.ship(orders[0], **answers)

    @action("confirm_order", N_("Confirm the delivery"), None, multiple=False)
    @asks(RECEIVED_BY, DAY)
    def confirm_order(self, orders: list[Any], answers: dict[str, Any]) -> None:
        delivery_actions.sign_all(orders[0], **answers)

    @action("close_order", N_("Close the order"), None)
    def close_order(self, orders: list[Any]) -> None:
        for order in orders:
            actions.close(order)

    @action("cancel_order", N_("Cancel the order"), None)
    @asks(REASON)
    def cancel_order(self, orders: list[Any], answers: dict[str, Any]) -> None:
        for order in orders:
            actions.cancel(order, **answers)
