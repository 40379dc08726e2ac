"""Orders through the browser's door: forms, buttons, questions, and what lists cost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, text

from app.products import stock
from app.sales.models.sales_order import SalesOrder
from tests.factories.products import ProductFactory, WarehouseFactory
from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory
from tests.factories.system import UserFactory
from tests.support.forms import successful_controls

D = Decimal


@pytest.fixture
def boss(session):
    return UserFactory(username="boss", role_names=["GeneralManager"])


@pytest.fixture
def waiting(session):
    """A submitted order of goods that are in stock."""
    product = ProductFactory()
    stock.receive(product, WarehouseFactory(), D(10), "r1")
    order = SalesOrderFactory(number="SO2026-000777", owner=None)
    SalesOrderLineFactory(order=order, product=product)
    order.status = "submitted"
    session.flush()
    return order


def status_of(session, order):
    return session.execute(select(SalesOrder.status).where(SalesOrder.id == order.id)).scalar_one()


def question(client, order, act):
    """The form of an act, as it was opened."""
    answer = client.get(f"/sales_order/action/{act}/{order.id}")
    assert answer.status_code == 200
    return successful_controls(answer.text, "record-form")


def test_an_order_is_approved_on_its_page(session, login, boss, waiting):
    client = login(boss)
    form = question(client, waiting, "approve_order")
    assert client.post(f"/sales_order/action/approve_order/{waiting.id}", data=form).status_code == 302
    assert status_of(session, waiting) == "approved"


def test_an_answer_about_what_has_changed_is_refused(session, login, boss, waiting):
    client = login(boss)
    form = question(client, waiting, "approve_order")
    waiting.remarks = "We deliver to the back door"
    session.flush()
    answer = client.post(f"/sales_order/action/approve_order/{waiting.id}", data=form)
    assert answer.status_code == 409
    assert status_of(session, waiting) == "submitted"
    again = successful_controls(answer.text, "record-form")
    assert client.post(f"/sales_order/action/approve_order/{waiting.id}", data=again).status_code == 302
    assert status_of(session, waiting) == "approved"


@pytest.mark.parametrize("role", ["Sales", "ProductManager", "Production", "Auditor", "Finance"])
def test_whoever_may_not_approve_does_not(session, login, waiting, role):
    client = login(UserFactory(role_names=[role]))
    answer = client.post(f"/sales_order/action/approve_order/{waiting.id}", data={"answered": "1"})
    assert answer.status_code == 403
    assert status_of(session, waiting) == "submitted"


def test_the_page_offers_what_may_be_done(session, login, boss, waiting):
    page = login(boss).get(f"/sales_order/show/{waiting.id}").text
    assert "action/approve_order" in page
    assert "action/ship_order" not in page


def test_production_reports_and_ships_without_prices_of_cost(session, login, waiting):
    waiting.status = "in_production"
    session.flush()
    page = login(UserFactory(role_names=["Production"])).get(f"/sales_order/show/{waiting.id}").text
    assert "action/report_production" in page
    assert "action/approve_order" not in page


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("seen", ["", "acc_owner_id = 1 AND ", "acc_department_id IN (1, 2) AND "])
def test_a_column_of_the_board_is_read_from_its_index(session, seen):
    asked = f"SELECT id FROM sales_order WHERE {seen}archived_at IS NULL AND status = 'ready'"
    rows = session.connection().execution_options(kehu_gated=True)
    plan = rows.execute(text(f"EXPLAIN QUERY PLAN {asked} ORDER BY promised_on, id LIMIT 50")).all()
    told = " ".join(row[-1] for row in plan)
    assert "INDEX ix_sales_order_turn" in told
    assert "TEMP B-TREE" not in told
