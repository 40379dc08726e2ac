"""From which state a lead may go to which: every pair."""

from __future__ import annotations

import itertools

import pytest

from app.core.errors import RuleError
from app.customers.enums import LeadStatus
from app.customers.rules.lead_flow import check_move, is_open

ALLOWED = {
    ("new", "working"), ("new", "qualified"), ("new", "converted"), ("new", "disqualified"),
    ("working", "qualified"), ("working", "converted"), ("working", "disqualified"),
    ("qualified", "working"), ("qualified", "converted"), ("qualified", "disqualified"),
    ("disqualified", "working"),
}  # fmt: skip
STATES = [status.value for status in LeadStatus]


@pytest.mark.parametrize(("present", "wanted"), list(itertools.product(STATES, STATES)))
def test_move(present, wanted):
    if (present, wanted) in ALLOWED:
        check_move(present, LeadStatus(wanted))
    else:
        with pytest.raises(RuleError):
            check_move(present, LeadStatus(wanted))


def test_what_is_open():
    assert [state for state in STATES if is_open(state)] == ["new", "working", "qualified"]
