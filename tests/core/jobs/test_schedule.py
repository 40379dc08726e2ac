"""When schedules are due."""

from datetime import UTC, datetime

import pytest

from app.core.jobs.schedule import Schedule

NEW_YORK = "America/New_York"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "moment", "latest", "following"),
    [
        pytest.param("* * * * *", "2026-03-01T10:00:30", "2026-03-01T10:00", "2026-03-01T10:01", id="every minute"),
        pytest.param("* * * * *", "2026-03-01T10:00:00", "2026-03-01T10:00", "2026-03-01T10:01", id="on the tick"),
        pytest.param("*/20 * * * *", "2026-03-01T10:59", "2026-03-01T10:40", "2026-03-01T11:00", id="thrice an hour"),
        pytest.param("0 2 * * *", "2026-03-01T17:59", "2026-02-28T18:00", "2026-03-01T18:00", id="night in Shanghai"),
        pytest.param("0 9 * * mon", "2026-03-01T10:00", "2026-02-23T01:00", "2026-03-02T01:00", id="every Monday"),
        pytest.param("0 0 1 * *", "2026-03-30T10:00", "2026-02-28T16:00", "2026-03-31T16:00", id="first of the month"),
        pytest.param("0 0 29 2 *", "2026-03-30T10:00", None, "2028-02-28T16:00", id="long ago is not caught up"),
    ],
)
def test_ticks(cron: str, moment: str, latest: str | None, following: str) -> None:
    schedule = Schedule("note", cron)
    assert schedule.latest_tick(at(moment)) == (at(latest) if latest else None)
    assert schedule.next_tick(at(moment)) == at(following)


@pytest.mark.parametrize("cron", ["0 2 * * 1", "0 2 * * 1-5", "0 2 30 2 *", "0 2 * *", "* * * * * *", "61 * * * *"])
def test_a_misleading_schedule_is_refused(cron: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the text is partly APScheduler's
        Schedule("note", cron)


def ticks_between(schedule: Schedule, start: str, end: str) -> list[datetime]:
    ticks = [schedule.next_tick(at(start))]
    while ticks[-1] < at(end):
        ticks.append(schedule.next_tick(ticks[-1]))
    return ticks[:-1]


def test_a_daily_time_that_summer_time_repeats_is_one_tick() -> None:
    schedule = Schedule("note", "30 1 * * *", NEW_YORK)
    ticks = ticks_between(schedule, "2026-11-01T00:00", "2026-11-02T00:00")
    assert {schedule.dedupe(tick) for tick in ticks} == {"note@2026-11-01T01:30"}


def test_a_daily_time_that_summer_time_skips_is_still_one_tick() -> None:
    schedule = Schedule("note", "30 2 * * *", NEW_YORK)
    assert ticks_between(schedule, "2026-03-08T00:00", "2026-03-09T00:00") == [at("2026-03-08T07:30")]


def test_every_hour_goes_on_through_the_repeated_hour() -> None:
    schedule = Schedule("note", "0 * * * *", NEW_YORK)
    ticks = ticks_between(schedule, "2026-11-01T03:59", "2026-11-01T09:00")
    assert ticks == [at(f"2026-11-01T0{hour}:00") for hour in range(4, 9)]
    assert len({schedule.dedupe(tick) for tick in ticks}) == 5
