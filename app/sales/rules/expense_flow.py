"""Who may do what with a sales expense: four eyes, and each step once."""

from __future__ import annotations

from app.core.errors import RuleError
from app.core.text import N_
from app.sales.money_enums import ExpenseState

# {state: (from where it is reached, what is said to whoever comes from elsewhere)}
_WAYS: dict[ExpenseState, tuple[tuple[ExpenseState, ...], str]] = {
    ExpenseState.DRAFT: ((), N_("An expense that was submitted is no draft again.")),
    ExpenseState.SUBMITTED: (
        (ExpenseState.DRAFT, ExpenseState.REJECTED),
        N_("Only a draft, or what was rejected, can be submitted."),
    ),
    ExpenseState.APPROVED: ((ExpenseState.SUBMITTED,), N_("Only what was submitted is approved or rejected.")),
    ExpenseState.REJECTED: ((ExpenseState.SUBMITTED,), N_("Only what was submitted is approved or rejected.")),
}
EDITABLE = (ExpenseState.DRAFT, ExpenseState.REJECTED)


def check_move(present: str, wanted: ExpenseState) -> None:
    """RuleError if an expense in the state `present` (a stored code) may not become `wanted`."""
    allowed, refusal = _WAYS[wanted]
    if present not in {state.value for state in allowed}:
        raise RuleError(refusal, field="state")


def check_four_eyes(spender_id: int | None, submitter_id: int | None, decider_id: int | None) -> None:
    """RuleError when somebody decides about what they spent or submitted, or nobody known decides."""
    if decider_id is None or decider_id in (spender_id, submitter_id):
        raise RuleError(N_("Somebody else decides about your own expenses."))
