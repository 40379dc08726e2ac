"""Scorecard row 6: however many approve orders at once, no more is promised, and then sold, than lies in stock."""

from __future__ import annotations

from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import func, select

from app.core.access import acting_as, system_access
from app.core.db import db
from app.core.errors import RuleError
from app.products import stock
from app.products.models.product import Product
from app.sales import delivery_actions, order_actions
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from tests.factories.products import ProductFactory, WarehouseFactory
from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory
from tests.factories.system import UserFactory
from tests.support.stock import sums_hold

BUYERS, IN_STOCK = 50, 10


def orders_of_one(app: Any) -> tuple[list[int], int, int]:
    """Submitted orders of one piece each, who approves, and the product."""
    with app.app_context(), system_access("test"):
        product = ProductFactory()
        stock.receive(product, WarehouseFactory(), Decimal(IN_STOCK), "r1")
        made = [SalesOrderFactory(owner=None) for _ in range(BUYERS)]
        for order in made:
            SalesOrderLineFactory(order=order, product=product, quantity=Decimal(1))
        boss = UserFactory(role_names=["GeneralManager"])
        for order in made:
            order_actions.submit(order)
        db.session.commit()
        found = [order.id for order in made], boss.id, product.id
        db.session.remove()
    return found


def at_once(app: Any, ids: list[int], act: Any) -> tuple[list[int], list[RuleError], list[Exception]]:
    """Which orders went on, what was refused, and what broke."""
    started, done, refused, broken = Barrier(len(ids), timeout=60), [], [], []

    def go(order_id: int) -> None:
        with app.app_context():
            try:
                started.wait()
                act(order_id)
                done.append(order_id)
            except RuleError as error:
                db.session.rollback()
                refused.append(error)
            except Exception as error:
                broken.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=go, args=(order_id,)) for order_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused, broken


def the(order_id: int) -> SalesOrder:
    return db.session.scalars(select(SalesOrder).where(SalesOrder.id == order_id)).one()


def test_fifty_orders_of_one_and_ten_in_stock(committing_app):
    app = committing_app
    ids, boss, product_id = orders_of_one(app)

    def approve(order_id: int) -> None:
        with acting_as(boss):
            order_actions.approve(the(order_id))
            db.session.commit()

    approved, refused, broken = at_once(app, ids, approve)
    assert not broken, broken
    assert (len(approved), len(refused)) == (IN_STOCK, BUYERS - IN_STOCK)

    def ship(order_id: int) -> None:
        with acting_as(boss):
            order = the(order_id)
            order_actions.make_ready(order)
            delivery_actions.ship(order)
            db.session.commit()

    shipped, _, broken = at_once(app, ids, ship)
    assert not broken, broken
    assert sorted(shipped) == sorted(approved)
    with app.app_context(), system_access("look"):
        sold = select(func.sum(SalesOrderLine.delivered_quantity))
        assert db.session.scalar(sold) == IN_STOCK
        product = db.session.scalars(select(Product).where(Product.id == product_id)).one()
        assert (product.on_hand, product.promised, product.available) == (0, 0, 0)
        sums_hold(db.session)
        numbers = db.session.scalars(select(SalesOrder.number)).all()
        assert len(set(numbers)) == BUYERS


def test_one_order_approved_by_many_goes_on_once(committing_app):
    app = committing_app
    ids, boss, _ = orders_of_one(app)

    def approve(order_id: int) -> None:
        with acting_as(boss):
            order_actions.approve(the(order_id))
            db.session.commit()

    approved, refused, broken = at_once(app, [ids[0]] * 8, approve)
    assert not broken, broken
    assert (len(approved), len(refused)) == (1, 7)
