"""What the demo company's customers order: some in every state, and the history of an invented former system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from sqlalchemy import func, select

from app.core.access import acting_as
from app.core.clock import today
from app.core.db import db
from app.customers.models.customer import Customer
from app.demo.assortment import REMARK
from app.products import stock
from app.products.enums import ProductStatus
from app.products.models.product import Product
from app.products.models.warehouse import Warehouse
from app.sales import delivery_actions as deliveries
from app.sales import order_actions as acts
from app.sales.enums import Arrangement, OrderStatus
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.models.sales_return import ReturnLine, SalesReturn
from app.system.models.ledger import Delivered
from app.system.models.user import User

DONE = "demo:orders"
SELLERS = ("sales1", "sales2")
APPROVER, MAKER = "gm1", "production1"
EACH, HISTORIC = 2, 36
FREE = Decimal(100)  # per cent off: samples are invoiced and paid as soon as they arrive
S = OrderStatus
TO_PRODUCTION = (S.RELEASED, S.IN_PRODUCTION)
SAMPLES = (S.PAID, S.CLOSED)


def take_orders(seed: int) -> int:
    """Add the orders; how many there are new, none where it was done before or where there is nobody to order."""
    if db.session.execute(select(Delivered.item).where(Delivered.item == DONE)).first() is not None:
        return 0
    people = {user.username: user.id for user in db.session.execute(select(User)).scalars()}
    customers, products = _customers(people), _products()
    if not customers or not products or not {APPROVER, MAKER} <= people.keys():
        return 0
    rng = Random(f"orders {seed}")  # noqa: S311 (nothing here is secret)
    before = _number()
    for number in range(HISTORIC - 1, -1, -1):
        _past(next(customers), products, number, rng)
    for number, state in enumerate(state for state in _states() for _ in range(EACH)):
        order = _draft(next(customers), products, rng, sample=state in SAMPLES, late=number % EACH == 1)
        _bring(order, state, people)
        db.session.commit()
    db.session.add(Delivered(item=DONE))
    db.session.commit()
    return _number() - before


def _states() -> Iterator[OrderStatus]:
    """Those that need no invoice."""
    return (state for state in OrderStatus if state is not S.INVOICED)


def _number() -> int:
    return db.session.scalar(select(func.count()).select_from(SalesOrder)) or 0


def _customers(people: dict[str, int]) -> Iterator[Customer] | None:
    owners = [people[name] for name in SELLERS if name in people]
    found = select(Customer).where(Customer.owner_id.in_(owners), Customer.kind == "company", Customer.country == "CN")
    known = db.session.execute(found.order_by(Customer.id).limit(24)).scalars().all()
    return cycle(known) if known else None


def _products() -> list[Product]:
    found = select(Product).where(Product.remarks == REMARK, Product.status == ProductStatus.ON_SALE.value)
    return list(db.session.execute(found.where(Product.stocked.is_(True)).order_by(Product.id)).scalars())


def _draft(customer: Customer, products: list[Product], rng: Random, *, sample: bool, late: bool) -> SalesOrder:
    """An order of the last weeks for which there is enough in stock; `late`: its promised day is past."""
    day = today() - timedelta(days=rng.randrange(20, 40) if late else rng.randrange(3, 12))
    order = SalesOrder(
        customer=customer, owner=customer.owner, order_date=day, currency="CNY", remarks=REMARK,
        promised_on=day + timedelta(days=rng.randrange(10, 18) if late else rng.randrange(21, 45)),
        delivery_address=customer.address, arrangement=rng.choice(list(Arrangement)).value,
        freight=Decimal(0 if sample else rng.choice((0, 80, 150))),
        customer_reference=f"PO-{rng.randrange(1000, 9999)} DEMO",
    )  # fmt: skip
    db.session.add(order)
    for product in rng.sample(products, rng.randrange(1, 4)):
        quantity = Decimal(rng.randrange(1, 9))
        line = SalesOrderLine(order=order, product=product, quantity=quantity, discount=FREE if sample else None)
        db.session.add(line)
        db.session.flush()
        place = db.session.execute(select(Warehouse).order_by(Warehouse.position, Warehouse.id)).scalars().first()
        if place is not None:
            stock.receive(product, place, quantity, f"{DONE}:{line.id}", "演示生产入库 Demo production")
    return order


def _bring(order: SalesOrder, state: OrderStatus, people: dict[str, int]) -> None:
    """Let the demo's colleagues act until the order is there."""
    if state is S.CANCELLED:
        acts.cancel(order, "客户取消（演示） Cancelled by the customer (demo)")
        return
    for who, act in _way(order, state, people):
        if order.status == state.value:
            return
        with acting_as(who):
            act()
        db.session.flush()


