"""Goods leave and come back. The caller owns the transaction; orders are held before their lines are changed."""

from __future__ import annotations

from datetime import date as Day
from typing import Any

from sqlalchemy import select

from app.core.clock import today
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.products import stock
from app.products.models.product import Product
from app.products.models.warehouse import Warehouse
from app.sales.enums import DeliveryStatus, Disposition, OrderStatus, ReturnStatus
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.models.sales_return import ReturnLine, SalesReturn
from app.sales.order_actions import follow_receipt, follow_return, follow_shipping, hold
from app.sales.order_facts import is_stocked, lines_of
from app.sales.order_stock import issue
from app.sales.rules.deliveries import check_delivery, check_open, check_return, check_shipping
from app.system.sequences import draw

NO_LINES = N_("There is nothing on it yet: add its lines first.")


def fill(note: DeliveryNote) -> None:
    """Put everything on a delivery note that is still to be delivered and not on it."""
    check_open(note.status, DeliveryStatus.DRAFT.value)
    on_it = set(db.session.execute(select(DeliveryLine.order_line_id).where(*_living(DeliveryLine, note))).scalars())
    for line, _ in lines_of(note.order):
        if line.id not in on_it and line.delivered_quantity < line.quantity:
            rest = line.quantity - line.delivered_quantity
            db.session.add(DeliveryLine(note=note, order_line=line, quantity=rest))
    db.session.flush()


def dispatch(note: DeliveryNote) -> None:
    """The goods of a delivery note leave, those that were promised to the order; the order follows."""
    order = note.order
    hold(order)
    db.session.refresh(note)
    check_open(note.status, DeliveryStatus.DRAFT.value)
    check_shipping(order.status)
    note.status, note.shipped_on = DeliveryStatus.DISPATCHED.value, today()
    note.address, note.arrangement = note.address or order.delivery_address, note.arrangement or order.arrangement
    for part, line, product in _parts(DeliveryLine, note):
        check_delivery(line.quantity, line.delivered_quantity, part.quantity, line.name)
        if product is not None and is_stocked(product):
            issue(line, product, part.quantity, f"delivery-line:{part.id}", str(order))
        line.delivered_quantity += part.quantity
    db.session.flush()
    note.number = draw(db.session(), "delivery_note", today())
    follow_shipping(order, note.number)


def ship(order: SalesOrder, **values: Any) -> DeliveryNote:
    """Everything that is still open leaves on one delivery note; `values` are its fields."""
    hold(order)
    note = DeliveryNote(order=order, **values)
    db.session.add(note)
    db.session.flush()
    fill(note)
    dispatch(note)
    return note


def sign(note: DeliveryNote, received_by: str, day: Day | None = None) -> None:
    """The customer has the goods; with the last delivery note the order is delivered."""
    order = note.order
    hold(order)
    db.session.refresh(note)
    if note.status != DeliveryStatus.DISPATCHED.value:
        raise RuleError(N_("Only goods that are on their way are signed for."))
    on = day or today()
    if note.shipped_on is not None and on < note.shipped_on:
        raise RuleError(N_("Goods are not received before they left."), field="day")
    note.status, note.received_by, note.received_on = DeliveryStatus.RECEIVED.value, received_by, on
    db.session.flush()
    waiting = select(DeliveryNote.id).where(
        DeliveryNote.order_id == order.id, DeliveryNote.status == DeliveryStatus.DISPATCHED.value
    )
    if order.status == OrderStatus.SHIPPED.value and db.session.execute(waiting).first() is None:
        follow_receipt(order, str(note))


def sign_all(order: SalesOrder, received_by: str, day: Day | None = None) -> None:
    """Everything of an order that is on its way has arrived."""
    hold(order)
    on_way = select(DeliveryNote).where(DeliveryNote.order_id == order.id, DeliveryNote.archived_at.is_(None))
    on_way = on_way.where(DeliveryNote.status == DeliveryStatus.DISPATCHED.value).order_by(DeliveryNote.id)
    notes = db.session.execute(on_way).scalars().all()
    if not notes:
        raise RuleError(N_("Nothing of this order is on its way."))
    for note in notes:
        sign(note, received_by, day)


def book_return(back: SalesReturn) -> None:
    """Goods are back: in stock again or written off; never more than were delivered."""
    order = back.order
    hold(order)
    db.session.refresh(back)
    check_open(back.status, ReturnStatus.DRAFT.value)
    back.status, back.booked_on = ReturnStatus.BOOKED.value, today()
    for part, line, product in _parts(ReturnLine, back):
        check_return(line.delivered_quantity, line.returned_quantity, part.quantity, line.name)
        if product is not None and is_stocked(product) and part.disposition == Disposition.RESTOCK.value:
            place = part.warehouse or line.warehouse
            stock.receive(product, _known(place), part.quantity, f"return-line:{part.id}", str(order))
        line.returned_quantity += part.quantity
    db.session.flush()
    back.number = draw(db.session(), "sales_return", today())
    follow_return(order, back.number)


def _known(place: Warehouse | None) -> Warehouse:
    if place is None:
        raise RuleError(N_("Say into which warehouse the goods go."), field="warehouse")
    return place


def _living(model: Any, paper: Any) -> tuple[Any, ...]:
    link = model.note_id if model is DeliveryLine else model.of_return_id
    return link == paper.id, model.archived_at.is_(None)


def _parts(model: Any, paper: Any) -> list[tuple[Any, SalesOrderLine, Product | None]]:
    """The lines of a delivery note or return with those of the order, in the order in which stock is booked."""
    found = select(model, SalesOrderLine, Product).join(SalesOrderLine, SalesOrderLine.id == model.order_line_id)
    found = found.outerjoin(Product, Product.id == SalesOrderLine.product_id).where(*_living(model, paper))
    found = found.order_by(SalesOrderLine.product_id, model.id).execution_options(populate_existing=True)
    db.session.flush()
    rows = [(part, line, product) for part, line, product in db.session.execute(found)]
    if not rows:
        raise RuleError(NO_LINES)
    return rows
