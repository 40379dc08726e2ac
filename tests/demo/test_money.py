"""What the demo company's customers owe: every state, done once, with sums that hold."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core.clock import today
from app.demo.assortment import REMARK
from app.demo.fill import found
from app.demo.money import settle_accounts
from app.sales.models.dunning_step import DunningStep
from app.sales.models.invoice import Invoice
from app.sales.models.payment import Payment
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_expense import SalesExpense
from app.sales.models.sales_order import SalesOrder
from tests.support.money import approved_order, sums_hold

pytestmark = pytest.mark.databases("sqlite")


def test_accounts_are_settled_once(session):
    found()
    for number in range(24):
        day = today() - timedelta(days=1 + number * 6)
        order = approved_order(session, str(1000 + number), remarks=REMARK, order_date=day)
        session.execute(update(SalesOrder).where(SalesOrder.id == order.id).values(order_date=day))
    session.expire_all()
    assert settle_accounts(1) > 10
    assert settle_accounts(1) == 0
    sums_hold(session)
    states = {
        model: Counter(session.scalars(select(model.state)))
        for model in (ReceivableInstalment, Payment, Invoice, SalesExpense)
    }
    assert set(states[ReceivableInstalment]) == {"open", "overdue", "paid", "partly_paid"}
    assert set(states[Payment]) == {"draft", "confirmed"}
    assert set(states[Invoice]) == {"issued", "cancelled", "red"}
    assert set(states[SalesExpense]) == {"draft", "submitted", "approved", "rejected"}
    assert set(session.scalars(select(DunningStep.level))) == {"reminder", "first", "second", "final"}
    assert set(session.scalars(select(Payment.kind))) == {"receipt", "refund"}
    assert any(free for free in session.scalars(select(Payment.free_amount)))
