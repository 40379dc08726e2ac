"""Factories of what is owed, invoiced, paid and spent. For screens: what adds up is made by the actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory

from app.sales.models.dunning_step import DunningStep
from app.sales.models.invoice import Invoice
from app.sales.models.payment import Payment
from app.sales.models.payment_allocation import PaymentAllocation
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_expense import SalesExpense
from tests.factories.base import RecordFactory
from tests.factories.customers import CustomerFactory
from tests.factories.sales import SalesOrderFactory

HUNDRED = Decimal(100)


class ReceivableInstalmentFactory(RecordFactory):
    class Meta:
        model = ReceivableInstalment
        exclude = ("owner",)

    owner = None
    order = factory.SubFactory(SalesOrderFactory, owner=factory.SelfAttribute("..owner"))
    customer = factory.SelfAttribute("order.customer")
    number = factory.Sequence(lambda number: f"SO2026-{number:06}/1")
    position = 1
    due_on = date(2026, 5, 20)
    amount = HUNDRED
    open_amount = HUNDRED
    open_base = HUNDRED
    currency = "CNY"
    base_currency = "CNY"


class InvoiceFactory(RecordFactory):
    class Meta:
        model = Invoice
        exclude = ("owner",)

    owner = None
    order = factory.SubFactory(SalesOrderFactory, owner=factory.SelfAttribute("..owner"))
    customer = factory.SelfAttribute("order.customer")
    number = factory.Sequence(lambda number: f"INV2026-{number:06}")
    kind = "vat_special"
    issued_on = date(2026, 4, 1)
    amount = Decimal(113)
    net = HUNDRED
    tax = Decimal(13)
    currency = "CNY"
    exchange_rate = Decimal(1)
    base_amount = Decimal(113)
    base_currency = "CNY"


class PaymentFactory(RecordFactory):
    """A draft."""

    class Meta:
        model = Payment
        exclude = ("owner",)

    owner = None
    customer = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    paid_on = date(2026, 4, 1)
    amount = HUNDRED
    bank_reference = factory.Sequence(lambda number: f"BANK{number:06}")


class PaymentAllocationFactory(RecordFactory):
    class Meta:
        model = PaymentAllocation
        exclude = ("owner",)

    owner = None
    payment = factory.SubFactory(PaymentFactory, owner=factory.SelfAttribute("..owner"))
    instalment = factory.SubFactory(ReceivableInstalmentFactory, owner=factory.SelfAttribute("..owner"))
    amount = Decimal(10)
    currency = "CNY"


class DunningStepFactory(RecordFactory):
    class Meta:
        model = DunningStep
        exclude = ("owner",)

    owner = None
    instalment = factory.SubFactory(ReceivableInstalmentFactory, owner=factory.SelfAttribute("..owner"))
    level = "reminder"
    sent_on = date(2026, 5, 25)
    language = "zh"
    subject = factory.Sequence(lambda number: f"催款{number}")
    letter = "请尽快付款。"


class SalesExpenseFactory(RecordFactory):
    class Meta:
        model = SalesExpense

    subject = factory.Sequence(lambda number: f"拜访客户{number}")
    kind = "travel"
    spent_on = date(2026, 4, 1)
    amount = Decimal("88.50")
