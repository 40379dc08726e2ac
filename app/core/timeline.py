"""The timeline of a record: what happened to it and around it, newest first, from every module that knows something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from flask import current_app

from app.core.preferences import zone
from app.core.whole_numbers import whole_number

PAGE = 20
MOST_SKIPPED = 200  # entries of one and the same moment


@dataclass(frozen=True)
class Event:
    """One entry, in the reader's language. `label` says what kind it is, `details` are lines below it."""

    at: datetime
    label: str
    text: str
    who: str = ""
    url: str | None = None
    details: Sequence[str] = field(default=())

    @property
    def time(self) -> str:
        """The hour and minute in the reader's zone."""
        return self.at.astimezone(zone()).strftime("%H:%M")

    @property
    def day(self) -> str:
        return self.at.astimezone(zone()).date().isoformat()


# (record, latest moment or None, limit) -> at most `limit` events not later than that, newest first, in an order that
# stays the same; in a number of statements that does not depend on their number, through the gate.
Reader = Callable[[Any, datetime | None, int], Sequence[Event]]


@dataclass(frozen=True)
class TimelineSource:
    """What a module contributes to the timelines of an entity; "*" means all entities."""

    entity: str
    read: Reader


@dataclass(frozen=True)
class Cursor:
    """Where the older part of a timeline begins: at this moment, after so many entries of the very same moment."""

    at: datetime
    skipped: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}_{self.skipped}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """What `str` wrote; None for anything else."""
        moment, _, skipped = text.partition("_")
        try:
            at = datetime.fromisoformat(moment)
            at = at.astimezone(UTC) if at.tzinfo else at  # the first day of all lies before it in some zones
        except (ValueError, OverflowError):
            return None
        number = whole_number(skipped, default=-1, most=MOST_SKIPPED + 1)
        return cls(at, number) if at.tzinfo and 0 <= number <= MOST_SKIPPED else None


@dataclass(frozen=True)
class Timeline:
    """One page of a timeline, by days; `older` is where the next one begins."""

    days: Sequence[tuple[str, Sequence[Event]]]
    older: Cursor | None


def timeline_of(entity: str, record: Any, cursor: Cursor | None) -> Timeline:
    """The events of `record`, a record of the entity called `entity`, from `cursor` back."""
    skipped = cursor.skipped if cursor else 0
    latest = cursor.at if cursor else None
    read = [source.read(record, latest, PAGE + 1 + skipped) for source in sources_of(entity)]
    # The sort is stable: entries of one moment stay in the order of the sources.
    events = sorted((event for part in read for event in part), key=lambda event: event.at, reverse=True)
    left = [event for event in events if latest is None or event.at < latest]
    same = [event for event in events if latest is not None and event.at >= latest]
    events = [*same[skipped:], *left]
    page = events[:PAGE]
    return Timeline(_by_day(page), _after(page, cursor) if len(events) > PAGE else None)


def sources_of(entity: str) -> list[TimelineSource]:
    """The sources for an entity, in the order of the manifests."""
    sources = (s for module in current_app.extensions["kehu_modules"] for s in module.timeline)
    return [source for source in sources if source.entity in ("*", entity)]


def _by_day(page: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    return [(day, list(events)) for day, events in groupby(page, key=lambda event: event.day)]


def _after(page: Sequence[Event], cursor: Cursor | None) -> Cursor:
    last = page[-1].at
    shown = sum(event.at == last for event in page)
    return Cursor(last, shown + (cursor.skipped if cursor and cursor.at == last else 0))