def _way(order: SalesOrder, state: OrderStatus, people: dict[str, int]) -> Iterator[tuple[int, Callable[[], object]]]:
    owner, boss, maker = order.owner_id, people[APPROVER], people[MAKER]
    yield owner, lambda: acts.submit(order)
    yield boss, lambda: acts.approve(order)
    if state in TO_PRODUCTION or order.id % 3 == 0:
        yield boss, lambda: acts.release(order)
        yield maker, lambda: acts.start(order)
        yield maker, lambda: acts.report(order, 35 + order.id % 50, today() + timedelta(days=6))
        if state in TO_PRODUCTION:
            return
    yield boss, lambda: acts.make_ready(order)
    if state is S.PARTLY_SHIPPED:
        yield boss, lambda: _ship_a_part(order)
    yield boss, lambda: deliveries.ship(order, carrier="sf", tracking_number=f"SF-DEMO-{order.id:06}")
    if state is S.RETURNED:
        yield boss, lambda: _return_all(order)
    yield owner, lambda: deliveries.sign_all(order, "仓库 王（演示）")
    yield boss, lambda: acts.close(order)


def _lines(order: SalesOrder) -> list[SalesOrderLine]:
    mine = select(SalesOrderLine).where(SalesOrderLine.order_id == order.id)
    return list(db.session.execute(mine.order_by(SalesOrderLine.id)).scalars())


def _ship_a_part(order: SalesOrder) -> None:
    """Half of what is there, or a tenth of one piece less."""
    line = _lines(order)[0]
    note = DeliveryNote(order=order, carrier="deppon", tracking_number=f"DB-DEMO-{order.id:06}")
    half = (line.quantity / 2).quantize(Decimal(1)) or line.quantity / 2
    db.session.add(DeliveryLine(note=note, order_line=line, quantity=min(half, line.quantity - Decimal("0.5"))))
    db.session.flush()
    deliveries.dispatch(note)


def _return_all(order: SalesOrder) -> None:
    back = SalesReturn(order=order, reason="defect", remarks=REMARK)
    for line in _lines(order):
        db.session.add(ReturnLine(of_return=back, order_line=line, quantity=line.quantity))
    db.session.flush()
    deliveries.book_return(back)


def _past(customer: Customer, products: list[Product], number: int, rng: Random) -> None:
    """One of each fortnight or so of the last year and a half, closed long ago."""
    day: date = today() - timedelta(days=45 + 14 * number + rng.randrange(14))
    order = SalesOrder(
        number=f"OLD-{HISTORIC - number:04}", historic=True, status=S.CLOSED.value, customer=customer,
        owner=customer.owner, order_date=day, promised_on=day + timedelta(days=30), currency="CNY", remarks=REMARK,
    )  # fmt: skip
    db.session.add(order)
    for product in rng.sample(products, rng.randrange(1, 4)):
        price = (product.list_price or Decimal(100)) * Decimal("0.95")
        line = {"product": product, "quantity": Decimal(rng.randrange(1, 30)), "unit_price": price.quantize(Decimal(1))}
        db.session.add(SalesOrderLine(order=order, **line))
    db.session.flush()
