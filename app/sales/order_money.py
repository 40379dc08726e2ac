"""What orders know of the money: how much of them is invoiced and paid, and which instalments are open."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import func, select

from app.core.access import system_access
from app.core.clock import today
from app.core.columns import Money
from app.core.db import db
from app.core.errors import RuleError
from app.core.money import round_to
from app.core.text import N_
from app.products.currencies import company_currency, facts_of, rate_on
from app.products.rules.exchange_rates import Rate
from app.sales.enums import OrderStatus
from app.sales.models.invoice import Invoice
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_order import SalesOrder
from app.sales.order_actions import follow_money
from app.sales.rules.ageing import band_of
from app.sales.rules.instalments import state_of

NOTHING = Decimal(0)
UNBILLED = {status.value for status in (OrderStatus.DRAFT, OrderStatus.SUBMITTED)}
FALLEN = {status.value for status in (OrderStatus.CANCELLED, OrderStatus.RETURNED)}


def require_billable(order: SalesOrder) -> None:
    """RuleError for an order that nobody owes anything for: not approved yet, or fallen through."""
    if order.status in UNBILLED:
        raise RuleError(N_("The order is not approved yet."))
    if order.status in FALLEN:
        raise RuleError(N_("The order was cancelled or returned."))
    if order.total <= 0:
        raise RuleError(N_("There is nothing to pay for this order."))


def money_changed(order: SalesOrder) -> None:
    """Bring the sums of an order (held by the caller) up to date, and its state with them."""
    db.session.flush()
    with system_access("keep the sums of orders true"):
        order.invoiced_amount = invoiced(order)[0]
        order.paid_amount = _sum(ReceivableInstalment.paid_amount, ReceivableInstalment, order)
    follow_money(order)


def invoiced(order: SalesOrder) -> tuple[Decimal, Decimal]:
    """How much of an order is invoiced, and the tax in it; red invoices count below zero."""
    return _sum(Invoice.amount, Invoice, order), _sum(Invoice.tax, Invoice, order)


def _sum(column: object, model: type[Invoice] | type[ReceivableInstalment], order: SalesOrder) -> Decimal:
    added = select(func.coalesce(func.sum(column), 0, type_=Money())).where(model.order_id == order.id)
    return Decimal(db.session.execute(added.where(model.archived_at.is_(None))).scalar_one())


def rate_of(order: SalesOrder, day: Day) -> tuple[Rate, str]:
    """The rate that the order keeps, else that of `day`; and the currency into which it converts."""
    base = order.base_currency or company_currency()
    if order.exchange_rate is not None:
        return Rate(order.currency, order.exchange_rate, order.rate_day), base
    return rate_on(order.currency, day), company_currency()


def in_base(amount: Decimal, rate: Rate, base: str) -> Decimal:
    """`amount` in the company's currency `base`, rounded to its digits."""
    return round_to(amount * rate.rate, facts_of(base).digits)


def settle(instalment: ReceivableInstalment, order: SalesOrder, day: Day | None = None) -> None:
    """Work out what follows from the amount, what is paid, and the day (today unless told otherwise)."""
    day = day or today()
    instalment.open_amount = instalment.amount - instalment.paid_amount
    rate, base = rate_of(order, day)
    instalment.open_base, instalment.base_currency = in_base(instalment.open_amount, rate, base), base
    date_anew(instalment, day)


def date_anew(instalment: ReceivableInstalment, day: Day) -> None:
    """State and age of an instalment on `day`."""
    paid = instalment.paid_amount or NOTHING
    instalment.state = state_of(instalment.amount, paid, instalment.due_on, day).value
    instalment.age_band = band_of(instalment.due_on, day, settled=paid >= instalment.amount).value
