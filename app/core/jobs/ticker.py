"""The clock: turns due ticks of the schedules into jobs. Any number of them may run, none is the leader."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import db
from app.core.jobs.model import ScheduleState
from app.core.jobs.queue import enqueue, insert_unless_present
from app.core.jobs.registry import job_kind, schedules
from app.core.jobs.schedule import Schedule
from app.core.jobs.worker import process_name

# Seconds between two looks at the clock.
EVERY = 1


class Ticker:
    """Looks at the time every second and inserts what became due.

    APScheduler wakes it and computes the ticks, but keeps no cron jobs: it would forget a tick whose row could not be
    written at that second, sleep through a change of the machine's clock and know nothing of `KEHU_CLOCK`. Looking
    for the latest tick each time makes up for an outage by itself, with one row for all ticks missed.
    """

    def __init__(self, app: Flask, clock_id: str = "", plan: Sequence[Schedule] | None = None) -> None:
        self._app = app
        self._id = clock_id or process_name()
        self._plan = list(schedules() if plan is None else plan)
        self._due: dict[str, datetime] = {}
        self._looked_at: datetime | None = None
        for schedule in self._plan:
            job_kind(schedule.job_name)  # a schedule of an unknown job stops the start, not the night

    def run_until_stopped(self, stop: threading.Event) -> None:
        """Tick until `stop` is set."""
        timer = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()}, executors={"default": ThreadPoolExecutor(1)}, timezone="UTC"
        )
        timer.add_job(self.tick, "interval", seconds=EVERY, coalesce=True, max_instances=1, misfire_grace_time=None)
        timer.start()
        stop.wait()
        timer.shutdown(wait=True)

    def tick(self) -> None:
        """Insert a job for each schedule that became due; a schedule that fails is due again at the next look."""
        moment = now()
        if self._looked_at is not None and moment < self._looked_at:
            self._due.clear()  # the clock was set back
        self._looked_at = moment
        due = [s for s in self._plan if s.key not in self._due or self._due[s.key] <= moment]
        if not due:
            return
        with self._app.app_context(), Session(db.engine) as session:
            for schedule in due:
                with session.begin():
                    self._insert_latest(session, schedule, moment)
                self._due[schedule.key] = schedule.next_tick(moment)

    def _insert_latest(self, session: Session, schedule: Schedule, moment: datetime) -> None:
        tick = schedule.latest_tick(moment)
        state = {"name": schedule.key, "tick": tick or moment, "clock": self._id}
        first_seen = insert_unless_present(session, ScheduleState, "name").values(state).returning(ScheduleState.name)
        if session.scalar(first_seen) is not None or tick is None:
            return  # a new schedule has missed nothing
        # The unique key alone would let a tick in again once the finished job is cleared away.
        advance = update(ScheduleState).where(ScheduleState.name == schedule.key, ScheduleState.tick != tick)
        advance = advance.values(tick=tick, clock=self._id).returning(ScheduleState.name)
        if session.scalar(advance.execution_options(synchronize_session=False)) is not None:
            enqueue(session, schedule.job_name, schedule.args, dedupe=schedule.dedupe(tick), run_at=tick)
