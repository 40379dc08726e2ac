"""Invoices are issued, and taken back by red ones. The caller owns the transaction."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Any

from app.core.clock import today
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.products.currencies import facts_of
from app.sales.models.invoice import Invoice
from app.sales.models.sales_order import SalesOrder
from app.sales.money_enums import InvoiceState
from app.sales.money_locks import hold_order, hold_orders
from app.sales.order_money import in_base, invoiced, money_changed, rate_of, require_billable
from app.sales.rules.invoicing import Billable, divide
from app.system.models.sequence import register_sequence
from app.system.sequences import draw

SEQUENCE = "invoice"
register_sequence(SEQUENCE, label=N_("Invoice"), prefix="INV")


def issue_invoice(
    order: SalesOrder, kind: str, issued_on: Day, amount: Decimal | None = None, tax_number: str | None = None
) -> Invoice:
    """An invoice over `amount` of the order, by default over all that is not invoiced yet."""
    order = hold_order(order)
    require_billable(order)
    _refuse_future(issued_on)
    bill = Billable(order.total, order.tax_total, *invoiced(order))
    if bill.open <= 0:
        raise RuleError(N_("All of this order is invoiced already."))
    parts = divide(bill, bill.open if amount is None else amount, facts_of(order.currency).digits)
    rate, base = rate_of(order, issued_on)
    invoice = Invoice(
        order=order, customer=order.customer, kind=kind, issued_on=issued_on, tax_number=tax_number,
        amount=parts.gross, net=parts.net, tax=parts.tax, currency=order.currency, exchange_rate=rate.rate,
        base_amount=in_base(parts.gross, rate, base), base_currency=base, state=InvoiceState.ISSUED.value,
    )  # fmt: skip
    return _issued(invoice, order)


def cancel_invoice(invoice: Invoice, issued_on: Day, reason: str) -> Invoice:
    """The red invoice that takes `invoice` back: the same amounts below zero."""
    order = hold_orders([invoice.order_id])[invoice.order_id]
    db.session.refresh(invoice)
    if invoice.state != InvoiceState.ISSUED:
        raise RuleError(N_("Only an issued invoice is cancelled, and only once."))
    _refuse_future(issued_on)
    if issued_on < invoice.issued_on:
        raise RuleError(N_("A red invoice is not older than the one that it takes back."), field="issued_on")
    kept: dict[str, Any] = {
        name: getattr(invoice, name) for name in ("kind", "currency", "exchange_rate", "base_currency")
    }
    below = {name: -getattr(invoice, name) for name in ("amount", "net", "tax", "base_amount")}
    red = Invoice(order=order, customer=invoice.customer, red_of=invoice, reason=reason, issued_on=issued_on,
                  state=InvoiceState.RED.value, **kept, **below)  # fmt: skip
    invoice.state = InvoiceState.CANCELLED.value
    return _issued(red, order)


def _refuse_future(issued_on: Day) -> None:
    if issued_on > today():
        raise RuleError(N_("An invoice is not issued in the future."), field="issued_on")


def _issued(invoice: Invoice, order: SalesOrder) -> Invoice:
    """Number it, last of all: whoever draws the next number waits for the end of this act."""
    invoice.number = draw(db.session(), SEQUENCE, invoice.issued_on)
    db.session.add(invoice)
    money_changed(order)
    return invoice
