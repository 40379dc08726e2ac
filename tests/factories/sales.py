"""Factories of the sales module."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory

from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from tests.factories.base import RecordFactory
from tests.factories.customers import CustomerFactory
from tests.factories.products import ProductFactory


class SalesOrderFactory(RecordFactory):
    """A draft, of a customer of the same colleague."""

    class Meta:
        model = SalesOrder

    owner = None
    customer = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    order_date = date(2026, 3, 2)
    promised_on = date(2026, 3, 20)


class SalesOrderLineFactory(RecordFactory):
    class Meta:
        model = SalesOrderLine
        exclude = ("owner",)

    owner = None
    order = factory.SubFactory(SalesOrderFactory, owner=factory.SelfAttribute("..owner"))
    product = factory.SubFactory(ProductFactory)
    quantity = Decimal(2)
    unit_price = Decimal(100)


class OrderEventFactory(RecordFactory):
    class Meta:
        model = OrderEvent
        exclude = ("owner",)

    owner = None
    order = factory.SubFactory(SalesOrderFactory, owner=factory.SelfAttribute("..owner"))
    act = "submit"
