"""Whatever is done with orders in whatever order: totals, promises, deliveries and the ledger of stock agree."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import func, select

from app.core.errors import RuleError
from app.products import stock
from app.products.models.product import Product
from app.sales import delivery_actions as deliveries
from app.sales import order_actions as acts
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.models.sales_return import ReturnLine, SalesReturn
from tests.factories.products import ExchangeRateFactory, ProductFactory, WarehouseFactory
from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory
from tests.support.stock import sums_hold

D = Decimal
STEPS = 160


class Walk:
    """Some orders, some goods, and acts drawn from a seed."""

    def __init__(self, session, seed):
        self.session, self.rng = session, Random(seed)
        self.products = [ProductFactory(stocked=number < 3, list_price=D("33.33")) for number in range(4)]
        self.place = WarehouseFactory()
        ExchangeRateFactory(currency="USD", rate=D("7.0137"))
        for product in self.products[:3]:
            stock.receive(product, self.place, D(40), f"begin:{product.id}")
        self.orders = [SalesOrderFactory(currency=self.rng.choice(("CNY", "USD"))) for _ in range(6)]
        self.done = self.refused = 0

    def line(self, order):
        found = select(SalesOrderLine).where(SalesOrderLine.order_id == order.id).order_by(SalesOrderLine.id)
        lines = self.session.scalars(found).all()
        return self.rng.choice(lines) if lines else SalesOrderLineFactory(order=order)

    def quantity(self):
        return D(self.rng.randrange(1, 60)) / 10

    def add_line(self, order):
        percent = self.rng.choice((None, D("12.5")))
        product = self.rng.choice(self.products)
        self.session.add(
            SalesOrderLine(order=order, product=product, quantity=self.quantity(), discount=percent, tax_percent=D(13))
        )
        self.session.flush()

    def drop_line(self, order):
        self.session.delete(self.line(order))
        self.session.flush()

    def ship_a_part(self, order):
        note = DeliveryNote(order=order)
        self.session.add(DeliveryLine(note=note, order_line=self.line(order), quantity=self.quantity()))
        self.session.flush()
        deliveries.dispatch(note)

    def take_back(self, order):
        back, fate = SalesReturn(order=order, reason="defect"), self.rng.choice(("restock", "write_off"))
        part = ReturnLine(of_return=back, order_line=self.line(order), quantity=self.quantity(), disposition=fate)
        self.session.add(part)
        self.session.flush()
        deliveries.book_return(back)

    def pay(self, order):
        order.invoiced_amount = order.paid_amount = order.total
        acts.follow_money(order)

    def forward(self, order):
        """The usual next act, so that some orders come to their end."""
        usual = {
            "draft": acts.submit if order.total else self.add_line, "submitted": acts.approve,
            "approved": acts.make_ready, "ready": self.ship_a_part, "partly_shipped": deliveries.ship,
            "shipped": self.take_back, "delivered": self.take_back,
        }  # fmt: skip
        usual.get(order.status, self.add_line)(order)

    def go(self):
        ways = (
            *[self.forward] * 14,
            self.add_line, self.add_line, self.add_line, self.drop_line, acts.submit, acts.submit, acts.withdraw,
            acts.approve, acts.approve, lambda order: acts.approve(order, produce=True), acts.release, acts.start,
            lambda order: acts.reject(order, "no"), lambda order: acts.report(order, 50), acts.make_ready,
            acts.make_ready, self.ship_a_part, self.ship_a_part, deliveries.ship, self.take_back, self.take_back,
            lambda order: deliveries.sign_all(order, "Li"), self.pay, acts.close,
            lambda order: acts.cancel(order, "no") if self.rng.random() < 0.1 else acts.submit(order),
        )  # fmt: skip
        for _ in range(STEPS):
            order, act = self.rng.choice(self.orders), self.rng.choice(ways)
            try:
                with self.session.begin_nested():
                    act(order)
                self.done += 1
            except RuleError:
                self.refused += 1
            self.session.expire_all()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.filterwarnings("ignore:Identity map already had an identity")
def test_every_sum_holds(session, seed):
    walk = Walk(session, seed)
    walk.go()
    assert walk.done > 25
    assert walk.refused > 25
    sums_hold(session)
    assert session.scalar(select(func.count(SalesReturn.number))) > 0
    for order in walk.orders:
        totals_hold(session, order)
        events_hold(session, order)
    promised = select(SalesOrderLine.product_id, func.sum(SalesOrderLine.promised_quantity))
    for product_id, kept in session.execute(promised.group_by(SalesOrderLine.product_id)).all():
        assert session.scalar(select(Product.promised).where(Product.id == product_id)) == kept


def totals_hold(session, order):
    """The order is the sum of its lines, and its lines are what their papers say."""
    line = SalesOrderLine
    of_order = select(func.sum(line.net), func.sum(line.tax), func.sum(line.amount)).where(line.order_id == order.id)
    net, tax, amount = (value or 0 for value in session.execute(of_order).one())
    session.refresh(order)
    assert (order.net_total, order.tax_total, order.total) == (net, tax, amount)
    assert net + tax == amount
    for one in session.scalars(select(line).where(line.order_id == order.id)).all():
        session.refresh(one)
        assert 0 <= one.returned_quantity <= one.delivered_quantity <= one.quantity
        assert one.promised_quantity + one.delivered_quantity <= one.quantity
        sent = select(func.sum(DeliveryLine.quantity)).join(DeliveryNote, DeliveryNote.id == DeliveryLine.note_id)
        sent = sent.where(DeliveryLine.order_line_id == one.id, DeliveryNote.number.is_not(None))
        assert (session.scalar(sent) or 0) == one.delivered_quantity
        back = select(func.sum(ReturnLine.quantity)).join(SalesReturn, SalesReturn.id == ReturnLine.of_return_id)
        back = back.where(ReturnLine.order_line_id == one.id, SalesReturn.number.is_not(None))
        assert (session.scalar(back) or 0) == one.returned_quantity


def events_hold(session, order):
    """Each event goes on where the one before it ended, and the last one says how the order is."""
    found = select(OrderEvent.from_status, OrderEvent.to_status).where(OrderEvent.order_id == order.id)
    state = "draft"
    for before, after in session.execute(found.order_by(OrderEvent.id)):
        assert before == state
        state = after
    assert session.scalar(select(SalesOrder.status).where(SalesOrder.id == order.id)) == state
