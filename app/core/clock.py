"""The only clock of the application. Pure: standard library only."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"


def _shift() -> timedelta:
    """Seconds to add to the real time: `KEHU_CLOCK` is a number, or a file that holds one (outage tests)."""
    setting = os.environ.get("KEHU_CLOCK", "")
    if not setting or os.environ.get("KEHU_ENV") == "production":
        return timedelta()
    source = Path(setting)
    return timedelta(seconds=float(source.read_text() if source.is_file() else setting))


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift()


def today(zone: str = DEFAULT_ZONE) -> date:
    """The date it is now for somebody in `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()
