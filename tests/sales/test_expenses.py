"""Expenses: submitted by one, decided by another."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.access import acting_as
from app.core.errors import NotVisible, RuleError
from app.sales.expense_actions import approve_expenses, reject_expenses, submit_expenses
from app.sales.models.sales_expense import SalesExpense
from tests.factories.money import SalesExpenseFactory
from tests.factories.system import DepartmentFactory, UserFactory


@pytest.fixture
def company(session):
    """(a salesperson, a manager of the same department, a stranger)."""
    here, elsewhere = DepartmentFactory(), DepartmentFactory()
    return (
        UserFactory(role_names=["Sales"], department=here),
        UserFactory(role_names=["SalesManager"], department=here),
        UserFactory(role_names=["SalesManager"], department=elsewhere),
    )


def stored(session, expense):
    columns = (SalesExpense.state, SalesExpense.submitted_by_id, SalesExpense.decided_by_id, SalesExpense.decision_note)
    return tuple(session.execute(select(*columns).where(SalesExpense.id == expense.id)).one())


def test_four_eyes(session, company):
    seller, manager, stranger = company
    expense = SalesExpenseFactory(owner=seller)
    with acting_as(seller.id):
        submit_expenses([expense])
        with pytest.raises(RuleError):
            approve_expenses([expense])
    with acting_as(stranger.id), pytest.raises(NotVisible):
        approve_expenses([expense])
    assert stored(session, expense) == ("submitted", seller.id, None, None)
    with acting_as(manager.id):
        reject_expenses([expense], "no receipt")
        assert stored(session, expense) == ("rejected", seller.id, manager.id, "no receipt")
        with pytest.raises(RuleError):
            approve_expenses([expense])
        submit_expenses([expense])
        with pytest.raises(RuleError):  # submitted by the same
            approve_expenses([expense])


def test_a_manager_does_not_approve_their_own(session, company):
    _, manager, _ = company
    expense = SalesExpenseFactory(owner=manager)
    with acting_as(manager.id):
        submit_expenses([expense])
        with pytest.raises(RuleError):
            approve_expenses([expense])
    assert stored(session, expense)[0] == "submitted"


def test_what_was_submitted_stands(session, company):
    seller, manager, _ = company
    expense = SalesExpenseFactory(owner=seller)
    expense.amount = Decimal(99)
    session.flush()
    with acting_as(seller.id):
        submit_expenses([expense])
    for decide in (None, lambda: approve_expenses([expense])):
        if decide is not None:
            with acting_as(manager.id):
                decide()
        expense.amount = Decimal(1000)
        with pytest.raises(RuleError), session.begin_nested():
            session.flush()
        session.refresh(expense)
    assert session.scalar(select(SalesExpense.amount).where(SalesExpense.id == expense.id)) == 99
