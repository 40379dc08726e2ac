"""Status, lifecycle stage and the note of a loss never contradict each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.core.errors import RuleError
from app.core.text import N_
from app.customers.enums import CustomerStatus, LifecycleStage

LOST = "lost"  # the code of the status and of the stage alike


@dataclass(frozen=True, slots=True)
class Relation:
    """How we stand with a customer; `status` and `stage` are stored codes."""

    status: str
    stage: str
    lost_on: date | None = None
    lost_reason: str | None = None


def settle(before: Relation | None, wanted: Relation, today: date) -> Relation:
    """What to store when somebody wants to turn `before` (None: a new customer) into `wanted`.

    Whichever of status and stage becomes "lost" or ceases to be takes the other with it. A loss is dated, today unless
    told otherwise; a customer who comes back is "won back", and the note of the loss is taken away. The day or reason
    of a loss that did not happen, or that lies in the future, is a RuleError.
    """
    if wanted.lost_on is not None and wanted.lost_on > today:
        raise RuleError(N_("The day of the loss cannot lie in the future."), field="lost_on")
    if _leaves(before, wanted) or wanted.status == wanted.stage == LOST:
        return replace(wanted, status=LOST, stage=LOST, lost_on=wanted.lost_on or today)
    if before is not None and _comes_back(before, wanted):
        status = CustomerStatus.ACTIVE.value if wanted.status == LOST else wanted.status
        stage = LifecycleStage.WON_BACK.value if wanted.stage == LOST else wanted.stage
        return Relation(status, stage)
    if wanted.lost_on or wanted.lost_reason:
        message = N_("Only a lost customer has a day and a reason of loss: choose the stage “Lost” too.")
        raise RuleError(message, field="lost_reason" if wanted.lost_reason else "lost_on")
    return wanted


def _leaves(before: Relation | None, wanted: Relation) -> bool:
    status, stage = (before.status, before.stage) if before else (None, None)
    return (wanted.status == LOST != status) or (wanted.stage == LOST != stage)


def _comes_back(before: Relation, wanted: Relation) -> bool:
    return (before.status == LOST != wanted.status) or (before.stage == LOST != wanted.stage)
