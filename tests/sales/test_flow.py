"""Orders from the draft to the closed file: events, numbers, stock, four eyes, credit, deliveries, returns."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.access import acting_as
from app.core.errors import RuleError
from app.products import stock
from app.sales import delivery_actions as deliveries
from app.sales import order_actions as acts
from app.sales.enums import OrderStatus as S
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.models.sales_return import ReturnLine, SalesReturn
from app.sales.order_moves import move, possible_moves
from tests.factories.customers import CustomerFactory
from tests.factories.products import ProductFactory, WarehouseFactory
from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory
from tests.factories.system import UserFactory
from tests.support.stock import sums_hold

D = Decimal


@pytest.fixture
def seller(session):
    return UserFactory(username="seller", role_names=["Sales"])


@pytest.fixture
def manager(session):
    return UserFactory(username="manager", role_names=["GeneralManager"])


@pytest.fixture
def pump(session):
    product = ProductFactory(name="水泵")
    stock.receive(product, WarehouseFactory(), D(10), "r1")
    return product


@pytest.fixture
def order(session, seller, pump):
    """Four pumps at 100 and one hour of work."""
    made = SalesOrderFactory(owner=seller)
    SalesOrderLineFactory(order=made, product=pump, quantity=D(4))
    SalesOrderLineFactory(order=made, product=ProductFactory(stocked=False), quantity=D(1))
    session.flush()
    return made


def state(session, order):
    """(status, number) as they stand in the database."""
    session.flush()
    return tuple(session.execute(select(SalesOrder.status, SalesOrder.number).where(SalesOrder.id == order.id)).one())


def quantities(session, order):
    """{name: (promised, delivered, returned)} of the lines."""
    session.flush()
    line = SalesOrderLine
    columns = (line.position, line.promised_quantity, line.delivered_quantity, line.returned_quantity)
    return {row[0]: tuple(row[1:]) for row in session.execute(select(*columns).where(line.order_id == order.id))}


def submitted(order, seller):
    with acting_as(seller.id):
        acts.submit(order)
    return order


def approved(order, seller, manager, **options):
    submitted(order, seller)
    with acting_as(manager.id):
        acts.approve(order, **options)
    return order


def ready(order, seller, manager):
    approved(order, seller, manager)
    acts.make_ready(order)
    return order


def test_a_number_is_drawn_at_submission_and_kept(session, order, seller, manager):
    assert state(session, order) == (S.DRAFT, None)
    number = submitted(order, seller).number
    assert number.startswith("SO")
    with acting_as(manager.id):
        acts.reject(order, "Too cheap")
    assert state(session, order) == (S.DRAFT, number)
    assert submitted(order, seller).number == number


def test_each_act_is_an_event_with_its_person(session, order, seller, manager):
    ready(order, seller, manager)
    columns = (OrderEvent.act, OrderEvent.from_status, OrderEvent.to_status, OrderEvent.by_id)
    events = session.execute(select(*columns).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id)).all()
    assert [tuple(event) for event in events[:2]] == [
        ("submit", "draft", "submitted", seller.id), ("approve", "submitted", "approved", manager.id),
    ]  # fmt: skip
    assert [event.to_status for event in events] == ["submitted", "approved", "ready"]


def test_approval_keeps_the_goods_and_cancelling_gives_them_back(session, order, seller, manager, pump):
    approved(order, seller, manager)
    assert (pump.available, quantities(session, order)) == (6, {10: (4, 0, 0), 20: (0, 0, 0)})
    acts.cancel(order, "Changed their mind")
    assert (pump.available, quantities(session, order)[10]) == (10, (0, 0, 0))
    assert state(session, order)[0] == S.CANCELLED
    sums_hold(session)


def test_what_is_lacking_is_said_and_nothing_is_kept(session, order, seller, manager, pump):
    stock.promise(pump, D(8), "others")
    submitted(order, seller)
    with acting_as(manager.id), pytest.raises(RuleError) as refusal:
        with session.begin_nested():
            acts.approve(order)
    assert "水泵 2/4" in str(refusal.value)
    session.refresh(order)
    assert (state(session, order)[0], quantities(session, order)[10][0]) == (S.SUBMITTED, 0)


def test_production_makes_what_is_lacking(session, order, seller, manager, pump):
    others = stock.promise(pump, D(8), "others")
    approved(order, seller, manager, produce=True)
    acts.release(order)
    acts.start(order)
    acts.report(order, 40)
    assert (order.production_percent, state(session, order)[0]) == (40, S.IN_PRODUCTION)
    with pytest.raises(RuleError):
        with session.begin_nested():
            acts.make_ready(order)
    stock.receive(pump, others.warehouse, D(4), "made")
    acts.make_ready(order)
    assert (state(session, order)[0], order.production_percent) == (S.READY, 100)
    assert quantities(session, order)[10][0] == 4


@pytest.mark.parametrize("who", ["owner", "submitter"])
def test_nobody_approves_their_own_order(session, order, manager, seller, who):
    if who == "owner":
        order.owner = manager
    submitted(order, manager if who == "submitter" else seller)
    with acting_as(manager.id), pytest.raises(RuleError) as refusal:
        acts.approve(order)
    assert "Nobody approves" in str(refusal.value)


def test_a_manager_approves_up_to_the_limit_of_the_role(session, seller):
    lead = UserFactory(role_names=["SalesManager"])
    dear = SalesOrderFactory(owner=seller)
    SalesOrderLineFactory(order=dear, product=ProductFactory(stocked=False), unit_price=D("100000.01"))
    submitted(dear, seller)
    seller.profile.department = lead.profile.department
    with acting_as(lead.id), pytest.raises(RuleError) as refusal:
        acts.approve(dear)
    assert refusal.value.params["limit"] == "200,000.00"


def test_a_credit_limit_is_told_at_submission_and_decided_at_approval(session, seller, manager):
    customer = CustomerFactory(owner=seller, credit_limit=D(300))
    orders = [SalesOrderFactory(owner=seller, customer=customer) for _ in range(2)]
    for order in orders:
        SalesOrderLineFactory(order=order, product=ProductFactory(stocked=False))
    session.flush()
    lead = UserFactory(role_names=["SalesManager"])
    with acting_as(seller.id):
        assert "信用额度" not in acts.submit(orders[0])
        assert "信用额度" in acts.submit(orders[1])
    with acting_as(lead.id), pytest.raises(RuleError) as refusal:
        acts.approve(orders[1])
    assert refusal.value.params["over"] == "100.00"
    with acting_as(manager.id):
        acts.approve(orders[1])
    assert state(session, orders[1])[0] == S.APPROVED


def test_everything_leaves_arrives_is_invoiced_paid_and_closed(session, order, seller, manager, pump):
    ready(order, seller, manager)
    note = deliveries.ship(order, tracking_number="SF1")
    assert (state(session, order)[0], note.status, pump.on_hand) == (S.SHIPPED, "dispatched", 6)
    assert note.number.startswith("DN")
    deliveries.sign_all(order, "Wang")
    assert (state(session, order)[0], note.received_by) == (S.DELIVERED, "Wang")
    order.invoiced_amount = order.total
    acts.follow_money(order)
    assert state(session, order)[0] == S.INVOICED
    order.paid_amount = order.total
    acts.follow_money(order)
    assert state(session, order)[0] == S.PAID
    acts.close(order)
    assert state(session, order)[0] == S.CLOSED
    sums_hold(session)


def part(session, order, position, quantity):
    """A delivery note with a part of one line."""
    line = session.scalars(
        select(SalesOrderLine).where(SalesOrderLine.order_id == order.id).order_by(SalesOrderLine.id)
    ).all()[position]
    note = DeliveryNote(order=order)
    session.add(DeliveryLine(note=note, order_line=line, quantity=D(quantity)))
    session.flush()
    return note


def test_a_part_leaves_and_the_rest_follows(session, order, seller, manager, pump):
    ready(order, seller, manager)
    deliveries.dispatch(part(session, order, 0, 3))
    assert (state(session, order)[0], quantities(session, order)[10]) == (S.PARTLY_SHIPPED, (1, 3, 0))
    with pytest.raises(RuleError) as refusal:
        with session.begin_nested():
            deliveries.dispatch(part(session, order, 0, 2))
    assert refusal.value.params["open"] == "1"
    deliveries.ship(order)
    assert (state(session, order)[0], quantities(session, order)) == (S.SHIPPED, {10: (0, 4, 0), 20: (0, 1, 0)})
    sums_hold(session)


def test_a_delivery_note_leaves_once(session, order, seller, manager):
    ready(order, seller, manager)
    note = deliveries.ship(order)
    with pytest.raises(RuleError):
        deliveries.dispatch(note)


def test_goods_do_not_leave_before_the_order_is_ready(session, order, seller, manager):
    approved(order, seller, manager)
    with pytest.raises(RuleError):
        deliveries.ship(order)


def returned(session, order, position, quantity, disposition="restock"):
    """A booked return of a part of one line."""
    line = session.scalars(
        select(SalesOrderLine).where(SalesOrderLine.order_id == order.id).order_by(SalesOrderLine.id)
    ).all()[position]
    back = SalesReturn(order=order, reason="defect")
    session.add(ReturnLine(of_return=back, order_line=line, quantity=D(quantity), disposition=disposition))
    session.flush()
    deliveries.book_return(back)
    return back


def test_goods_come_back_into_stock_or_are_written_off(session, order, seller, manager, pump):
    ready(order, seller, manager)
    deliveries.ship(order)
    assert returned(session, order, 0, 1).number.startswith("RT")
    assert (pump.on_hand, quantities(session, order)[10]) == (7, (0, 4, 1))
    returned(session, order, 0, 1, "write_off")
    assert (pump.on_hand, quantities(session, order)[10]) == (7, (0, 4, 2))
    assert state(session, order)[0] == S.SHIPPED
    with pytest.raises(RuleError) as refusal:
        with session.begin_nested():
            returned(session, order, 0, 3)
    assert refusal.value.params["open"] == "2"
    returned(session, order, 0, 2)
    returned(session, order, 1, 1)
    assert state(session, order)[0] == S.RETURNED
    sums_hold(session)


def test_a_line_of_another_order_is_on_no_paper_of_this_one(session, order, seller, manager):
    stranger = SalesOrderLineFactory()
    session.add(DeliveryLine(note=DeliveryNote(order=order), order_line=stranger, quantity=D(1)))
    with pytest.raises(RuleError) as refusal:
        session.flush()
    assert refusal.value.field == "order_line"


def test_a_paper_stands_once_goods_have_moved(session, order, seller, manager):
    ready(order, seller, manager)
    note = deliveries.ship(order)
    line = session.scalars(select(DeliveryLine).where(DeliveryLine.note_id == note.id)).first()
    line.quantity = D(1)
    with pytest.raises(RuleError):
        session.flush()


def test_history_does_not_go_on(session, seller):
    old = SalesOrderFactory(owner=seller, historic=True, number="OLD-1")
    SalesOrderLineFactory(order=old)
    with acting_as(seller.id), pytest.raises(RuleError):
        acts.submit(old)
    assert all(found.refusal for found in possible_moves(old).values())


def test_moves_are_actions_or_reasons(session, order, seller, manager):
    submitted(order, seller)
    with acting_as(seller.id):
        mine = possible_moves(order)
    assert (mine[S.DRAFT].action, mine[S.CANCELLED].asks) == ("withdraw_order", True)
    assert mine[S.APPROVED].refusal.message.startswith("Your roles do not include")
    assert mine[S.SHIPPED].refusal.message.endswith("at once.")
    with acting_as(manager.id):
        assert possible_moves(order)[S.APPROVED].action == "approve_order"
        move(order, S.APPROVED)
        with pytest.raises(RuleError):
            move(order, S.DELIVERED)
    assert state(session, order)[0] == S.APPROVED


def test_a_move_that_asks_is_left_to_the_page(session, order, seller, manager):
    submitted(order, seller)
    with acting_as(manager.id), pytest.raises(RuleError):
        move(order, S.CANCELLED)
    assert state(session, order)[0] == S.SUBMITTED
