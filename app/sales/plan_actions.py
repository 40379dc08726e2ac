"""The payment plan of an order. The caller owns the transaction."""

from __future__ import annotations

from datetime import date as Day

from sqlalchemy import select

from app.core.clock import now
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.products.currencies import facts_of
from app.sales.models.receivable_instalment import NOTHING, ReceivableInstalment
from app.sales.models.sales_order import SalesOrder
from app.sales.money_enums import DunningLevel
from app.sales.money_locks import hold_instalments, hold_order
from app.sales.order_money import money_changed, require_billable, settle
from app.sales.rules.instalments import read_shares, split


def make_plan(order: SalesOrder, shares: str, first_due: Day, months: int = 1) -> list[ReceivableInstalment]:
    """Divide the order into instalments of so many per cent (“30/60/10”), `months` apart from `first_due` on.

    A plan that is there already is replaced as long as nothing of it is paid and no letter was sent about it.
    """
    order = hold_order(order)
    require_billable(order)
    parts = split(order.total, read_shares(shares, months), first_due, facts_of(order.currency).digits)
    withdraw_plan(order)
    made = []
    for part in parts:
        instalment = ReceivableInstalment(
            number=f"{order}/{part.position}", order=order, customer=order.customer, position=part.position,
            due_on=part.due_on, amount=part.amount, currency=order.currency, paid_amount=NOTHING,
        )  # fmt: skip
        settle(instalment, order)
        db.session.add(instalment)
        made.append(instalment)
    money_changed(order)
    return made


def withdraw_plan(order: SalesOrder) -> None:
    """Put the instalments of an order (held by the caller) aside; RuleError once somebody relies on them."""
    found = select(ReceivableInstalment.id).where(ReceivableInstalment.order_id == order.id)
    ids = db.session.execute(found.where(ReceivableInstalment.archived_at.is_(None))).scalars()
    present = hold_instalments(ids).values()
    if any(instalment.paid_amount for instalment in present):
        raise RuleError(N_("Payments are allocated to this plan: undo the allocations first."))
    if any(instalment.dunning_level != DunningLevel.NONE for instalment in present):
        raise RuleError(N_("Letters were sent about this plan: change the days of its instalments instead."))
    for instalment in present:
        put_aside(instalment)
    db.session.flush()


def put_aside(instalment: ReceivableInstalment) -> None:
    """Into the recycle bin, which nobody empties while the order is there."""
    instalment.archived_at = now()
