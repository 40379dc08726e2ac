"""What is done with payments. Each act holds the rows it changes (`money_locks`); the caller owns the transaction.

Allocations are a ledger: lines are added, never changed but for how much of them was taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as Day
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.access import acting_user_id
from app.core.clock import today
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.products.currencies import company_currency, facts_of, rate_on
from app.sales.models.payment import NOTHING, Payment
from app.sales.models.payment_allocation import PaymentAllocation
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_order import SalesOrder
from app.sales.money_enums import PaymentKind, PaymentState
from app.sales.money_locks import hold_instalments, hold_orders, hold_payment
from app.sales.order_money import in_base, money_changed, settle
from app.sales.rules.allocation import Allocation, Booked, Claim, as_chosen, oldest_first, take_back
from app.sales.rules.amounts import check_amount
from app.system.models.sequence import register_sequence
from app.system.sequences import draw

SEQUENCE = "payment"
register_sequence(SEQUENCE, label=N_("Payment"), prefix="PAY")
Choice = Callable[[Decimal, list[Claim]], Allocation]


def confirm_payment(payment: Payment, *, allocate: bool = False) -> None:
    """The money is there: from now on it counts. `allocate`: to the oldest open instalments, if there are any."""
    order_ids = _claimed_orders(payment) if allocate else []
    orders, payment = hold_orders(order_ids), hold_payment(payment.id)
    if payment.state != PaymentState.DRAFT:
        raise RuleError(N_("This payment was confirmed already."))
    payment.free_amount = payment.amount
    _confirm(payment)
    if orders:
        _allocate(payment, orders, oldest_first, needed=False)
    payment.number = draw(db.session(), SEQUENCE, payment.paid_on)


def allocate_oldest(payment: Payment) -> None:
    """What of a payment pays nothing yet, to the open instalments of its customer and currency, the oldest first."""
    orders = hold_orders(_claimed_orders(payment))
    _allocate(_countable(hold_payment(payment.id)), orders, oldest_first)


def allocate_chosen(payment: Payment, wishes: Mapping[ReceivableInstalment, Decimal | None]) -> None:
    """A payment to the instalments that somebody chose; an amount of None is as much as possible."""
    orders = hold_orders({instalment.order_id for instalment in wishes})
    payment = _countable(hold_payment(payment.id))
    digits = facts_of(payment.currency).digits

    def choose(free: Decimal, claims: list[Claim]) -> Allocation:
        open_ = {claim.id: claim.open for claim in claims}
        amounts = {
            instalment.id: check_amount(wish, digits) if wish is not None else min(free, open_.get(instalment.id, free))
            for instalment, wish in wishes.items()
        }
        return as_chosen(free, amounts, claims)

    _allocate(payment, orders, choose, among=[instalment.id for instalment in wishes])


def undo_allocation(allocation: PaymentAllocation, reason: str) -> None:
    """Take back what of an allocation still stands: the payment is free for something else."""
    orders = hold_orders([allocation.instalment.order_id])
    payment = hold_payment(allocation.payment_id)
    db.session.refresh(allocation)
    amount = allocation.standing
    if amount <= 0:
        raise RuleError(N_("Nothing of this allocation stands any more."))
    instalment = hold_instalments([allocation.instalment_id])[allocation.instalment_id]
    _take_back(allocation, instalment, amount, reason)
    payment.allocated_amount -= amount
    payment.free_amount += amount
    _follow(orders, [instalment])


def refund_payment(
    payment: Payment, amount: Decimal, paid_on: Day, reason: str, method: str | None = None,
    bank_reference: str | None = None,
) -> Payment:  # fmt: skip
    """Money goes back to the customer: first what pays nothing, then what the latest allocations paid."""
    pairs = _standing(payment.id)
    orders = hold_orders({instalment.order_id for _, instalment in pairs})
    payment = _countable(hold_payment(payment.id))
    amount = check_amount(amount, facts_of(payment.currency).digits)
    if paid_on < payment.paid_on:
        raise RuleError(N_("Nothing goes back before it came."), field="paid_on")
    pairs = [pair for pair in _standing(payment.id) if pair[1].order_id in orders]
    instalments = hold_instalments({instalment.id for _, instalment in pairs})
    allocations = {allocation.id: allocation for allocation, _ in pairs}
    booked = [Booked(allocation.id, allocation.standing) for allocation in allocations.values()]
    plan = take_back(amount, payment.free_amount, booked)
    for portion in plan.portions:
        allocation = allocations[portion.id]
        _take_back(allocation, instalments[allocation.instalment_id], portion.amount, reason)
        payment.allocated_amount -= portion.amount
    payment.free_amount -= plan.rest
    payment.refunded_amount += amount
    if payment.refunded_amount == payment.amount:
        payment.state = PaymentState.REFUNDED.value
    _follow(orders, [instalments[allocations[portion.id].instalment_id] for portion in plan.portions])
    refund = Payment(
        customer=payment.customer, kind=PaymentKind.REFUND.value, paid_on=paid_on, amount=amount, reason=reason,
        currency=payment.currency, method=method, bank_reference=bank_reference, refund_of=payment,
        bank_account=payment.bank_account,
    )  # fmt: skip
    _confirm(refund)
    refund.number = draw(db.session(), SEQUENCE, paid_on)
    db.session.add(refund)
    db.session.flush()
    return refund


def _confirm(payment: Payment) -> None:
    """Keep the rate of the day of payment, and who says that the money moved."""
    if payment.paid_on > today():
        raise RuleError(N_("Money does not move in the future."), field="paid_on")
    rate, base = rate_on(payment.currency, payment.paid_on), company_currency()
    payment.exchange_rate, payment.base_currency = rate.rate, base
    payment.base_amount = in_base(payment.amount, rate, base)
    payment.state, payment.confirmed_by_id = PaymentState.CONFIRMED.value, acting_user_id()


def _countable(payment: Payment) -> Payment:
    """`payment`, if it is one that pays something; RuleError otherwise."""
    if payment.state == PaymentState.DRAFT:
        raise RuleError(N_("Finance has not confirmed this payment yet."))
    if payment.kind != PaymentKind.RECEIPT:
        raise RuleError(N_("What went back pays nothing."))
    if payment.state == PaymentState.REFUNDED:
        raise RuleError(N_("All of this payment went back already."))
    return payment


def _claims(payment: Payment) -> Any:
    """The open instalments of a payment's customer and currency."""
    kept = (ReceivableInstalment.customer_id == payment.customer_id, ReceivableInstalment.currency == payment.currency)
    living = (ReceivableInstalment.archived_at.is_(None), ReceivableInstalment.open_amount > NOTHING)
    return select(ReceivableInstalment).where(*kept, *living)


