"""The orders of the demo company: in every state that needs no invoice, added once, with sums that hold."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from app.demo.fill import fill
from app.demo.orders import EACH, HISTORIC, take_orders
from app.demo.trade import stock_up
from app.sales.enums import OrderStatus
from app.sales.models.sales_order import SalesOrder
from tests.support.stock import sums_hold

pytestmark = pytest.mark.databases("sqlite")


def test_there_are_orders_in_every_state_once(session):
    fill(60, seed=1)
    stock_up(1)
    made = take_orders(1)
    assert take_orders(1) == 0
    orders = session.scalars(select(SalesOrder)).all()
    assert len(orders) == made
    states = Counter(order.status for order in orders if not order.historic)
    assert states == {state.value: EACH for state in OrderStatus if state is not OrderStatus.INVOICED}
    assert sum(order.historic for order in orders) == HISTORIC
    assert all("DEMO" in (order.customer_reference or "") or order.historic for order in orders)
    assert {order.promised_on < order.shipped_on for order in orders if order.shipped_on} == {True, False}
    sums_hold(session)


def test_nothing_is_ordered_where_there_is_nobody(session):
    assert take_orders(1) == 0
