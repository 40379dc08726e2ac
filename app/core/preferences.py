"""What a reader prefers: language, zone and page size, for everything that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import g, has_request_context

from app.core.access import acting_user_id
from app.core.clock import DEFAULT_ZONE


@dataclass(frozen=True)
class Preferences:
    """`locale` None means: as the session or the browser says. `page_size` counts rows."""

    locale: str | None = None
    zone: str = DEFAULT_ZONE
    page_size: int = 25


_reader: Callable[[int], Preferences] = lambda user_id: Preferences()  # noqa: E731


def set_preferences_reader(reader: Callable[[int], Preferences]) -> None:
    """Say how a user's preferences are read; `system` does."""
    global _reader
    _reader = reader


def preferences() -> Preferences:
    """The preferences of whoever acts, read once a request."""
    user_id = acting_user_id()
    if user_id is None:
        return Preferences()
    if not has_request_context():
        return _reader(user_id)
    if getattr(g, "kehu_preferences", None) is None:
        g.kehu_preferences = _reader(user_id)
    held: Preferences = g.kehu_preferences
    return held


def zone() -> ZoneInfo:
    """The reader's zone."""
    return ZoneInfo(preferences().zone)
