"""Orders that somebody owes, and whether all sums about them agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.core.clock import today
from app.core.columns import Money
from app.sales.models.invoice import Invoice
from app.sales.models.payment import Payment
from app.sales.models.payment_allocation import PaymentAllocation
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_order import SalesOrder
from app.sales.rules.ageing import band_of
from app.sales.rules.instalments import state_of
from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory

D = Decimal


def approved_order(session: Any, total: str = "1000", tax_percent: str = "13", **values: Any) -> SalesOrder:
    """An approved order over `total`, tax included."""
    order = SalesOrderFactory(**values)
    SalesOrderLineFactory(order=order, quantity=D(1), unit_price=D(total), tax_percent=D(tax_percent))
    order.number, order.status = f"SO-TEST-{order.id}", "approved"
    session.flush()
    return order


def added(session: Any, column: Any, *where: Any) -> Decimal:
    """The sum of an amount, as the database adds it."""
    return D(session.execute(select(func.coalesce(func.sum(column), 0, type_=Money())).where(*where)).scalar_one())


def sums_hold(session: Any) -> None:
    """Every sum that is kept is that of the ledger, and every state follows from the sums and the day."""
    session.flush()
    session.expire_all()
    line = PaymentAllocation
    for payment in session.scalars(select(Payment)).all():
        booked = added(session, line.amount, line.payment_id == payment.id)
        refunds = added(session, Payment.amount, Payment.refund_of_id == payment.id)
        assert (payment.allocated_amount, payment.refunded_amount) == (booked, refunds)
        if payment.state != "draft" and payment.kind == "receipt":
            assert booked + refunds + payment.free_amount == payment.amount
            assert min(booked, refunds, payment.free_amount) >= 0
            assert (payment.state == "refunded") == (refunds == payment.amount)
    for instalment in session.scalars(select(ReceivableInstalment)).all():
        paid = added(session, line.amount, line.instalment_id == instalment.id)
        assert instalment.paid_amount == paid
        assert 0 <= paid <= instalment.amount
        assert instalment.open_amount == instalment.amount - paid
        assert instalment.state == state_of(instalment.amount, paid, instalment.due_on, today())
        assert instalment.age_band == band_of(instalment.due_on, today(), settled=paid == instalment.amount)
    for booking in session.scalars(select(line).where(line.amount > 0)).all():
        assert booking.taken_back == -added(session, line.amount, line.takes_back_id == booking.id)
        assert booking.standing >= 0
    for order in session.scalars(select(SalesOrder)).all():
        parts = (ReceivableInstalment.order_id == order.id, ReceivableInstalment.archived_at.is_(None))
        assert order.paid_amount == added(session, ReceivableInstalment.paid_amount, *parts)
        assert added(session, ReceivableInstalment.amount, *parts) in (0, order.total)
        assert order.invoiced_amount == added(session, Invoice.amount, Invoice.order_id == order.id)
        assert 0 <= order.invoiced_amount <= order.total
