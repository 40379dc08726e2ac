"""What the board reads: figures and cards of all columns in one statement each, whatever their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import load_only, raiseload

from app.core.access import current_principal
from app.core.clock import today
from app.core.db import db
from app.core.listing import COUNT_LIMIT, Count
from app.customers.models.customer import Customer
from app.sales.enums import OrderStatus
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.rules.lateness import WAITING
from app.sales.rules.order_flow import ENDED

COLUMNS = tuple(status for status in OrderStatus if status not in ENDED)
PAGE = 25  # cards
MOST = 200  # cards of one column that are looked at again when something changed
MINE, DEPARTMENT = "mine", "department"
_SHOWN = (
    "id", "version", "number", "customer_id", "customer_name", "customer_reference", "status", "total", "currency",
    "promised_on", "production_percent", "expected_finish", "shipped_on", "paid_amount", "historic",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a column goes on: after the order with this promised day and number."""

    promised_on: Day
    order_id: int

    def __str__(self) -> str:
        return f"{self.promised_on.isoformat()}_{self.order_id}"


@dataclass(frozen=True)
class BoardFilter:
    """Which orders are asked for. `whose`: "mine", "department" or all that the reader may see."""

    whose: str = ""
    customer_id: int | None = None
    until: Day | None = None
    late: bool = False

    def criteria(self) -> list[ColumnElement[bool]]:
        """The same as conditions; the gate adds its own. Imported history is on no board."""
        order, found = SalesOrder, [SalesOrder.archived_at.is_(None), SalesOrder.historic.is_(False)]
        principal = current_principal()
        if self.whose == MINE:
            found.append(order.owner_id == (principal.user_id if principal else None))
        if self.whose == DEPARTMENT:
            found.append(order.department_id == (principal.department_id if principal else None))
        if self.customer_id is not None:
            found.append(order.customer_id == self.customer_id)
        if self.until is not None:
            found.append(order.promised_on <= self.until)
        return [*found, is_late()] if self.late else found


def is_late() -> ColumnElement[bool]:
    """The same as `days_late` says of orders that somebody waits for."""
    order = SalesOrder
    late = or_(order.promised_on < today(), order.expected_finish > order.promised_on)
    return and_(order.status.in_([status.value for status in WAITING]), late)


@dataclass(frozen=True)
class Figures:
    """How many orders are in a column and what they come to in company currency; of a capped number at least that."""

    count: Count = field(default_factory=lambda: Count(0))
    amount: Decimal = Decimal(0)


def figures(asked: BoardFilter, states: Sequence[OrderStatus] = COLUMNS) -> dict[OrderStatus, Figures]:
    """The figures of each column, counting no further than lists do."""
    parts = [_counted(asked, status, number).subquery() for number, status in enumerate(states)]
    rows = db.session.execute(union_all(*(select(part) for part in parts))).all()
    return {states[number]: _figures(count, amount) for number, count, amount in rows}


def _counted(asked: BoardFilter, status: OrderStatus, number: int) -> Select[Any]:
    few = select(SalesOrder.total_base).where(SalesOrder.status == status.value, *asked.criteria())
    part = few.limit(COUNT_LIMIT + 1).subquery()
    return select(literal(number), func.count(), func.sum(part.c.total_base)).select_from(part)


def _figures(count: int, amount: Decimal | None) -> Figures:
    capped = count > COUNT_LIMIT
    return Figures(Count(COUNT_LIMIT, True) if capped else Count(count), amount or Decimal(0))


def first_cards(
    asked: BoardFilter, sizes: Mapping[OrderStatus, int], found_id: int | None = None, after: Place | None = None
) -> dict[OrderStatus, list[SalesOrder]]:
    """The first orders of each column in `sizes` and one more if there is one, by promised day.

    `found_id`: an order that shall be among them, wherever it stands. `after`: where the columns begin.
    """
    parts = [_first_ids(asked, status, size + 1, after) for status, size in sizes.items()]
    if found_id is not None:
        parts.append(select(SalesOrder.id).where(SalesOrder.id == found_id, *BoardFilter().criteria()))
    wanted = SalesOrder.id.in_(union_all(*(select(part.subquery().c.id) for part in parts)))
    cards = select(SalesOrder).where(wanted).order_by(SalesOrder.promised_on, SalesOrder.id)
    found: dict[OrderStatus, list[SalesOrder]] = {status: [] for status in sizes}
    for order in db.session.execute(cards.options(*_as_cards())).scalars():
        found.setdefault(OrderStatus(order.status), []).append(order)
    return found


def _first_ids(asked: BoardFilter, status: OrderStatus, limit: int, after: Place | None) -> Select[Any]:
    order = SalesOrder
    ids = select(order.id).where(order.status == status.value, *asked.criteria())
    if after is not None:
        ids = ids.where(
            tuple_(order.promised_on, order.id) > tuple_(literal(after.promised_on), literal(after.order_id))
        )
    return ids.order_by(order.promised_on, order.id).limit(limit)


def cards_of(order_ids: Sequence[int]) -> list[SalesOrder]:
    """Orders as cards show them, in the order of `order_ids`."""
    found = db.session.execute(select(SalesOrder).where(SalesOrder.id.in_(order_ids)).options(*_as_cards())).scalars()
    by_id = {order.id: order for order in found}
    return [by_id[order_id] for order_id in order_ids if order_id in by_id]


def _as_cards() -> list[Any]:
    return [load_only(*(getattr(SalesOrder, name) for name in _SHOWN), raiseload=True), raiseload("*")]


def customer_names(orders: Sequence[SalesOrder]) -> dict[int, str]:
    """What the customers that the reader may see are called, by their numbers."""
    ids = {order.customer_id for order in orders}
    names = select(Customer.id, Customer.name).where(Customer.id.in_(ids))
    return dict(db.session.execute(names).all()) if ids else {}


def delivered_shares(order_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """(lines that left in full, lines) of orders, by their numbers."""
    line = SalesOrderLine
    full = func.count().filter(line.delivered_quantity >= line.quantity)
    shares = select(line.order_id, full, func.count()).where(line.order_id.in_(order_ids), line.archived_at.is_(None))
    return {order_id: (done, all_) for order_id, done, all_ in db.session.execute(shares.group_by(line.order_id))}


def changed_since(moment: datetime) -> bool:
    """Whether something that the reader sees became different: production and money are seen by their events."""
    edited = select(SalesOrder.id).where(SalesOrder.changed_at > moment).limit(1)
    happened = select(OrderEvent.id).where(OrderEvent.created_at > moment).limit(1)
    return any(db.session.execute(statement).first() is not None for statement in (edited, happened))
