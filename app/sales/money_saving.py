"""What holds for plans, invoices, payments and expenses, whoever saves them: form, action, import, API or job."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.clock import now, today
from app.core.errors import RuleError
from app.core.history import ChangeKind
from app.core.lookups import lookup_label
from app.core.save_rules import before_save_of, has_set
from app.core.saving import guard
from app.core.text import N_
from app.products.currencies import company_currency, facts_of
from app.sales.enums import OrderStatus
from app.sales.models.dunning_step import DunningStep
from app.sales.models.invoice import Invoice
from app.sales.models.payment import Payment
from app.sales.models.payment_allocation import PaymentAllocation
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_expense import SalesExpense
from app.sales.models.sales_order import SalesOrder
from app.sales.money_enums import ExpenseState, PaymentState
from app.sales.order_money import date_anew
from app.sales.rules.amounts import check_amount
from app.sales.rules.expense_flow import EDITABLE

REMOVED = (ChangeKind.ARCHIVE, ChangeKind.DELETE)
FIRM = {"paid_on", "amount", "currency", "method", "bank_reference", "bank_account"}
SPENT = {"subject", "kind", "spent_on", "amount", "currency", "owner"}
Changes = dict[str, Any]


@before_save_of(Payment)
@before_save_of(SalesExpense)
def refuse_wrong_amounts(session: Session, records: list[Any]) -> None:
    """An amount is one in a currency that is in use, and the money has moved already."""
    for record in records:
        if record in session.deleted:
            continue
        facts = facts_of(record.currency or company_currency())
        if has_set(record, "amount", "currency") and record.amount is not None:
            record.amount = check_amount(record.amount, facts.digits)
        if has_set(record, "currency") and not facts.active:
            label = lookup_label("currency", facts.code)
            raise RuleError(N_("The currency “%(currency)s” is not in use."), field="currency", currency=label)
        day = "paid_on" if isinstance(record, Payment) else "spent_on"
        if has_set(record, day) and getattr(record, day) is not None and getattr(record, day) > today():
            raise RuleError(N_("Money does not move in the future."), field=day)


@before_save_of(ReceivableInstalment)
def keep_states_true(session: Session, instalments: list[ReceivableInstalment]) -> None:
    """Another due day may mean that it is not overdue any more, or by now."""
    for instalment in instalments:
        if instalment not in session.deleted and has_set(instalment, "due_on"):
            date_anew(instalment, today())


@before_save_of(SalesOrder)
def let_plans_fall(session: Session, orders: list[SalesOrder]) -> None:
    """Nobody owes anything for an order that is given up; what was invoiced or paid is taken back first."""
    for order in orders:
        if order in session.deleted or order.status != OrderStatus.CANCELLED or not has_set(order, "status"):
            continue
        if order.invoiced_amount:
            raise RuleError(N_("The order is invoiced: cancel the invoices by red ones first."))
        if order.paid_amount:
            raise RuleError(N_("Payments are allocated to this plan: undo the allocations first."))
        plan = select(ReceivableInstalment).where(ReceivableInstalment.order_id == order.id)
        with session.no_autoflush, system_access("let the plan of an order fall with it"):
            for instalment in session.scalars(plan.where(ReceivableInstalment.archived_at.is_(None))):
                instalment.archived_at = now()


@guard(Payment)
def keep_payments_true(session: Session, payment: Payment, kind: ChangeKind, changes: Changes) -> None:
    """What was confirmed is neither deleted nor changed: it is refunded, or its allocation undone."""
    if _before(payment, changes) == PaymentState.DRAFT:
        return
    if kind in REMOVED or (kind is ChangeKind.UPDATE and FIRM & changes.keys()):
        raise RuleError(N_("A confirmed payment is neither changed nor deleted. Refund it, or undo its allocations."))


@guard(Invoice)
def keep_invoices_true(session: Session, invoice: Invoice, kind: ChangeKind, changes: Changes) -> None:
    """What was issued stays."""
    if kind in REMOVED:
        raise RuleError(N_("An invoice is not deleted: a red one takes it back."))


@guard(PaymentAllocation)
@guard(DunningStep)
def keep_ledgers_true(session: Session, line: Any, kind: ChangeKind, changes: Changes) -> None:
    """What happened stays."""
    if kind in REMOVED:
        raise RuleError(N_("What is booked stays: take it back instead."))


@guard(ReceivableInstalment)
def keep_plans_true(session: Session, instalment: ReceivableInstalment, kind: ChangeKind, changes: Changes) -> None:
    """What is paid, even in part, stays."""
    if kind in REMOVED and instalment.paid_amount:
        raise RuleError(N_("Payments are allocated to this plan: undo the allocations first."))


@guard(SalesExpense)
def keep_expenses_true(session: Session, expense: SalesExpense, kind: ChangeKind, changes: Changes) -> None:
    """Nobody changes what somebody approves or has approved."""
    if _before(expense, changes) in EDITABLE or kind in (ChangeKind.CREATE, ChangeKind.RESTORE):
        return
    if kind in REMOVED or SPENT & changes.keys():
        raise RuleError(N_("An expense that was submitted is changed only after it was rejected."))


def _before(record: Any, changes: Changes) -> str | None:
    """The state before this change."""
    before = changes["state"][0] if "state" in changes else record.state
    return before if before is not None else ExpenseState.DRAFT.value
