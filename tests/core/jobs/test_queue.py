"""Starting, cancelling and retrying jobs."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.errors import Conflict
from app.core.jobs.model import Job, JobStatus, visible_jobs
from app.core.jobs.queue import cancel, enqueue, retry
from tests.core.jobs.conftest import Clock
from tests.core.jobs.harness import System


def test_a_job_exists_only_if_the_transaction_that_started_it_does(system: System) -> None:
    with system.session() as session:
        enqueue(session, "note", {"text": "你好"})
        session.rollback()
    assert system.jobs() == []
    kept = system.job(system.enqueue("note", {"text": "你好"}))
    assert (kept.args, kept.status, kept.system) == ({"text": "你好"}, JobStatus.QUEUED, True)


def test_an_unknown_job_is_a_mistake_of_the_program(system: System) -> None:
    with pytest.raises(KeyError):
        system.enqueue("nothing")


def test_the_same_key_makes_one_job(system: System) -> None:
    first = system.enqueue("note", {"text": "1"}, dedupe="today")
    assert system.enqueue("note", {"text": "2"}, dedupe="today") == first
    assert [job.args for job in system.jobs()] == [{"text": "1"}]


def test_the_same_key_in_eight_transactions_at_once_makes_one_job(system: System) -> None:
    together = threading.Barrier(8)
    seen: list[int] = []

    def start() -> None:
        together.wait()
        seen.append(system.enqueue("note", dedupe="today"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [system.jobs()[0].id] * 8
    assert len(system.jobs()) == 1


def test_order_is_priority_then_time(system: System) -> None:
    earlier = now() - timedelta(minutes=1)
    plain = system.enqueue("note")
    first_due = system.enqueue("note", run_at=earlier)
    urgent = system.enqueue("note", priority=-1)
    done = []
    while system.worker().run_one():
        done += [job.id for job in system.jobs() if job.status == JobStatus.DONE and job.id not in done]
    assert done == [urgent, first_due, plain]


def test_a_later_job_waits_for_its_time(system: System, clock: Clock) -> None:
    job_id = system.enqueue("note", run_at=now() + timedelta(hours=1))
    assert not system.worker().run_one()
    clock.forward(timedelta(hours=1))
    assert system.worker().run_one()
    assert system.status(job_id) == JobStatus.DONE


def test_a_waiting_job_is_cancelled_at_once(system: System) -> None:
    job_id = system.enqueue("note")
    with system.session() as session, session.begin():
        job = session.get_one(Job, job_id)
        cancel(session, job_id)
        assert job.status == JobStatus.CANCELLED
    assert system.job(job_id).finished_at is not None
    assert not system.worker().run_one()


def test_a_finished_job_can_be_neither_cancelled_nor_retried(system: System) -> None:
    job_id = system.enqueue("note")
    system.worker().run_one()
    with system.session() as session:
        with pytest.raises(Conflict, match="already finished"):
            cancel(session, job_id)
        with pytest.raises(Conflict, match="failed or cancelled"):
            retry(session, job_id)


def test_a_failed_job_runs_again_when_a_person_says_so(system: System) -> None:
    job_id = system.enqueue("once")
    system.worker().run_one()
    assert system.status(job_id) == JobStatus.FAILED
    with system.session() as session, session.begin():
        retry(session, job_id)
    waiting = system.job(job_id)
    assert (waiting.status, waiting.message, waiting.error, waiting.finished_at) == (JobStatus.QUEUED, None, None, None)
    assert system.worker().run_one()
    again = system.job(job_id)
    assert (again.status, again.attempts) == (JobStatus.FAILED, 2)


def test_a_job_of_a_former_version_is_not_retried(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = system.enqueue("note")
    with system.session() as session, session.begin():
        session.get_one(Job, job_id).name = "former"
        with pytest.raises(Conflict, match="does not exist in this version"):
            retry(session, job_id)


def test_people_see_their_own_jobs_and_administrators_all(system: System, user_id: int) -> None:
    own, other = system.enqueue("note", created_by=user_id), system.enqueue("note")
    with system.session() as session:
        assert [job.id for job in session.scalars(visible_jobs(user_id, is_admin=False))] == [own]
        assert {job.id for job in session.scalars(visible_jobs(user_id, is_admin=True))} == {own, other}
        assert list(session.scalars(visible_jobs(None, is_admin=False))) == []
