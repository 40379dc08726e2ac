"""The traffic light of an order on the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.enums import LabelledEnum, Tone
from app.core.text import N_
from app.sales.rules.lateness import WAITING, days_late

NEAR = 3  # days before the promised one from which on an order is looked at


class Signal(LabelledEnum):
    """How an order stands to its promised day."""

    LATE = "late", N_("%(days)s d late"), Tone.BAD
    WILL_BE_LATE = "will_be_late", N_("Will be %(days)s d late"), Tone.BAD
    DUE = "due", N_("Due today"), Tone.WARN
    NEAR = "near", N_("Due in %(days)s d"), Tone.WARN
    IN_TIME = "in_time", N_("In time"), Tone.GOOD
    NONE = "none", N_("No deadline runs"), Tone.CALM


@dataclass(frozen=True)
class Light:
    """A signal and its number of days."""

    signal: Signal
    days: int = 0


def light(status: str, promised: date, shipped: date | None, expected: date | None, today: date) -> Light:
    """What an order shows: as late as `days_late` says; else whether its day is near. Both dates are calendar days."""
    late = days_late(status, promised, shipped, expected, today)
    if status not in WAITING:
        gone = Light(Signal.LATE, late) if late else Light(Signal.IN_TIME)
        return gone if shipped is not None else Light(Signal.NONE)
    if late:
        return Light(Signal.LATE if promised < today else Signal.WILL_BE_LATE, late)
    left = (promised - today).days
    if left <= NEAR:
        return Light(Signal.NEAR, left) if left else Light(Signal.DUE)
    return Light(Signal.IN_TIME)
