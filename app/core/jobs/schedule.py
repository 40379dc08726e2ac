"""When recurring work is due. Pure: the standard library and the calculator of APScheduler."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from app.core.clock import DEFAULT_ZONE

# How far back a missed tick is looked for. Each step holds few ticks of the schedules that the step before missed.
LOOKBACKS = [timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=6), timedelta(days=2), timedelta(days=32)]


@dataclass(frozen=True)
class Schedule:
    """`job_name` is due whenever `cron` (minute, hour, day, month, weekday) says so in `zone`.

    Weekdays are names (mon-fri): as numbers they mean other days here than in a crontab. Day and weekday must both
    match. Give a `name` where one job has several schedules.
    """

    job_name: str
    cron: str
    zone: str = DEFAULT_ZONE
    args: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    def __post_init__(self) -> None:
        if re.search(r"\d", self.cron.split()[-1]):
            raise ValueError(f"name the weekdays of {self.cron!r}: mon, tue, …")
        if _trigger(self.cron, self.zone).get_next_fire_time(None, datetime(2000, 1, 1, tzinfo=UTC)) is None:
            raise ValueError(f"{self.cron!r} is never due")

    @property
    def key(self) -> str:
        return self.name or self.job_name

    def next_tick(self, after: datetime) -> datetime:
        """The first tick later than `after`, in UTC."""
        return self._at_or_after(after + timedelta(microseconds=1))

    def latest_tick(self, moment: datetime) -> datetime | None:
        """The last tick not later than `moment`, in UTC; None if the past 32 days had none."""
        for window in LOOKBACKS:
            tick = self._at_or_after(moment - window)
            if tick <= moment:
                while (following := self.next_tick(tick)) <= moment:
                    tick = following
                return tick
        return None

    def dedupe(self, tick: datetime) -> str:
        """The key under which `tick` is a job once.

        In the hour that the end of summer time repeats, a daily time comes twice on the clock face but is one tick,
        whereas "every hour" and "every minute" go on through both.
        """
        if self.cron.split()[1].startswith("*"):
            return f"{self.key}@{tick.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        return f"{self.key}@{tick.astimezone(ZoneInfo(self.zone)):%Y-%m-%dT%H:%M}"

    def _at_or_after(self, moment: datetime) -> datetime:
        tick: datetime = _trigger(self.cron, self.zone).get_next_fire_time(None, moment)
        return tick.astimezone(UTC)


@cache
def _trigger(cron: str, zone: str) -> CronTrigger:
    return CronTrigger.from_crontab(cron, timezone=ZoneInfo(zone))