def _claimed_orders(payment: Payment) -> list[int]:
    found = _claims(payment).with_only_columns(ReceivableInstalment.order_id).distinct()
    return list(db.session.execute(found).scalars())


def _standing(payment_id: int) -> list[tuple[PaymentAllocation, ReceivableInstalment]]:
    """The allocations of a payment of which something stands, with their instalments, as they are now."""
    found = select(PaymentAllocation, ReceivableInstalment)
    found = found.join(ReceivableInstalment, ReceivableInstalment.id == PaymentAllocation.instalment_id)
    stands = (PaymentAllocation.amount > PaymentAllocation.taken_back, PaymentAllocation.amount > NOTHING)
    found = found.where(PaymentAllocation.payment_id == payment_id, *stands).order_by(PaymentAllocation.id)
    db.session.flush()
    rows = db.session.execute(found.execution_options(populate_existing=True))
    return [(allocation, instalment) for allocation, instalment in rows]


def _allocate(
    payment: Payment, orders: dict[int, SalesOrder], choose: Choice, *, among: list[int] | None = None,
    needed: bool = True,
) -> None:  # fmt: skip
    """Book what `choose` makes of the free amount and the claims on it; `among`: only these instalments."""
    ids = _claims(payment).with_only_columns(ReceivableInstalment.id)
    ids = ids.where(ReceivableInstalment.order_id.in_(orders))
    ids = ids if among is None else ids.where(ReceivableInstalment.id.in_(among))
    held = hold_instalments(db.session.execute(ids).scalars())
    claims = [Claim(id_, found.due_on, found.open_amount) for id_, found in held.items()]
    portions = choose(payment.free_amount, claims).portions
    if needed and not portions:
        raise RuleError(N_("There is nothing to allocate: either no amount is left, or no instalment is open."))
    for portion in portions:
        _book(payment, held[portion.id], portion.amount)
        held[portion.id].paid_amount += portion.amount
        payment.allocated_amount += portion.amount
        payment.free_amount -= portion.amount
    _follow(orders, [held[portion.id] for portion in portions])


def _book(payment: Payment, instalment: ReceivableInstalment, amount: Decimal, **more: Any) -> None:
    line = PaymentAllocation(payment=payment, instalment=instalment, amount=amount, currency=payment.currency, **more)
    line.taken_back, line.booked_by_id = NOTHING, acting_user_id()
    db.session.add(line)


def _take_back(line: PaymentAllocation, instalment: ReceivableInstalment, amount: Decimal, reason: str) -> None:
    """A line of its own takes `amount` of `line` back."""
    line.taken_back += amount
    instalment.paid_amount -= amount
    _book(line.payment, instalment, -amount, takes_back=line, reason=reason)


def _follow(orders: dict[int, SalesOrder], instalments: list[ReceivableInstalment]) -> None:
    """What is worked out of the sums: states of instalments, sums and states of their orders."""
    for instalment in instalments:
        settle(instalment, orders[instalment.order_id])
    for order_id in sorted({instalment.order_id for instalment in instalments}):
        money_changed(orders[order_id])
