"""Who may write the row of a job, and what becomes of abandoned ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.jobs.interrupts import LeaseLost
from app.core.jobs.lease import Claim, claim, end, put_back, release, renew, write
from app.core.jobs.model import JobStatus
from app.core.jobs.queue import cancel
from tests.core.jobs.conftest import Clock
from tests.core.jobs.harness import System
from tests.core.jobs.small_system import marks

LEASE = timedelta(seconds=15)

WRITES = {
    "renew": lambda session, old: renew(session, old, LEASE, progress_done=99),
    "finish": lambda session, old: end(session, old, JobStatus.DONE),
    "fail": lambda session, old: end(session, old, JobStatus.FAILED, message="old"),
    "put back": lambda session, old: put_back(session, old, now()),
    "release": lambda session, old: release(session, old),
    "checkpoint": lambda session, old: write(session, old, checkpoint={"next": 99}),
}


def take(system: System, worker: str) -> Claim | None:
    with system.session() as session, session.begin():
        return claim(session, worker, LEASE)


def taken(system: System, worker: str) -> Claim:
    mine = take(system, worker)
    assert mine is not None
    return mine


def test_a_job_under_lease_is_nobody_elses(system: System, clock: Clock) -> None:
    system.enqueue("note")
    first = taken(system, "a")
    assert take(system, "b") is None
    clock.forward(LEASE)
    second = taken(system, "b")
    assert (second.job_id, second.attempt, second.worker) == (first.job_id, 2, "b")


def test_a_renewed_lease_counts_from_the_renewal(system: System, clock: Clock) -> None:
    system.enqueue("note")
    mine = taken(system, "a")
    clock.forward(LEASE * 0.9)
    with system.session() as session, session.begin():
        assert renew(session, mine, LEASE) is False
    clock.forward(LEASE * 0.9)
    assert take(system, "b") is None


@pytest.mark.parametrize("successor", ["b", "a"], ids=["another worker", "the same worker again"])
@pytest.mark.parametrize("name", WRITES)
def test_an_old_run_can_write_nothing(system: System, clock: Clock, name: str, successor: str) -> None:
    deed: Callable[[Session, Claim], Any] = WRITES[name]
    system.enqueue("note")
    old = taken(system, "a")
    clock.forward(LEASE)
    taken(system, successor)
    before = vars(system.job(old.job_id)) | {"_sa_instance_state": None}
    with pytest.raises(LeaseLost), system.session() as session, session.begin():
        deed(session, old)
    assert vars(system.job(old.job_id)) | {"_sa_instance_state": None} == before


def test_a_refused_checkpoint_takes_its_data_along(system: System, clock: Clock) -> None:
    system.enqueue("note")
    old = taken(system, "a")
    clock.forward(LEASE)
    taken(system, "b")
    with system.session() as session:
        session.execute(marks.insert().values(job_id=old.job_id, attempt=1, step=0, worker="a"))
        with pytest.raises(LeaseLost):
            write(session, old, checkpoint={"next": 1})
    assert system.mark_count() == 0


def test_a_job_that_kills_its_worker_each_time_is_given_up(system: System, clock: Clock) -> None:
    job_id = system.enqueue("note")
    waiting = system.enqueue("note", priority=1)
    for worker in ("a", "b", "c"):
        assert taken(system, worker).job_id == job_id
        clock.forward(LEASE)
    assert taken(system, "d").job_id == waiting
    failed = system.job(job_id)
    assert (failed.status, failed.message_params) == (JobStatus.FAILED, {"attempts": 3})
    assert "Given up after 3 attempts" in str(failed.message) % failed.message_params
    assert failed.finished_at is not None


def test_an_abandoned_job_that_was_cancelled_does_not_run_again(system: System, clock: Clock) -> None:
    job_id = system.enqueue("note")
    taken(system, "a")
    with system.session() as session, session.begin():
        cancel(session, job_id)
    assert system.status(job_id) == JobStatus.RUNNING
    clock.forward(LEASE)
    assert take(system, "b") is None
    assert system.status(job_id) == JobStatus.CANCELLED


def test_a_released_job_is_taken_at_once_and_has_lost_no_attempt(system: System) -> None:
    job_id = system.enqueue("note")
    for worker in "abcdef":
        mine = taken(system, worker)
        with system.session() as session, session.begin():
            release(session, mine)
    left = system.job(job_id)
    assert left.max_attempts - left.attempts == 3
