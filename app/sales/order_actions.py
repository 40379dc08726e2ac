"""What is done with orders. The caller owns the transaction; each act is one event."""

from __future__ import annotations

from datetime import date as Day

from app.core.access import acting_user_id
from app.core.clock import now, today
from app.core.db import db
from app.core.display import display_plain
from app.core.errors import RuleError
from app.core.i18n import translate
from app.core.text import N_
from app.sales import order_stock
from app.sales.enums import OrderAct, OrderStatus
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.order_facts import actor, facts_of, hold_customer
from app.sales.rules.lateness import lead_time, punctuality
from app.sales.rules.order_flow import beyond_credit, check, step_of
from app.system.sequences import draw

DONE = 100  # per cent


def submit(order: SalesOrder) -> str:
    """Ask for approval; the number is drawn, and a credit limit that is exceeded is said at once."""
    hold(order)
    facts = facts_of(order)
    _go(order, OrderAct.SUBMIT)
    order.submitted_by_id, order.submitted_at = acting_user_id(), now()
    if order.number is None:  # after a rejection it keeps the one it has
        order.number = draw(db.session(), "sales_order", today())
    over = beyond_credit(facts)
    if over:
        message = N_("“%(title)s” is submitted. It goes %(over)s beyond the credit limit: who approves must decide.")
        return translate(message, title=order.number, over=display_plain(over))
    return translate(N_("“%(title)s” awaits approval."), title=order.number)


def withdraw(order: SalesOrder) -> None:
    """Take an order back that nobody has approved yet."""
    hold(order)
    _go(order, OrderAct.WITHDRAW)


def approve(order: SalesOrder, note: str | None = None, *, produce: bool = False) -> None:
    """Let an order go on, with the goods kept for it; `produce`: production makes what is lacking."""
    hold(order)
    hold_customer(order)
    _go(order, OrderAct.APPROVE, note)
    order.approved_by_id, order.approved_at = acting_user_id(), now()
    lacking = order_stock.promise(order)
    if not produce:
        order_stock.refuse_lacking(lacking)


def reject(order: SalesOrder, reason: str) -> None:
    """Give an order back to whoever submitted it, and say why."""
    hold(order)
    _go(order, OrderAct.REJECT, reason)


def release(order: SalesOrder) -> None:
    """Hand an order to production."""
    hold(order)
    _go(order, OrderAct.RELEASE)
    order.released_at, order.production_percent = now(), 0


def start(order: SalesOrder) -> None:
    """Production begins."""
    hold(order)
    _go(order, OrderAct.START)


def report(order: SalesOrder, percent: int, finish: Day | None = None, note: str | None = None) -> None:
    """How far production is, and when it expects to be done."""
    if not 0 <= percent <= DONE:
        raise RuleError(N_("Give a percentage between 0 and 100."), field="percent")
    hold(order)
    said = " · ".join(str(part) for part in (f"{percent}%", finish, note) if part)
    _go(order, OrderAct.REPORT, said[:500])
    order.production_percent, order.expected_finish = percent, finish or order.expected_finish


def make_ready(order: SalesOrder) -> None:
    """The goods lie ready: what was still lacking is promised now, or the order waits."""
    hold(order)
    made = OrderStatus.IN_PRODUCTION in step_of(OrderStatus(order.status), OrderAct.MAKE_READY).sources
    order_stock.refuse_lacking(order_stock.promise(order))
    _go(order, OrderAct.MAKE_READY)
    if made:
        order.production_percent, order.expected_finish = DONE, today()


def close(order: SalesOrder) -> None:
    """Nothing more happens with an order."""
    hold(order)
    _go(order, OrderAct.CLOSE)
    order.closed_on = today()


def cancel(order: SalesOrder, reason: str) -> None:
    """Give an order up, and the goods that were kept for it back."""
    hold(order)
    _go(order, OrderAct.CANCEL, reason)
    order_stock.release(order)
    order.closed_on = today()


def follow_shipping(order: SalesOrder, note: str) -> None:
    """Goods have left: all, or a part of them."""
    _go(order, OrderAct.SHIP, note)
    order.shipped_on = today()
    order.punctuality = punctuality(order.promised_on, order.shipped_on).value
    order.lead_time = lead_time(order.order_date, order.shipped_on).value


def follow_receipt(order: SalesOrder, note: str) -> None:
    """The last delivery is signed for; an order that is paid already goes on at once."""
    order.delivered_on = today()
    _go(order, OrderAct.CONFIRM, note)
    follow_money(order)


def follow_money(order: SalesOrder) -> None:
    """What invoices and payments mean for a delivered order; whoever books one calls this in the same transaction.

    `invoiced_amount` and `paid_amount` stand already; nothing happens to an order that is not that far.
    """
    if order.status == OrderStatus.DELIVERED.value and order.invoiced_amount >= order.total:
        _go(order, OrderAct.INVOICE)
    if order.status == OrderStatus.INVOICED.value and order.paid_amount >= order.total:
        _go(order, OrderAct.PAY)


def hold(order: SalesOrder) -> None:
    """Let nobody else act on the order meanwhile, and see it as it is now."""
    db.session.flush()
    db.session.refresh(order, with_for_update=True)


def _go(order: SalesOrder, act: OrderAct, note: str | None = None) -> None:
    """Bring the order into its next state, if it may; the event says who did it."""
    target = check(act, facts_of(order), actor())
    event = OrderEvent(order=order, act=act.value, from_status=order.status, to_status=target.value, note=note)
    event.by_id = acting_user_id()
    db.session.add(event)
    order.status = target.value
    db.session.flush()


def follow_return(order: SalesOrder, note: str) -> None:
    """Goods came back; an order of which all came back is a returned one."""
    facts = facts_of(order)
    if facts.all_returned and order.status != OrderStatus.CLOSED.value:
        _go(order, OrderAct.RETURN, note)
        order.closed_on = today()
