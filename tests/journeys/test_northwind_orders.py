"""The orders of Northwind come in by files, line by line, and the reports show what they were worth."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.errors import RuleError
from app.products.models.warehouse import StockMovement
from app.sales import order_actions
from app.sales.lateness import LATE_DAYS
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.system.models.sequence import Sequence
from app.system.settings import save
from tests.factories.system import UserFactory
from tests.support.import_wizard import Wizard

D = Decimal
SOLD_EXACTLY = D("1265793.04")  # rounded once at the end; our lines are rounded each
CHARTS = {"order_value_by_customer": "orders", "order_value_by_product": "order_lines"}
ORDERS = {
    "order_id": "number", "customer_id": "customer", "employee_id": "owner", "order_date": "order_date",
    "required_date": "promised_on", "shipped_date": "shipped_on", "freight": "freight",
    "ship_address": "delivery_address",
}  # fmt: skip
LINES = {"order_id": "order", "product_id": "product", "unit_price": "unit_price", "quantity": "quantity"}


@pytest.fixture
def company(app, session, login, northwind):
    """Customers, products and salespeople of Northwind, in a company that counts in US dollars."""
    save({"default_currency": "USD"})
    for number in range(1, 10):
        UserFactory(username=str(number), role_names=["Sales"])
    session.flush()
    client = login(UserFactory(role_names=["Admin"]))

    def comes_in(entity, name, **choices):
        way = Wizard(app, client, session, entity)
        way.upload((northwind / name).read_bytes(), name)
        assert way.check(**choices)["refused"] == 0, way.problems[:5]
        return way, way.create()

    assert comes_in("customer", "customers.csv")[1]["good"] == 91
    assert comes_in("product", "products.csv", constant_currency="USD")[1]["good"] == 77
    return comes_in


def guessed(wizard):
    return {wizard.batch.headers[int(index)]: name for index, name in wizard.batch.mapping.items()}


def test_all_orders_come_in_and_the_reports_agree(app, company, session, login):
    orders, counts = company("sales_order", "orders.csv", constant_historic="1", constant_currency="USD")
    assert guessed(orders) == ORDERS
    assert counts["good"] == 830
    lines, counts = company("sales_order_line", "order_details.csv", column_4="discount_share")
    assert guessed(lines) == {**LINES, "discount": "discount_share"}
    assert counts["good"] == 2155

    order = SalesOrder
    number, sold, freight = session.execute(
        select(func.count(), func.sum(order.net_base), func.sum(order.freight)).where(order.historic)
    ).one()
    assert (number, sold, freight) == (830, D("1265793.29"), D("64942.69"))
    exactly = session.scalars(select(SalesOrderLine)).all()
    assert (
        sum(x.quantity * x.unit_price * (100 - x.discount) / 100 for x in exactly).quantize(D("0.01")) == SOLD_EXACTLY
    )
    assert {(line.net_base == line.net, line.tax) for line in exactly} == {(True, 0)}
    late = session.scalars(select(order).where(order.punctuality.is_not(None), order.punctuality != "in_time")).all()
    assert len(late) == 37
    still = session.scalars(select(order).where(order.shipped_on.is_(None))).all()
    assert (len(still), {x.status for x in still}) == (21, {"approved"})
    assert all(LATE_DAYS.read(x) == (today() - x.promised_on).days for x in still)

    admin = login(UserFactory(role_names=["Admin"]))
    shown = {name: admin.get(f"/charts/{view}/{name}/card").text for name, view in CHARTS.items()}
    assert all("1,265,793.29" in text for text in shown.values())
    assert "QUICK-Stop" in shown["order_value_by_customer"]
    assert "110,277.32" in shown["order_value_by_customer"]  # 110,277.31 when rounded once
    assert all("逐行取整" in text for text in shown.values())
    assert "Côte de Blaye" in shown["order_value_by_product"]
    assert "141,396.74" in shown["order_value_by_product"]
    overdue = admin.get(f"/sales_order/list/?_flt_0_status=approved&_flt_2_promised_on={today()}").text
    assert "11077" in overdue
    assert_history_rests(session)


def assert_history_rests(session):
    """It drew no number, moved no stock and does not go on."""
    assert session.scalar(select(func.count()).select_from(StockMovement)) == 0
    assert session.scalar(select(func.count()).select_from(OrderEvent)) == 0
    taken = select(func.count()).select_from(Sequence).where(Sequence.kind == "sales_order", Sequence.next > 1)
    assert session.scalar(taken) == 0
    numbers = set(session.scalars(select(SalesOrder.number)))
    assert numbers == {str(number) for number in range(10248, 11078)}
    waiting = session.scalars(select(SalesOrder).where(SalesOrder.number == "11077")).one()
    with pytest.raises(RuleError, match="history"):
        order_actions.release(waiting)
