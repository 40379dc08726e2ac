"""When a record returns to the public pool, and who may take it from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import RuleError
from app.core.text import N_


@dataclass(frozen=True, slots=True)
class PoolTerms:
    """The house rules of the pool, all in days or records.

    A record returns when its owner has done nothing with it for `idle_days`, but never in the first `protected_days`
    with a new owner. A person holds at most `hold_limit` open records, claims at most `claims_per_day`, and takes back
    what they lost or gave away only after `cooling_days`.
    """

    idle_days: int
    protected_days: int
    hold_limit: int
    claims_per_day: int
    cooling_days: int


@dataclass(frozen=True, slots=True)
class IdleSince:
    """A record is idle when its owner was last active on or before `attended` and has it since `owned` or longer."""

    attended: date
    owned: date


@dataclass(frozen=True, slots=True)
class Holding:
    """What somebody has already: open records, and how many of them were claimed today."""

    held: int
    claimed_today: int


def idle_since(day: date, terms: PoolTerms) -> IdleSince:
    """The limits by which records return to the pool in the night before `day` begins."""
    return IdleSince(day - timedelta(days=terms.idle_days), day - timedelta(days=terms.protected_days))


def check_claim(number: int, holding: Holding, terms: PoolTerms) -> None:
    """RuleError if somebody with this `holding` may not claim `number` records more today."""
    if holding.held + number > terms.hold_limit:
        message = N_("You hold %(held)s open records; at most %(limit)s are allowed. Give some back first.")
        raise RuleError(message, held=holding.held, limit=terms.hold_limit)
    if holding.claimed_today + number > terms.claims_per_day:
        message = N_("You have claimed %(claimed)s records today; at most %(limit)s a day are allowed.")
        raise RuleError(message, claimed=holding.claimed_today, limit=terms.claims_per_day)


def check_return(left_on: date | None, today: date, terms: PoolTerms) -> None:
    """RuleError if whoever gave up or lost a record on `left_on` (None: never had it) may not have it back yet."""
    if left_on is not None and today < left_on + timedelta(days=terms.cooling_days):
        free = left_on + timedelta(days=terms.cooling_days)
        message = N_("You had this record until %(left)s; you may claim it again from %(free)s on.")
        raise RuleError(message, left=left_on.isoformat(), free=free.isoformat())
