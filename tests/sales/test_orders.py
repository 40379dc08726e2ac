"""Orders add up, take what they need from customers, products and price books, and stand once submitted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.access import acting_as
from app.core.errors import RuleError
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from tests.factories.customers import CustomerFactory, TerritoryFactory
from tests.factories.products import (
    ExchangeRateFactory,
    PriceBookFactory,
    PriceBookLineFactory,
    ProductFactory,
    TaxRateFactory,
)
from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory
from tests.factories.system import UserFactory

D = Decimal


def sums(session, order):
    """(discounts, net, tax, total, total in company currency) as they stand in the database."""
    session.flush()
    columns = (SalesOrder.discount_total, SalesOrder.net_total, SalesOrder.tax_total, SalesOrder.total)
    return tuple(session.execute(select(*columns, SalesOrder.total_base).where(SalesOrder.id == order.id)).one())


def test_an_order_is_the_sum_of_its_lines(session):
    order = SalesOrderFactory(freight=D(20))
    first = SalesOrderLineFactory(order=order, quantity=D(2), unit_price=D(113), tax_percent=D(13))
    SalesOrderLineFactory(order=order, quantity=D(1), unit_price=D(100), discount=D(10), tax_percent=D(0))
    assert sums(session, order) == (10, 290, 26, 336, 336)
    first.quantity = D(1)
    assert sums(session, order) == (10, 190, 13, 223, 223)
    session.delete(first)
    assert sums(session, order) == (10, 90, 0, 110, 110)
    order.freight = None
    assert sums(session, order) == (10, 90, 0, 90, 90)


def test_an_order_keeps_the_rate_of_its_day(session):
    ExchangeRateFactory(currency="USD", rate=D("7.1"))
    order = SalesOrderFactory(currency="USD")
    SalesOrderLineFactory(order=order, quantity=D(3), unit_price=D(10), tax_percent=D(0))
    assert sums(session, order)[3:] == (30, 213)
    ExchangeRateFactory(currency="USD", rate=D("7.9"), day=order.order_date)
    order.freight = D(1)
    assert sums(session, order)[3:] == (31, D("220.1"))


def test_an_order_without_a_rate_is_refused(session):
    with pytest.raises(RuleError) as refusal:
        SalesOrderFactory(currency="JPY")
    assert refusal.value.field == "currency"


def test_a_line_is_described_and_priced_by_its_product(session):
    product = ProductFactory(
        name="水泵", model="X1", unit="set", list_price=D(113), cost_price=D(50), tax_rate=TaxRateFactory()
    )
    line = SalesOrderLineFactory(product=product, quantity=D(2), unit_price=None, order__tax_included=False)
    session.flush()
    session.expire(line)
    assert (line.name, line.model, line.unit) == ("水泵", "X1", "set")
    assert (line.unit_price, line.tax_percent, line.cost_price) == (100, 13, 50)
    assert (line.net, line.tax, line.amount) == (200, 26, 226)
    assert [reason["why"] for reason in line.price_reason] == ["list_price"]
    product.name = "Renamed"
    line.quantity = D(3)
    session.flush()
    assert line.name == "水泵"


def test_a_price_book_proposes_the_price_and_says_why(session):
    product = ProductFactory(list_price=D(113))
    PriceBookLineFactory(book=PriceBookFactory(name="Spring"), product=product, price=D(90))
    line = SalesOrderLineFactory(product=product, unit_price=None)
    assert line.unit_price == 90
    assert line.price_reason[0]["params"]["book"] == ["text", "Spring"]
    line.unit_price = D(80)
    session.flush()
    assert line.price_reason is None


def test_lines_are_numbered_in_their_order(session):
    order = SalesOrderFactory()
    lines = [SalesOrderLineFactory(order=order) for _ in range(2)]
    assert [line.position for line in lines] == [10, 20]


def test_an_order_keeps_what_its_customer_was_called(session):
    customer = CustomerFactory(name="虚构贸易", territory=TerritoryFactory())
    order = SalesOrderFactory(customer=customer)
    assert (order.customer_name, order.territory_id) == ("虚构贸易", customer.territory_id)


@pytest.mark.parametrize(("field", "value"), [("currency", "USD"), ("freight", D(5)), ("tax_included", False)])
def test_what_was_submitted_stands(session, field, value):
    seller = UserFactory(role_names=["Sales"])
    order = SalesOrderFactory(owner=seller)
    SalesOrderLineFactory(order=order)
    order.status = "submitted"
    session.flush()
    setattr(order, field, value)
    with acting_as(seller.id), pytest.raises(RuleError) as refusal:
        session.flush()
    assert refusal.value.field == field


@pytest.mark.parametrize("change", ["add", "edit", "delete"])
def test_the_lines_of_a_submitted_order_stand(session, change):
    line = SalesOrderLineFactory()
    line.order.status = "submitted"
    session.flush()
    if change == "add":
        session.add(SalesOrderLine(order=line.order, name="More", quantity=D(1), unit_price=D(1)))
    elif change == "edit":
        line.quantity = D(5)
    else:
        session.delete(line)
    with pytest.raises(RuleError):
        session.flush()


def test_the_lines_of_imported_history_can_be_brought(session):
    order = SalesOrderFactory(historic=True, number="OLD-1", status="closed")
    SalesOrderLineFactory(order=order)
    assert session.scalars(select(SalesOrderLine).where(SalesOrderLine.order_id == order.id)).all()


def test_the_currency_stands_once_there_are_lines(session):
    seller = UserFactory(role_names=["Sales"])
    order = SalesOrderFactory(owner=seller)
    SalesOrderLineFactory(order=order)
    session.flush()
    order.tax_included = False
    with acting_as(seller.id), pytest.raises(RuleError) as refusal:
        session.flush()
    assert refusal.value.field == "tax_included"


def test_an_order_with_a_number_is_not_deleted(session):
    order = SalesOrderFactory(number="SO2026-000001", status="submitted")
    session.delete(order)
    with pytest.raises(RuleError):
        session.flush()
