"""From which state a lead may go to which."""

from __future__ import annotations

from app.core.errors import RuleError
from app.core.text import N_
from app.customers.enums import LeadStatus

OPEN = (LeadStatus.NEW, LeadStatus.WORKING, LeadStatus.QUALIFIED)
# {state: (from where it is reached, what is said to whoever comes from elsewhere)}
_WAYS: dict[LeadStatus, tuple[tuple[LeadStatus, ...], str]] = {
    LeadStatus.NEW: ((), N_("A lead that was begun is new no more.")),
    LeadStatus.WORKING: (
        (LeadStatus.NEW, LeadStatus.QUALIFIED, LeadStatus.DISQUALIFIED),
        N_("This lead is being worked on already, or it was converted."),
    ),
    LeadStatus.QUALIFIED: (
        (LeadStatus.NEW, LeadStatus.WORKING),
        N_("Only a lead that is new or being worked on can be qualified."),
    ),
    LeadStatus.CONVERTED: (OPEN, N_("Only an open lead can be converted.")),
    LeadStatus.DISQUALIFIED: (OPEN, N_("Only an open lead can be given up.")),
}


def check_move(present: str, wanted: LeadStatus) -> None:
    """RuleError if a lead in the state `present` (a stored code) may not become `wanted`."""
    allowed, refusal = _WAYS[wanted]
    if present not in {status.value for status in allowed}:
        raise RuleError(refusal, field="status")


def is_open(status: str) -> bool:
    """Whether there is still work to do on a lead in this state (a stored code)."""
    return status in {state.value for state in OPEN}
