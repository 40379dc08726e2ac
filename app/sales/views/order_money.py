"""What finance does on the page of an order."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.actions import action

from app.core.asking import asks
from app.core.clock import today
from app.core.display import title
from app.core.entity_actions import leads_to
from app.core.i18n import translate
from app.core.preferences import zone
from app.core.text import N_
from app.sales.invoice_actions import issue_invoice
from app.sales.money_enums import InvoiceKind
from app.sales.plan_actions import make_plan
from app.sales.rules.instalments import months_later
from app.sales.views.money_questions import FIRST_DUE, INVOICE_KIND, ISSUED_ON, MONTHS, PART, SHARES, TAX_NUMBER


class OrderMoneyActions:
    """The acts about money that the view of orders takes in."""

    money_acts = ("make_payment_plan", "issue_invoice")

    def money_answers(self, action: str, order: Any) -> dict[str, Any]:
        """The usual answers: all at once, a month after the delivery; a VAT invoice of today."""
        if action == "issue_invoice":
            return {"kind": InvoiceKind.VAT_SPECIAL.value, "issued_on": today(zone().key)}
        return {"shares": "100", "first_due": months_later(order.promised_on, 1), "months": 1}

    @action("make_payment_plan", N_("Make the payment plan"), None, multiple=False)
    @asks(SHARES, FIRST_DUE, MONTHS)
    def make_payment_plan(self, orders: list[Any], answers: dict[str, Any]) -> str:
        made = make_plan(orders[0], **answers)
        return translate(N_("The order has %(number)s instalments."), number=len(made))

    @action("issue_invoice", N_("Issue an invoice"), None, multiple=False)
    @asks(INVOICE_KIND, ISSUED_ON, PART, TAX_NUMBER)
    def issue_invoice(self, orders: list[Any], answers: dict[str, Any]) -> Any:
        invoice = issue_invoice(orders[0], **answers)
        said = translate(N_("The invoice “%(title)s” is issued."), title=title(invoice))
        return leads_to(url_for("InvoiceView.show", pk=invoice.id), said)
