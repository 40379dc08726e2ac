"""The ledger of stock: nothing is sold twice, repeats are harmless, and every sum holds."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from app.core.access import acting_as, system_access
from app.core.db import db
from app.core.errors import RuleError
from app.products import stock
from app.products.actions import adjust_by_hand, receive_by_hand
from app.products.models.product import Product
from app.products.models.warehouse import StockLevel, StockMovement, Warehouse
from app.products.rules.stock import state_of
from tests.factories.products import ProductFactory, WarehouseFactory
from tests.factories.system import UserFactory
from tests.support.stock import sums_hold

D = Decimal
BUYERS, IN_STOCK = 50, 10


@pytest.fixture
def pump(session):
    return ProductFactory(name="水泵", reorder_level=D(3))


@pytest.fixture
def north(session):
    return WarehouseFactory(name="北仓", position=1)


@pytest.fixture
def south(session):
    return WarehouseFactory(name="南仓", position=2)


def level(session, product, warehouse):
    """(on hand, promised, available) as they stand in the database."""
    columns = (StockLevel.on_hand, StockLevel.promised, StockLevel.available)
    here = (StockLevel.product_id == product.id, StockLevel.warehouse_id == warehouse.id)
    row = session.execute(select(*columns).where(*here)).one_or_none()
    return None if row is None else tuple(row)


def whole(session, product):
    """The sums on the product and its state."""
    columns = (Product.on_hand, Product.promised, Product.available, Product.stock_state)
    return tuple(session.execute(select(*columns).where(Product.id == product.id)).one())


def test_goods_come_in_are_promised_and_go_out(session, pump, north):
    stock.receive(pump, north, D(10), "r1", "采购到货")
    assert level(session, pump, north) == (10, 0, 10)
    stock.promise(pump, D(4), "o1", "SO1")
    assert level(session, pump, north) == (10, 4, 6)
    stock.issue(pump, north, D(3), "d1", "DN1", promised=True)
    assert level(session, pump, north) == (7, 1, 6)
    stock.release(pump, north, D(1), "c1", "SO1 cancelled")
    assert level(session, pump, north) == (7, 0, 7)
    stock.issue(pump, north, D("0.5"), "s1", "sample")
    assert level(session, pump, north) == (D("6.5"), 0, D("6.5"))
    assert whole(session, pump) == (D("6.5"), 0, D("6.5"), "enough")
    ledger = session.scalars(select(StockMovement).order_by(StockMovement.id)).all()
    assert [(m.kind, m.on_hand_after, m.promised_after) for m in ledger] == [
        ("receipt", 10, 0), ("promise", 10, 4), ("issue", 7, 1), ("release", 7, 0), ("issue", D("6.5"), 0),
    ]  # fmt: skip


def test_the_product_that_is_held_shows_what_was_booked(session, pump, north):
    stock.receive(pump, north, D(3), "r1")
    assert (pump.on_hand, pump.available, pump.stock_state) == (3, 3, "low")
    stock.promise(pump, D(3), "o1")
    assert (pump.promised, pump.available, pump.stock_state) == (3, 0, "out")


def test_whoever_booked_is_noted(session, pump, north):
    keeper = UserFactory(role_names=["ProductManager"])
    with acting_as(keeper.id):
        movement = stock.receive(pump, north, D(1), "r1")
    assert movement.booked_by_id == movement.created_by_id == keeper.id


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda product, place: stock.promise(product, D(11), "x"), "quantity"),
        (lambda product, place: stock.promise(product, D(11), "x", warehouse=place), "quantity"),
        (lambda product, place: stock.issue(product, place, D(9), "x"), "quantity"),
        (lambda product, place: stock.issue(product, place, D(3), "x", promised=True), "quantity"),
        (lambda product, place: stock.release(product, place, D(3), "x"), "quantity"),
        (lambda product, place: stock.adjust(product, place, D(1), "x", "counted"), "counted"),
        (lambda product, place: stock.receive(product, place, D(0), "x"), "quantity"),
    ],
    ids=[
        "too much",
        "too much there",
        "what others were promised",
        "unpromised",
        "unpromised back",
        "below",
        "nothing",
    ],
)
def test_what_is_not_there_is_refused_and_changes_nothing(session, pump, north, act, field):
    stock.receive(pump, north, D(10), "r1")
    stock.promise(pump, D(2), "o1")
    with pytest.raises(RuleError) as refusal:
        act(pump, north)
    assert refusal.value.field == field
    assert level(session, pump, north) == (10, 2, 8)
    assert whole(session, pump) == (10, 2, 8, "enough")
    assert session.scalar(select(func.count()).select_from(StockMovement)) == 2


def test_the_refusal_says_what_is_there(session, pump, north, south):
    stock.receive(pump, north, D(4), "r1")
    stock.receive(pump, south, D(3), "r2")
    with pytest.raises(RuleError) as refusal:
        stock.promise(pump, D(5), "o1")
    assert refusal.value.params == {"title": "水泵", "available": "7", "wanted": "5"}


def test_a_promise_takes_the_first_warehouse_that_has_enough(session, pump, north, south):
    stock.receive(pump, north, D(4), "r1")
    stock.receive(pump, south, D(6), "r2")
    assert stock.promise(pump, D(5), "o1").warehouse_id == south.id
    assert stock.promise(pump, D(4), "o2").warehouse_id == north.id
    north.active = False
    stock.release(pump, north, D(4), "c2")
    session.flush()
    with pytest.raises(RuleError):
        stock.promise(pump, D(2), "o3")


@pytest.mark.parametrize("act", ["receive", "promise", "release", "issue", "adjust"])
def test_a_repeat_is_harmless(session, pump, north, act):
    stock.receive(pump, north, D(10), "r1")
    stock.promise(pump, D(5), "o1")
    acts = {
        "receive": lambda: stock.receive(pump, north, D(2), "x"),
        "promise": lambda: stock.promise(pump, D(2), "x"),
        "release": lambda: stock.release(pump, north, D(2), "x"),
        "issue": lambda: stock.issue(pump, north, D(2), "x"),
        "adjust": lambda: stock.adjust(pump, north, D(9), "x", "counted"),
    }
    first = acts[act]()
    once = level(session, pump, north)
    assert acts[act]().id == first.id
    assert level(session, pump, north) == once


def test_a_repeat_is_harmless_even_when_nothing_is_left(session, pump, north):
    stock.receive(pump, north, D(5), "r1")
    first = stock.promise(pump, D(5), "o1")
    assert stock.promise(pump, D(5), "o1").id == first.id
    assert level(session, pump, north) == (5, 5, 0)


def test_a_key_that_stands_for_something_else_is_refused(session, pump, north, south):
    stock.receive(pump, north, D(5), "x")
    for act in (
        lambda: stock.receive(pump, north, D(6), "x"),
        lambda: stock.receive(pump, south, D(5), "x"),
        lambda: stock.receive(ProductFactory(), north, D(5), "x"),
        lambda: stock.promise(pump, D(5), "x"),
    ):
        with pytest.raises(RuleError):
            act()
    assert level(session, pump, north) == (5, 0, 5)


def test_what_was_counted_holds(session, pump, north):
    stock.adjust(pump, north, D(7), "count1", "盘点")
    assert level(session, pump, north) == (7, 0, 7)
    stock.adjust(pump, north, D("4.25"), "count2", "damaged")
    assert level(session, pump, north) == (D("4.25"), 0, D("4.25"))
    with pytest.raises(RuleError):
        stock.adjust(pump, north, D("4.25"), "count3", "again")


def test_a_service_has_no_stock(session, north):
    service = ProductFactory(stocked=False)
    assert service.stock_state == "not_kept"
    for act in (lambda: stock.receive(service, north, D(1), "x"), lambda: stock.adjust(service, north, D(1), "x", "y")):
        with pytest.raises(RuleError):
            act()


def test_acts_by_hand_are_acts_of_their_own(session, pump, north):
    receive_by_hand(pump, north, D(2), None)
    receive_by_hand(pump, north, D(2), None)
    adjust_by_hand(pump, north, D(1), "lost")
    assert level(session, pump, north) == (1, 0, 1)


STATES = [(available, reorder) for available in ("0", "1", "3", "3.0001", "50") for reorder in (None, "0", "3")]


@pytest.mark.parametrize(("available", "reorder"), STATES)
def test_the_database_and_the_rule_agree_on_the_state(session, north, available, reorder):
    product = ProductFactory(reorder_level=None if reorder is None else D(reorder))
    if D(available):
        stock.receive(product, north, D(available), "r1")
    assert whole(session, product)[3] == state_of(D(available), product.reorder_level, kept=True)
    product.reorder_level = D(1)
    session.flush()
    assert whole(session, product)[3] == state_of(D(available), D(1), kept=True)
    product.stocked = False
    session.flush()
    assert whole(session, product)[3] == "not_kept"


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_in_whatever_order_the_sums_hold(session, seed):
    rng = Random(seed)
    products = [ProductFactory(reorder_level=rng.choice((None, D(5)))) for _ in range(3)]
    places = [WarehouseFactory() for _ in range(2)]
    done = refused = 0
    for number in range(200):
        product, place = rng.choice(products), rng.choice(places)
        quantity, key = D(rng.randrange(1, 200)) / 10, f"k{rng.randrange(number + 1)}"
        acts = (
            lambda: stock.receive(product, place, quantity, key),  # noqa: B023
            lambda: stock.promise(product, quantity, key),  # noqa: B023
            lambda: stock.promise(product, quantity, key, warehouse=place),  # noqa: B023
            lambda: stock.release(product, place, quantity, key),  # noqa: B023
            lambda: stock.issue(product, place, quantity, key, promised=rng.random() < 0.5),  # noqa: B023
            lambda: stock.adjust(product, place, quantity, key, "count"),  # noqa: B023
        )
        try:
            rng.choice(acts)()
            done += 1
        except RuleError:
            refused += 1
    assert done > 40
    assert refused > 20
    sums_hold(session)


def test_fifty_buyers_of_ten(committing_app):
    """Each buys one; ten get it, forty are refused, and a buyer who asks twice gets one."""
    app = committing_app
    with app.app_context(), system_access("test"):
        product, place = ProductFactory(), WarehouseFactory()
        stock.receive(product, place, D(IN_STOCK), "r1")
        db.session.commit()
        product_id = product.id
        db.session.remove()
    started, bought, refused, broken = Barrier(BUYERS, timeout=60), [], [], []

    def buy(number: int) -> None:
        with app.app_context(), system_access("buy"):
            try:
                started.wait()
                for _ in range(2):
                    mine = db.session.scalars(select(Product).where(Product.id == product_id)).one()
                    stock.promise(mine, D(1), f"order:{number}")
                    db.session.commit()
                bought.append(number)
            except RuleError:
                db.session.rollback()
                refused.append(number)
            except Exception as error:
                broken.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=buy, args=(number,)) for number in range(BUYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken, broken
    assert (len(bought), len(refused)) == (IN_STOCK, BUYERS - IN_STOCK)
    with app.app_context(), system_access("look"):
        assert whole(db.session, product)[:3] == (IN_STOCK, IN_STOCK, 0)
        sums_hold(db.session)
        keys = db.session.scalars(select(StockMovement.key).where(StockMovement.kind == "promise")).all()
        assert sorted(keys) == sorted(f"order:{number}" for number in bought)


def test_the_same_act_at_the_same_moment_is_booked_once(committing_app):
    app = committing_app
    with app.app_context(), system_access("test"):
        product, place = ProductFactory(), WarehouseFactory()
        stock.receive(product, place, D(1), "r1")
        db.session.commit()
        ids = product.id, place.id
        db.session.remove()
    started, outcomes = Barrier(8, timeout=60), []

    def act() -> None:
        with app.app_context(), system_access("buy"):
            try:
                started.wait()
                mine = db.session.scalars(select(Product).where(Product.id == ids[0])).one()
                here = db.session.scalars(select(Warehouse).where(Warehouse.id == ids[1])).one()
                outcomes.append(stock.promise(mine, D(1), "order:1", warehouse=here).id)
                db.session.commit()
            except Exception as error:
                outcomes.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert len(set(outcomes)) == 1, outcomes
    with app.app_context(), system_access("look"):
        assert whole(db.session, product)[:3] == (1, 1, 0)
