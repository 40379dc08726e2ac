"""Quotes and their lines on the screen."""

from __future__ import annotations

from datetime import date as Day
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
from app.sales.models.quote import Quote, QuoteLine
from app.sales.rules.quote_flow import has_expired
from app.system.settings import setting

SAID = Question("note", FieldSpec("string", N_("What the customer said"), max_length=500))
MADE = N_("The order was made of “%(title)s”.")


class QuoteView(EntityView):
    """What is offered to customers."""

    model = Quote
    nothing_yet = N_("No quotes yet. Add one, then its lines, and send it.")
    list_columns = ["number", "revision", "name", "customer", "status", "quote_date", "valid_until", "total", "owner"]
    search_columns = [
        "number", "revision", "name", "customer", "opportunity", "status", "quote_date", "valid_until", "total",
        "total_base", "currency", "territory", "owner", "sent_on", "decided_on", "created_at",
    ]  # fmt: skip
    headline_columns = ["status", "customer", "total", "valid_until", "owner"]
    fieldsets = [
        fieldset(N_("Quote"), "number", "revision", "name", "customer", "contact", "opportunity", "owner", "territory",
                 "status", "quote_date", "valid_until", "remarks"),
        fieldset(N_("Amounts"), "currency", "tax_included", "discount_total", "net_total", "tax_total", "total",
                 "capitals", "total_base", "exchange_rate", "rate_day"),
        fieldset(N_("Terms"), "payment_terms", "delivery_terms", "lead_days"),
        fieldset(N_("Answer"), "sent_on", "decided_on", "decision_note", "previous"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """A quote of today in the company's currency, with prices as the list has them."""
        company = {"currency": company_currency(), "tax_included": setting("list_price_includes_tax")}
        return company | {"quote_date": self._today()} | super().prefilled()

    def notes(self, record: Any) -> list[Note]:
        """That it holds no more, though the nightly job has not seen it yet."""
        if not has_expired(record.status, record.valid_until, self._today()):
            return []
        text = translate(N_("It held until %(day)s."), day=record.valid_until.isoformat())
        return [Note(text, "new_version", N_("New version"))]

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        if action != "send":
            return {}
        return {"valid_until": records[0].valid_until or self._today() + actions.USUAL_VALIDITY}

    def _today(self) -> Day:
        return today(zone().key)

    @action("send", N_("Send"), None, multiple=False)
    @asks(Question("valid_until", FieldSpec("date", N_("Valid until"), required=True)))
    def send(self, quotes: list[Any], answers: dict[str, Any]) -> None:
        actions.send(quotes[0], **answers)

    @action("accept", N_("Accepted"), None, multiple=False)
    @asks(SAID)
    def accept(self, quotes: list[Any], answers: dict[str, Any]) -> None:
        actions.accept(quotes[0], **answers)

    @action("refuse", N_("Declined"), None, multiple=False)
    @asks(SAID)
    def refuse(self, quotes: list[Any], answers: dict[str, Any]) -> None:
        actions.refuse(quotes[0], **answers)

    @action("new_version", N_("New version"), None, multiple=False)
    def new_version(self, quotes: list[Any]) -> Any:
        version = actions.new_version(quotes[0])
        said = translate(N_("This is the new version; the former one stays as it was."))
        return leads_to(self.url_to("show", version.id), said)

    @action("make_contract", N_("Make a contract"), None, multiple=False)
    def make_contract(self, quotes: list[Any]) -> Any:
        contract = actions.make_contract(quotes[0])
        said = translate(N_("The contract was made of “%(title)s”."), title=title(quotes[0]))
        return leads_to(url_for("ContractView.show", pk=contract.id), said)

    @action("make_order", N_("Make an order"), None, multiple=False)
    def make_order(self, quotes: list[Any]) -> Any:
        order = actions.make_order(quotes[0])
        return leads_to(url_for("SalesOrderView.show", pk=order.id), translate(MADE, title=title(quotes[0])))


class QuoteLineView(EntityView):
    """What is offered, line by line."""

    model = QuoteLine
    takes_documents = False
    nothing_yet = N_("No quote lines yet. They are added on the page of a quote.")
    list_columns = ["quote", "position", "name", "quantity", "unit_price", "discount", "tax_percent", "amount"]
    search_columns = ["quote", "product", "name", "quantity", "amount", "created_at"]
    fieldsets = [
        fieldset(N_("Quote line"), "quote", "position", "product", "name", "model", "specification", "unit"),
        fieldset(N_("Price"), "quantity", "unit_price", "discount", "tax_percent", "price_reason", "discount_amount",
                 "net", "tax", "amount"),
    ]  # fmt: skip
