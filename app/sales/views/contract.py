"""Contracts on the screen."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.actions import action

from app.core.asking import Question, asks
from app.core.clock import today
from app.core.columns import FieldSpec
from app.core.display import title
from app.core.entity_actions import leads_to
from app.core.entity_view import EntityView
from app.core.i18n import translate
from app.core.layout import Note, fieldset
from app.core.preferences import zone
from app.core.text import N_
from app.products.currencies import company_currency
from app.sales import quote_actions as actions
from app.sales.models.contract import Contract
from app.sales.pipeline_enums import ContractStatus
from app.sales.quote_queries import has_documents
from app.sales.views.quote import MADE


class ContractView(EntityView):
    """What was agreed with customers."""

    model = Contract
    nothing_yet = N_("No contracts yet. Add one, or make one of an accepted quote.")
    list_columns = ["number", "name", "customer", "status", "amount", "begins", "ends", "signed_on", "owner"]
    search_columns = [
        "number", "name", "customer", "opportunity", "quote", "status", "amount", "amount_base", "currency", "begins",
        "ends", "signed_on", "ended_on", "territory", "owner", "created_at",
    ]  # fmt: skip
    headline_columns = ["status", "customer", "amount", "begins", "ends", "owner"]
    fieldsets = [
        fieldset(N_("Contract"), "number", "name", "customer", "contact", "opportunity", "quote", "owner", "territory",
                 "status", "begins", "ends", "remarks"),
        fieldset(N_("Amounts"), "amount", "currency", "capitals", "amount_base", "exchange_rate", "rate_day"),
        fieldset(N_("Terms"), "payment_terms", "terms"),
        fieldset(N_("Signature"), "signed_on", "signed_for_customer", "signed_by", "ended_on", "end_reason"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """The currency is first that of the settings."""
        return {"currency": company_currency()} | super().prefilled()

    def notes(self, record: Any) -> list[Note]:
        """That the signed copy is not there yet."""
        if record.status != ContractStatus.SIGNED or has_documents(record):
            return []
        return [Note(translate(N_("The signed copy is missing: put it among the documents.")))]

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        if action != "sign":
            return {}
        contact = records[0].contact
        return {"signed_on": today(zone().key), "signed_for_customer": contact.name if contact is not None else None}

    @action("sign", N_("Sign"), None, multiple=False)
    @asks(
        Question("signed_on", FieldSpec("date", N_("Signed on"), required=True)),
        Question(
            "signed_for_customer",
            FieldSpec("string", N_("Signed for the customer by"), max_length=100, required=True),
        ),
    )
    def sign(self, contracts: list[Any], answers: dict[str, Any]) -> None:
        actions.sign(contracts[0], **answers)

    @action("end", N_("End"), None, multiple=False)
    @asks(Question("reason", FieldSpec("string", N_("Why it ended"), max_length=500)))
    def end(self, contracts: list[Any], answers: dict[str, Any]) -> None:
        actions.end(contracts[0], **answers)

    @action("make_order", N_("Make an order"), None, multiple=False)
    def make_order(self, contracts: list[Any]) -> Any:
        order = actions.make_order(contracts[0])
        return leads_to(url_for("SalesOrderView.show", pk=order.id), translate(MADE, title=title(contracts[0])))
