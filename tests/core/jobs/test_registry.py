"""Kinds of jobs and their schedules are declared once."""

import pytest

from app.core.jobs.registry import job, job_kind, job_kinds, register_schedule, schedules
from app.core.jobs.schedule import Schedule

pytestmark = pytest.mark.usefixtures("handlers")


def test_a_declared_job_is_known_by_its_name() -> None:
    kind = job_kind("note")
    assert (kind.label, kind.max_attempts) == ("note", 3)
    assert [kind.name for kind in job_kinds()] == sorted(kind.name for kind in job_kinds())


def test_two_jobs_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two jobs are called note"):
        job("note", label="another")(print)


def test_the_same_schedule_may_be_registered_again() -> None:
    register_schedule(Schedule("note", "0 2 * * *"))
    register_schedule(Schedule("note", "0 2 * * *"))
    register_schedule(Schedule("note", "0 3 * * *", name="note later"))
    assert [schedule.key for schedule in schedules()] == ["note", "note later"]


def test_two_schedules_of_one_key_are_refused() -> None:
    register_schedule(Schedule("note", "0 2 * * *"))
    with pytest.raises(ValueError, match="give one of them a name"):
        register_schedule(Schedule("note", "0 3 * * *"))
