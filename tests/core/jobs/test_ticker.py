"""Schedules become jobs: once each, whatever number of clocks, also after an outage."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.jobs.cleanup import delete_finished
from app.core.jobs.model import JobStatus, ScheduleState
from app.core.jobs.schedule import Schedule
from app.core.jobs.ticker import Ticker
from tests.core.jobs.conftest import Clock
from tests.core.jobs.harness import System, until
from tests.core.jobs.small_system import EVERY_MINUTE

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NIGHTLY = Schedule("note", "0 2 * * *")


def rows(system: System) -> list[datetime]:
    return [job.run_at for job in system.jobs()]


def set_to(clock: Clock, text: str) -> datetime:
    """Set the clock to a moment, given in UTC."""
    clock.forward(datetime.fromisoformat(text + "+00:00") - now())
    return now()


def test_three_clocks_make_one_row_for_each_tick(system: System, clock: Clock) -> None:
    start = set_to(clock, "2030-01-01T00:00:01")
    clocks = [system.start("stepped-clock", KEHU_CLOCK=str(clock.file), WORKER=f"c{number}") for number in range(3)]
    for _ in range(11):
        for process in clocks:
            assert process.stdin is not None
            process.stdin.write("now\n")
            process.stdin.flush()
        for process in clocks:
            assert process.stdout is not None
            assert process.stdout.readline() == "ticked\n"
        clock.forward(MINUTE)
    midnight = start.replace(second=0, microsecond=0)
    assert sorted(rows(system)) == [midnight + MINUTE * number for number in range(1, 11)]
    assert {job.args["text"] for job in system.jobs()} == {"minute"}


def test_the_timer_looks_by_itself_and_stops_when_told(system: System, clock: Clock) -> None:
    process = system.start("clock", KEHU_CLOCK=str(clock.file))
    until(lambda: last_tick(system))
    clock.forward(MINUTE)
    until(lambda: rows(system))
    process.terminate()
    assert process.wait() == 0


def last_tick(system: System) -> ScheduleState | None:
    with system.session() as session:
        return session.scalar(select(ScheduleState))


def test_a_new_schedule_has_missed_nothing(system: System, clock: Clock) -> None:
    set_to(clock, "2030-01-01T12:00")
    Ticker(system.app, plan=[NIGHTLY]).tick()
    assert rows(system) == []


def test_after_an_outage_the_last_missed_tick_comes_once(system: System, clock: Clock) -> None:
    set_to(clock, "2030-01-01T12:00")
    Ticker(system.app, "before", plan=[NIGHTLY]).tick()
    clock.forward(5 * DAY)
    for name in ("after", "beside"):
        for _ in range(2):
            Ticker(system.app, name, plan=[NIGHTLY]).tick()
    assert [row.isoformat() for row in rows(system)] == ["2030-01-05T18:00:00+00:00"]
    state = last_tick(system)
    assert state is not None
    assert state.clock == "after"


def test_a_tick_the_database_did_not_hear_of_is_repeated(system: System, clock: Clock) -> None:
    set_to(clock, "2030-01-01T12:00")
    ticker = Ticker(system.app, plan=[NIGHTLY])
    ticker.tick()
    clock.forward(DAY)
    rename(system, "job", "away")
    with pytest.raises(Exception, match="job"):
        ticker.tick()
    rename(system, "away", "job")
    ticker.tick()
    assert [row.isoformat() for row in rows(system)] == ["2030-01-01T18:00:00+00:00"]


def rename(system: System, before: str, after: str) -> None:
    with system.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")


def test_a_clock_that_jumps_neither_doubles_nor_silences(system: System, clock: Clock) -> None:
    start = set_to(clock, "2030-01-01T12:00:01").replace(second=0, microsecond=0)
    ticker = Ticker(system.app, plan=[EVERY_MINUTE])
    for jump in (timedelta(), DAY, -DAY, MINUTE, MINUTE, -MINUTE, MINUTE, MINUTE):
        clock.forward(jump)
        ticker.tick()
    assert sorted(rows(system)) == [*(start + MINUTE * number for number in range(4)), start + DAY]


def test_a_finished_job_that_was_cleared_away_does_not_come_back(system: System, clock: Clock) -> None:
    set_to(clock, "2030-01-01T12:00")
    Ticker(system.app, plan=[NIGHTLY]).tick()
    clock.forward(DAY)
    Ticker(system.app, plan=[NIGHTLY]).tick()
    assert system.worker().run_one()
    assert [job.status for job in system.jobs()] == [JobStatus.DONE]
    with system.session() as session, session.begin():
        assert delete_finished(session, now() + MINUTE) == 1
    Ticker(system.app, plan=[NIGHTLY]).tick()
    assert rows(system) == []


def test_a_schedule_of_an_unknown_job_stops_the_start(system: System) -> None:
    with pytest.raises(KeyError, match="nothing"):
        Ticker(system.app, plan=[Schedule("nothing", "0 2 * * *")])
