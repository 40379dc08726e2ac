"""Invoices over parts of orders, and red ones that take them back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.archiving import archive
from app.core.clock import today
from app.core.errors import RuleError
from app.sales.invoice_actions import cancel_invoice, issue_invoice
from app.sales.models.invoice import Invoice
from app.sales.models.sales_order import SalesOrder
from tests.factories.products import ExchangeRateFactory
from tests.support.money import approved_order, sums_hold

D = Decimal
TODAY = today()


def stored(session, order):
    """(invoiced amount of the order, (amount, net, tax, state) of its invoices)."""
    session.flush()
    of_order = select(SalesOrder.invoiced_amount).where(SalesOrder.id == order.id)
    columns = (Invoice.amount, Invoice.net, Invoice.tax, Invoice.state)
    rows = session.execute(select(*columns).where(Invoice.order_id == order.id).order_by(Invoice.id))
    return session.scalar(of_order), [tuple(row) for row in rows]


def test_an_order_is_invoiced_in_parts_to_the_last_cent(session):
    order = approved_order(session, "100")
    assert (order.total, order.tax_total) == (100, D("11.50"))
    for amount in ("33.33", "33.33"):
        issue_invoice(order, "vat_special", TODAY, D(amount))
    last = issue_invoice(order, "vat_normal", TODAY, tax_number="24312000000012345678")
    assert stored(session, order) == (100, [
        (D("33.33"), D("29.50"), D("3.83"), "issued"),
        (D("33.33"), D("29.49"), D("3.84"), "issued"),
        (D("33.34"), D("29.51"), D("3.83"), "issued"),
    ])  # fmt: skip
    assert last.number.startswith(f"INV{TODAY.year}-")
    with pytest.raises(RuleError):
        issue_invoice(order, "vat_special", TODAY)
    sums_hold(session)


@pytest.mark.parametrize("amount", ["100.01", "0", "-1", "0.001", "NaN", "Infinity", "1e400", "-0", "1e15"])
def test_what_cannot_be_invoiced(session, amount):
    order = approved_order(session, "100")
    with pytest.raises(RuleError):
        issue_invoice(order, "vat_special", TODAY, D(amount))
    assert stored(session, order) == (0, [])


def test_no_invoice_of_tomorrow_or_of_a_draft(session):
    order = approved_order(session)
    with pytest.raises(RuleError):
        issue_invoice(order, "vat_special", TODAY + timedelta(days=1))
    order.status = "submitted"
    session.flush()
    with pytest.raises(RuleError):
        issue_invoice(order, "vat_special", TODAY)


def test_a_red_invoice_takes_one_back_once(session):
    order = approved_order(session, "113")
    invoice = issue_invoice(order, "vat_special", TODAY)
    red = cancel_invoice(invoice, TODAY, "wrong buyer")
    assert stored(session, order) == (0, [(113, 100, 13, "cancelled"), (-113, -100, -13, "red")])
    assert (red.red_of_id, red.reason, red.number) != (None, None, invoice.number)
    for one in (invoice, red):
        with pytest.raises(RuleError):
            cancel_invoice(one, TODAY, "again")
    issue_invoice(order, "vat_special", TODAY)
    assert stored(session, order)[0] == 113
    sums_hold(session)


def test_an_invoice_keeps_the_rate_of_the_order(session):
    ExchangeRateFactory(currency="USD", day=date(2026, 1, 1), rate=D("7.1"))
    order = approved_order(session, "10.01", currency="USD")
    ExchangeRateFactory(currency="USD", day=date(2026, 6, 1), rate=D(8))
    invoice = issue_invoice(order, "commercial", TODAY)
    assert (invoice.exchange_rate, invoice.base_amount, invoice.base_currency) == (D("7.1"), D("71.07"), "CNY")


def test_an_invoice_is_not_deleted(session):
    invoice = issue_invoice(approved_order(session), "vat_special", TODAY)
    archive(invoice)
    with pytest.raises(RuleError):
        session.flush()
    session.expire_all()
    assert session.scalar(select(Invoice.archived_at).where(Invoice.id == invoice.id)) is None
