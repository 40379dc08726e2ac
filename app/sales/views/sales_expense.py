"""Expenses of selling on the screen."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.actions import action

from app.core.asking import asks
from app.core.clock import today
from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.preferences import zone
from app.core.text import N_
from app.sales import expense_actions as actions
from app.sales.models.sales_expense import SalesExpense
from app.sales.views.money_questions import NOTE, REASON
from app.system.settings import setting


class SalesExpenseView(EntityView):
    """What was spent in order to sell, and who approved it."""

    model = SalesExpense
    nothing_yet = N_("No expenses yet. Add what you spent, then submit it.")
    list_columns = ["subject", "kind", "spent_on", "amount", "owner", "state", "decided_by"]
    search_columns = ["subject", "kind", "spent_on", "amount", "currency", "owner", "state", "decided_by", "created_at"]
    headline_columns = ["state", "amount", "spent_on", "owner"]
    read_only = frozenset({"state"})
    fieldsets = [
        fieldset(N_("Sales expense"), "subject", "kind", "spent_on", "amount", "currency", "owner", "remarks"),
        fieldset(N_("Approval"), "state", "submitted_by", "decided_by", "decided_at", "decision_note"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]

    def prefilled(self) -> dict[str, Any]:
        """Today, in the company's currency."""
        return {"currency": setting("default_currency"), "spent_on": today(zone().key)} | super().prefilled()

    @action("submit_expense", N_("Submit for approval"), None)
    def submit_expense(self, expenses: list[Any]) -> None:
        actions.submit_expenses(expenses)

    @action("approve_expense", N_("Approve"), None)
    @asks(NOTE)
    def approve_expense(self, expenses: list[Any], answers: dict[str, Any]) -> None:
        actions.approve_expenses(expenses, **answers)

    @action("reject_expense", N_("Reject"), None)
    @asks(REASON)
    def reject_expense(self, expenses: list[Any], answers: dict[str, Any]) -> None:
        actions.reject_expenses(expenses, **answers)
