"""Who decides about an expense, and when."""

from __future__ import annotations

import pytest

from app.core.errors import RuleError
from app.sales.money_enums import ExpenseState
from app.sales.rules.expense_flow import check_four_eyes, check_move

DRAFT, SUBMITTED, APPROVED, REJECTED = ExpenseState
ALLOWED = {
    (DRAFT, SUBMITTED), (REJECTED, SUBMITTED), (SUBMITTED, APPROVED), (SUBMITTED, REJECTED),
}  # fmt: skip


@pytest.mark.parametrize("present", ExpenseState)
@pytest.mark.parametrize("wanted", ExpenseState)
def test_moves(present, wanted):
    if (present, wanted) in ALLOWED:
        check_move(present.value, wanted)
    else:
        with pytest.raises(RuleError):
            check_move(present.value, wanted)


FOUR_EYES = {
    "a manager": ((1, 1, 2), True),
    "oneself": ((1, 1, 1), False),
    "who submitted it for somebody": ((1, 2, 2), False),
    "nobody": ((1, 1, None), False),
    "of nobody": ((None, None, 2), True),
}


@pytest.mark.parametrize(("people", "allowed"), FOUR_EYES.values(), ids=FOUR_EYES)
def test_four_eyes(people, allowed):
    if allowed:
        check_four_eyes(*people)
    else:
        with pytest.raises(RuleError):
            check_four_eyes(*people)
