"""What holds for orders and their lines, whoever saves them: form, action, import, API or job."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from app.core.access import current_principal, system_access
from app.core.history import ChangeKind, changed_fields
from app.core.money import round_to
from app.core.save_rules import before_save_of, has_set, linked_id
from app.core.saving import guard
from app.customers.models.customer import Customer
from app.products.currencies import company_currency, facts_of, rate_on
from app.sales.enums import OrderStatus
from app.sales.history import check_new, ship_line
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.order_lines import amounts_of, cost_of, order_of, settle, write_base
from app.sales.rules.order_edits import PRICED_BY, check_changes, check_line_change, check_removal
from app.sales.rules.order_totals import ZERO, LineAmounts, totals
from app.system.models.user import UserProfile

REMOVALS = (ChangeKind.ARCHIVE, ChangeKind.DELETE)


@before_save_of(SalesOrderLine)
def keep_lines_priced(session: Session, lines: list[SalesOrderLine]) -> None:
    """A line that people touch costs what it says, and its order is the sum of its lines."""
    touched = [line for line in lines if _by_people(session, line)]
    orders = {id(order): order for order in (order_of(line) for line in touched)}
    _hold(session, orders.values())
    for order in orders.values():
        _settle_facts(session, order)
    for line in touched:
        order = order_of(line)
        if order not in session.deleted:
            check_line_change(order.status or OrderStatus.DRAFT.value, historic=bool(order.historic))
        if line not in session.deleted and line.archived_at is None:
            settle(session, line, order)
            ship_line(line, order)
            if line.cost_price is None and line.product is not None:
                line.cost_price = cost_of(line.product, order)
    for order in orders.values():
        _add_up(session, order)


@before_save_of(SalesOrder)
def keep_orders_true(session: Session, orders: list[SalesOrder]) -> None:
    """An order says for whom, at which rate and for how much."""
    for order in orders:
        if order in session.new:
            check_new(order)
        if order in session.deleted or not has_set(order, "customer", "customer_id", "owner", "owner_id", *PRICE_FACTS):
            continue
        _settle_facts(session, order)
        if inspect(order).persistent and has_set(order, "exchange_rate"):
            _convert_again(session, order)
        _add_up(session, order)


PRICE_FACTS = ("currency", "order_date", "freight", "tax_included")


def _by_people(session: Session, line: SalesOrderLine) -> bool:
    """Whether more changes than what deliveries and promises write."""
    if line in session.new or line in session.deleted or has_set(line, "archived_at"):
        return True
    return bool(changed_fields(line)) or line.unit_price is None


def _hold(session: Session, orders: Iterable[SalesOrder]) -> None:
    """Let whoever changes another line of the same order wait, and see what became of the order meanwhile."""
    known = [order for order in orders if inspect(order).persistent]
    for order in sorted(known, key=lambda order: order.id):
        if session.is_modified(order):
            with system_access("wait for others who change the order"):
                session.execute(select(SalesOrder.id).where(SalesOrder.id == order.id).with_for_update())
        else:
            session.refresh(order, with_for_update=True)


def _settle_facts(session: Session, order: SalesOrder) -> None:
    """What an order takes from its customer, its owner and its day; what was submitted keeps it."""
    order.currency = order.currency or company_currency()
    order.tax_included = True if order.tax_included is None else order.tax_included
    if has_set(order, "customer", "customer_id"):
        _take_from_customer(session, order)
    if has_set(order, "owner", "owner_id") and linked_id(order, "department") is None:
        of_owner = select(UserProfile.department_id).where(UserProfile.user_id == linked_id(order, "owner"))
        order.department_id = session.execute(of_owner).scalar()
    if order.exchange_rate is None or has_set(order, "currency", "order_date"):
        rate = rate_on(order.currency, order.order_date)
        order.exchange_rate, order.rate_day, order.base_currency = rate.rate, rate.day, company_currency()


def _take_from_customer(session: Session, order: SalesOrder) -> None:
    with system_access("copy what an order says of its customer"):
        columns = (Customer.name, Customer.territory_id)
        held = inspect(order).dict.get("customer")
        row: Any = held if held is not None else session.execute(
            select(*columns).where(Customer.id == linked_id(order, "customer"))
        ).one_or_none()  # fmt: skip
    if row is not None:
        order.customer_name = row.name
        order.territory_id = linked_id(row, "territory") if held is not None else row.territory_id


def _add_up(session: Session, order: SalesOrder) -> None:
    digits = facts_of(order.currency).digits
    base = facts_of(order.base_currency or company_currency()).digits
    order.freight = None if order.freight is None else round_to(order.freight, digits)
    found = totals(_amounts(session, order), order.freight or ZERO, digits, order.exchange_rate or ZERO, base)
    order.discount_total, order.net_total, order.tax_total = found.discount, found.net, found.tax
    order.total, order.total_base, order.net_base = found.total, found.base, found.net_base


def _convert_again(session: Session, order: SalesOrder) -> None:
    """Another day has another rate: the lines follow it."""
    with system_access("convert the lines of an order"):
        lines = session.scalars(select(SalesOrderLine).where(SalesOrderLine.order_id == order.id)).all()
    for line in lines:
        write_base(line, order)


def _amounts(session: Session, order: SalesOrder) -> list[LineAmounts]:
    """Those of the lines in hand as they are, of all others as they stand in the database."""
    here = [line for line in (*session.new, *session.dirty, *session.deleted) if isinstance(line, SalesOrderLine)]
    mine = [line for line in here if line.order is order or (order.id and linked_id(line, "order") == order.id)]
    found = [amounts_of(line) for line in mine if line not in session.deleted and line.archived_at is None]
    if order.id is None:
        return found
    line = SalesOrderLine
    others = select(line.discount_amount, line.net, line.tax, line.amount, line.net_base).where(
        line.order_id == order.id, line.archived_at.is_(None), line.id.not_in([one.id for one in mine if one.id])
    )
    with system_access("add up the lines of an order"):
        return [*found, *(LineAmounts(*row) for row in session.execute(others))]


@guard(SalesOrder)
def keep_what_was_agreed(session: Session, order: SalesOrder, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """What customer and company agreed on stands; numbers have no gaps."""
    if kind in REMOVALS:
        check_removal(order.number, historic=bool(order.historic))
    principal = current_principal()
    if kind is not ChangeKind.UPDATE or principal is None or principal.reason:
        return
    priced = bool(PRICED_BY.intersection(changes)) and _has_lines(session, order)
    check_changes(order.status, changes.keys(), historic=order.historic, has_lines=priced)


def _has_lines(session: Session, order: SalesOrder) -> bool:
    living = (SalesOrderLine.order_id == order.id, SalesOrderLine.archived_at.is_(None))
    return bool(session.execute(select(func.count()).select_from(SalesOrderLine).where(*living)).scalar())
