"""What a level of stock means, and what can be booked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.errors import RuleError
from app.products.rules.stock import check_quantity, state_of

CASES = {
    "more than enough": ("11", "10", True, "enough"),
    "just at the reorder level": ("10", "10", True, "low"),
    "below it": ("0.5", "10", True, "low"),
    "nothing left": ("0", "10", True, "out"),
    "nothing left and no level": ("0", None, True, "out"),
    "some, and no level": ("0.1", None, True, "enough"),
    "a service": ("0", None, False, "not_kept"),
}


@pytest.mark.parametrize(("available", "level", "kept", "state"), CASES.values(), ids=CASES)
def test_states(available, level, kept, state):
    assert state_of(Decimal(available), None if level is None else Decimal(level), kept=kept) == state


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "Infinity"])
def test_nothing_is_booked_in_vain(quantity):
    with pytest.raises(RuleError):
        check_quantity(Decimal(quantity))
