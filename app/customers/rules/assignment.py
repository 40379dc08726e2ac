"""Who gets a new lead: the first rule that fits it, and within a department whoever has least to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar


class Conditions(Protocol):
    """What a rule asks of a lead; None asks nothing."""

    country: str | None
    province: str | None
    city: str | None
    industry: str | None
    source: str | None


R = TypeVar("R", bound=Conditions)
ASKED = ("country", "province", "city", "industry", "source")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may get a lead: how many open ones they have, and when they got the last one."""

    user_id: int
    open_leads: int
    last_given: date | None = None


def first_fitting(rules: Sequence[R], lead: Conditions) -> R | None:
    """The first of `rules`, in their order, all of whose conditions hold for `lead`."""
    for rule in rules:
        if all(getattr(rule, name) in (None, "", getattr(lead, name)) for name in ASKED):
            return rule
    return None


def least_busy(candidates: Iterable[Candidate]) -> int | None:
    """Whose turn it is: fewest open leads, then the longest wait, then the lowest id. None if there is nobody."""
    ordered = sorted(candidates, key=lambda c: (c.open_leads, c.last_given or date.min, c.user_id))
    return ordered[0].user_id if ordered else None
