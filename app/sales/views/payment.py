"""Payments and what they pay, on the screen."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.actions import action

from app.core.asking import asks
from app.core.clock import today
from app.core.display import title
from app.core.entity_actions import leads_to
from app.core.entity_view import EntityView, pages_for
from app.core.i18n import lazy, translate
from app.core.layout import Note, fieldset
from app.core.listing import ListRequest
from app.core.page_rights import LIST_ONLY
from app.core.preferences import zone
from app.core.text import N_
from app.sales import payment_actions as actions
from app.sales.models.payment import NOTHING, Payment
from app.sales.models.payment_allocation import PaymentAllocation
from app.sales.money_enums import PaymentState
from app.sales.views.money_questions import (
    ALLOCATE,
    BANK_REFERENCE,
    INSTALMENT,
    METHOD,
    PAID_ON,
    REASON,
    REFUNDED,
    SO_MUCH,
)
from app.system.settings import setting


class PaymentView(EntityView):
    """What came in, and what went back. A payment counts once finance has confirmed it."""

    model = Payment
    nothing_yet = N_("No payments yet. Add one, or import the list of your bank.")
    list_columns = [
        "number", "customer", "kind", "paid_on", "amount", "free_amount", "method", "bank_reference", "state",
    ]  # fmt: skip
    search_columns = [
        "number", "customer", "kind", "state", "paid_on", "currency", "amount", "free_amount", "allocated_amount",
        "refunded_amount", "method", "bank_reference", "created_at",
    ]  # fmt: skip
    headline_columns = ["state", "customer", "paid_on", "amount", "free_amount"]
    read_only = frozenset({"state"})
    fieldsets = [
        fieldset(N_("Payment"), "number", "customer", "paid_on", "amount", "currency", "method", "bank_reference",
                 "bank_account", "remarks"),
        fieldset(N_("Use of the money"), "state", "kind", "allocated_amount", "refunded_amount", "free_amount",
                 "refund_of", "reason"),
        fieldset(N_("More"), "exchange_rate", "base_amount", "base_currency", "confirmed_by", "created_at",
                 "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """Today, in the company's currency."""
        return {"currency": setting("default_currency"), "paid_on": today(zone().key)} | super().prefilled()

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        if action == "confirm_payment":
            return {"allocate": True}
        if action == "refund_payment":
            return {"paid_on": today(zone().key), "amount": records[0].free_amount or None, "method": records[0].method}
        return {}

    def notes(self, record: Any) -> list[Note]:
        """What is to be done with it."""
        if record.state == PaymentState.DRAFT:
            text = translate(N_("This payment does not count yet: finance looks whether the money has come."))
            return [Note(text, "confirm_payment", N_("Confirm …"))]
        if record.state == PaymentState.CONFIRMED and record.free_amount > NOTHING:
            text = translate(N_("A part of this payment pays nothing yet."))
            return [Note(text, "allocate_payment", N_("Allocate to the oldest"))]
        return []

    @action("confirm_payment", N_("Confirm"), None)
    @asks(ALLOCATE)
    def confirm_payment(self, payments: list[Any], answers: dict[str, Any]) -> None:
        for payment in payments:
            actions.confirm_payment(payment, **answers)

    @action("allocate_payment", N_("Allocate to the oldest"), None, multiple=False)
    def allocate_payment(self, payments: list[Any]) -> None:
        actions.allocate_oldest(payments[0])

    @action("allocate_by_hand", N_("Allocate by hand"), None, multiple=False)
    @asks(INSTALMENT, SO_MUCH)
    def allocate_by_hand(self, payments: list[Any], answers: dict[str, Any]) -> None:
        actions.allocate_chosen(payments[0], {answers["instalment"]: answers["amount"]})

    @action("refund_payment", N_("Refund"), None, multiple=False)
    @asks(REFUNDED, PAID_ON, METHOD, BANK_REFERENCE, REASON)
    def refund_payment(self, payments: list[Any], answers: dict[str, Any]) -> Any:
        refund = actions.refund_payment(payments[0], **answers)
        said = translate(N_("The refund “%(title)s” is noted."), title=title(refund))
        return leads_to(url_for("PaymentView.show", pk=refund.id), said)


class FreePaymentView(PaymentView):
    """Payments of which something pays nothing yet."""

    model = Payment
    route_base = "/free_payments"
    nothing_yet = N_("All payments are allocated.")
    list_columns = ["number", "customer", "paid_on", "amount", "free_amount", "bank_reference", "remarks"]
    has_api = False
    importable = False
    partial = True
    exclude_route_methods = LIST_ONLY

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Payments not allocated"))

    def narrow(self, asked: ListRequest) -> ListRequest:
        free = (Payment.state == PaymentState.CONFIRMED.value, Payment.free_amount > NOTHING)
        return super().narrow(asked).where(*free)


class PaymentAllocationView(EntityView):
    """The ledger of payments: what pays what, and what was taken back."""

    model = PaymentAllocation
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import")
    has_api = False
    importable = False
    takes_documents = False
    nothing_yet = N_("Nothing is allocated yet. Allocate payments on their pages.")
    list_columns = ["created_at", "payment", "instalment", "amount", "taken_back", "reason", "booked_by"]
    search_columns = ["payment", "instalment", "amount", "created_at", "booked_by"]
    headline_columns = ["payment", "instalment", "amount"]
    fieldsets = [
        fieldset(N_("Allocation"), "payment", "instalment", "amount", "currency", "taken_back", "takes_back", "reason",
                 "booked_by", "created_at"),
    ]  # fmt: skip

    @action("undo_allocation", N_("Undo the allocation"), None, multiple=False)
    @asks(REASON)
    def undo_allocation(self, allocations: list[Any], answers: dict[str, Any]) -> None:
        actions.undo_allocation(allocations[0], **answers)
