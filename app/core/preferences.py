"""What a reader prefers: language, zone, page size, the columns of lists, favourites; read with the user."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, has_request_context

from app.core.access import acting_user_id
from app.core.clock import DEFAULT_ZONE


@dataclass(frozen=True)
class Preferences:
    """`locale` None means: as the session or the browser says. `page_size` counts rows.

    `columns` names the chosen ones of each list, by the name of its view; `favourites` are pages of the menu.
    """

    locale: str | None = None
    zone: str = DEFAULT_ZONE
    page_size: int = 25
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    favourites: Sequence[str] = ()


_reader: Callable[[int], Preferences] = lambda user_id: Preferences()  # noqa: E731


def set_preferences_reader(reader: Callable[[int], Preferences]) -> None:
    """Say how a user's preferences are read; `system` does."""
    global _reader
    _reader = reader


_writer: Callable[[int, Mapping[str, Any]], None] = lambda user_id, changes: None  # noqa: E731


def set_preferences_writer(writer: Callable[[int, Mapping[str, Any]], None]) -> None:
    """Say how a user's preferences are kept; `system` does."""
    global _writer
    _writer = writer


def prefer(**changes: Any) -> None:
    """Keep these preferences of whoever acts, in the caller's transaction."""
    user_id = acting_user_id()
    if user_id is not None:
        _writer(user_id, changes)
        g.pop("kehu_preferences", None)


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
