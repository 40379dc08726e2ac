"""Factories of the sales module."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory

from app.sales.models.approval_limit import ApprovalLimit
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.models.sales_return import ReturnLine, SalesReturn
from tests.factories.base import RecordFactory
from tests.factories.customers import CustomerFactory
from tests.factories.products import ProductFactory
from tests.factories.system import RoleFactory


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


class ApprovalLimitFactory(RecordFactory):
    class Meta:
        model = ApprovalLimit

    role = factory.SubFactory(RoleFactory)
    amount = Decimal(1000)


class DeliveryNoteFactory(RecordFactory):
    class Meta:
        model = DeliveryNote
        exclude = ("owner",)

    owner = None
    order = factory.SubFactory(SalesOrderFactory, owner=factory.SelfAttribute("..owner"))


class DeliveryLineFactory(RecordFactory):
    class Meta:
        model = DeliveryLine
        exclude = ("owner",)

    owner = None
    order_line = factory.SubFactory(SalesOrderLineFactory, owner=factory.SelfAttribute("..owner"))
    note = factory.SubFactory(DeliveryNoteFactory, order=factory.SelfAttribute("..order_line.order"))
    quantity = Decimal(1)


class SalesReturnFactory(RecordFactory):
    class Meta:
        model = SalesReturn
        exclude = ("owner",)

    owner = None
    order = factory.SubFactory(SalesOrderFactory, owner=factory.SelfAttribute("..owner"))
    reason = "defect"


class ReturnLineFactory(RecordFactory):
    class Meta:
        model = ReturnLine
        exclude = ("owner",)

    owner = None
    order_line = factory.SubFactory(SalesOrderLineFactory, owner=factory.SelfAttribute("..owner"))
    of_return = factory.SubFactory(SalesReturnFactory, order=factory.SelfAttribute("..order_line.order"))
    quantity = Decimal(1)
