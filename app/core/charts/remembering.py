"""Numbers added up from very many records are remembered for a minute, in this process, for the person who asked.

Only what was added up from many: a company whose customers number thousands always sees the present ones. Whoever sees
anything else the next moment (another role, department, territory, share) is somebody else here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app

from app.core.access import current_principal

MANY = 50_000  # records, a few hundredths of a second
SECONDS = 60.0
KEPT = 500  # answers; the oldest goes

T = TypeVar("T")


def remembered(key: Hashable, add_up: Callable[[], T], records: Callable[[T], float]) -> T:
    """`add_up()`, or what it gave this person within the last minute; `records` says of how many records that is."""
    known: dict[Any, tuple[float, Any]] = current_app.extensions.setdefault("kehu_remembered", {})
    place = (_sight(), key)
    held = known.get(place)
    if held is not None and held[0] > time.monotonic():
        return held[1]  # type: ignore[no-any-return]
    value = add_up()
    if records(value) >= MANY:
        known.pop(place, None)
        known[place] = (time.monotonic() + SECONDS, value)
        while len(known) > KEPT:
            known.pop(next(iter(known)), None)
    return value


def _sight() -> Hashable:
    """All that decides what the acting person sees."""
    person = current_principal()
    if person is None:
        return None
    scopes = tuple(sorted(person.scopes.items()))
    places = (person.department_id, person.subtree_ids, person.territory_ids)
    return (person.user_id, person.reason, scopes, places, person.shared_today, person.role_ids, person.grants)
