"""Expenses are submitted, and approved by somebody else. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.access import acting_user_id
from app.core.clock import now
from app.core.db import db
from app.core.errors import NotVisible
from app.core.text import N_
from app.sales.models.sales_expense import SalesExpense
from app.sales.money_enums import ExpenseState
from app.sales.rules.expense_flow import check_four_eyes, check_move


def submit_expenses(expenses: Sequence[SalesExpense]) -> None:
    """Ask for approval, for the first time or after a rejection."""
    for expense in _hold(expenses):
        check_move(expense.state, ExpenseState.SUBMITTED)
        expense.state, expense.submitted_by_id = ExpenseState.SUBMITTED.value, acting_user_id()
        expense.decided_by_id = expense.decided_at = expense.decision_note = None
    db.session.flush()


def approve_expenses(expenses: Sequence[SalesExpense], note: str | None = None) -> None:
    """Say that the company pays."""
    _decide(expenses, ExpenseState.APPROVED, note)


def reject_expenses(expenses: Sequence[SalesExpense], reason: str) -> None:
    """Say that it does not, and why; it can be changed and submitted again."""
    _decide(expenses, ExpenseState.REJECTED, reason)


def _decide(expenses: Sequence[SalesExpense], state: ExpenseState, note: str | None) -> None:
    for expense in _hold(expenses):
        check_move(expense.state, state)
        check_four_eyes(expense.owner_id, expense.submitted_by_id, acting_user_id())
        expense.state, expense.decision_note = state.value, note
        expense.decided_by_id, expense.decided_at = acting_user_id(), now()
    db.session.flush()


def _hold(expenses: Sequence[SalesExpense]) -> list[SalesExpense]:
    """Those of them that the acting person sees, as they are now, held until the end of the act."""
    found = select(SalesExpense).where(SalesExpense.id.in_([expense.id for expense in expenses]))
    found = found.order_by(SalesExpense.id).with_for_update(key_share=True)
    held = list(db.session.execute(found.execution_options(populate_existing=True)).scalars())
    if len(held) < len(expenses):
        raise NotVisible(N_("This record does not exist, or it is not visible to you."))
    return held
