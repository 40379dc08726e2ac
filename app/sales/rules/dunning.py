"""Which letter about an overdue instalment is the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from app.core.errors import RuleError
from app.core.text import N_
from app.sales.money_enums import DunningLevel
from app.sales.rules.ageing import days_overdue

REST = 7  # days between two letters, so that a customer has time to answer


@dataclass(frozen=True)
class Step:
    """One letter: it may be sent from so many days overdue on."""

    level: DunningLevel
    days: int


STEPS = (
    Step(DunningLevel.REMINDER, 3),
    Step(DunningLevel.FIRST, 15),
    Step(DunningLevel.SECOND, 30),
    Step(DunningLevel.FINAL, 60),
)


def next_step(due_on: Day, today: Day, last: DunningLevel, last_on: Day | None) -> Step | None:
    """The letter that is to be sent on the day `today`; None when there is none yet, or none any more.

    Steps follow each other without a gap, however late the first one is: nobody gets the final demand unwarned. None is
    sent twice, and none within `REST` days of the one before.
    """
    following = _after(last)
    if following is None or days_overdue(due_on, today) < following.days:
        return None
    if last_on is not None and (today - last_on).days < REST:
        return None
    return following


def require_step(due_on: Day, today: Day, last: DunningLevel, last_on: Day | None) -> Step:
    """The same; RuleError, with the reason, when there is none."""
    found = next_step(due_on, today, last, last_on)
    if found is not None:
        return found
    following, days = _after(last), days_overdue(due_on, today)
    if following is None:
        raise RuleError(N_("The final demand was sent: what comes next is no letter."))
    if days < following.days:
        raise RuleError(N_("It is %(days)s days overdue; the next letter is due after %(limit)s."),
                        days=days, limit=following.days)  # fmt: skip
    raise RuleError(N_("The last letter is less than %(days)s days old: give the customer time to answer."), days=REST)


def _after(last: DunningLevel) -> Step | None:
    order = [DunningLevel.NONE, *(step.level for step in STEPS)]
    place = order.index(last)
    return STEPS[place] if place < len(STEPS) else None
