"""What one worker does with one job."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete

from app.core.clock import now
from app.core.jobs.failures import DISK_FULL, UNEXPECTED, VANISHED_CREATOR
from app.core.jobs.model import Job, JobStatus
from app.core.jobs.results import result_location
from app.core.jobs.worker import Worker, results_folder
from tests.core.jobs.conftest import Clock
from tests.core.jobs.harness import System, until
from tests.core.jobs.small_system import LOOK_EVERY


def test_a_job_ends_together_with_what_it_wrote(system: System) -> None:
    job_id = system.enqueue("note", {"text": "你好"})
    assert system.worker().run_one()
    done = system.job(job_id)
    assert (done.status, done.result, done.attempts, done.lease_until) == (JobStatus.DONE, {"text": "你好"}, 1, None)
    assert done.started_at is not None
    assert done.finished_at is not None
    assert len(system.marks(job_id)) == 1
    assert not system.worker().run_one()


def test_a_refusal_is_told_in_its_own_words_and_not_tried_again(system: System) -> None:
    job_id = system.enqueue("refuse")
    system.worker().run_one()
    failed = system.job(job_id)
    assert (failed.status, failed.attempts, failed.error) == (JobStatus.FAILED, 1, None)
    assert (failed.message, failed.message_params) == ("Only %(left)s are left.", {"left": 3})
    assert system.marks(job_id) == []


def test_an_unexpected_error_is_tried_again_and_keeps_its_secrets(
    system: System, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = system.enqueue("crash")
    system.worker().run_one()
    waiting = system.job(job_id)
    assert (waiting.status, waiting.message) == (JobStatus.QUEUED, UNEXPECTED)
    assert waiting.run_at > now()
    assert f"reference {waiting.error}" in caplog.text
    assert "ZeroDivisionError: secret" in caplog.text
    assert waiting.message_params == {"reference": waiting.error}
    for _ in range(2):
        clock.forward(timedelta(hours=1))
        assert system.worker().run_one()
    assert (system.status(job_id), system.job(job_id).attempts) == (JobStatus.FAILED, 3)
    clock.forward(timedelta(hours=1))
    assert not system.worker().run_one()


def test_an_error_that_passes_leaves_no_trace_on_the_job(system: System, clock: Clock) -> None:
    job_id = system.enqueue("crash", {"until_attempt": 2})
    system.worker().run_one()
    clock.forward(timedelta(minutes=1))
    system.worker().run_one()
    done = system.job(job_id)
    assert (done.status, done.message, done.error) == (JobStatus.DONE, None, None)
    assert [mark.attempt for mark in system.marks(job_id)] == [2]


def test_a_full_disk_is_named(system: System) -> None:
    job_id = system.enqueue("crash", {"disk_full": True})
    system.worker().run_one()
    assert system.job(job_id).message == DISK_FULL


def test_a_job_this_version_does_not_know_waits_for_a_worker_that_does(system: System) -> None:
    job_id = system.enqueue("note")
    with system.session() as session, session.begin():
        session.get_one(Job, job_id).name = "from the next version"
    system.worker().run_one()
    assert system.status(job_id) == JobStatus.QUEUED


def test_a_person_s_job_runs_with_their_rights_only(system: System, user_id: int) -> None:
    own, the_systems = system.enqueue("who", created_by=user_id), system.enqueue("who")
    while system.worker().run_one():
        pass
    assert system.job(own).result == {"user_id": user_id, "reason": "", "in_transaction": False}
    assert system.job(the_systems).result == {"user_id": None, "reason": "job who", "in_transaction": False}


def test_a_deleted_person_s_job_does_not_turn_into_one_that_sees_everything(system: System, user_id: int) -> None:
    job_id = system.enqueue("who", created_by=user_id)
    with system.engine.begin() as connection:
        connection.execute(delete(User.__table__).where(User.id == user_id))
    system.worker().run_one()
    failed = system.job(job_id)
    assert (failed.created_by_id, failed.status, failed.message) == (None, JobStatus.FAILED, VANISHED_CREATOR)


def test_a_result_file_appears_when_the_job_succeeds(system: System) -> None:
    job_id = system.enqueue("report", {"filename": "客户.csv"})
    system.worker().run_one()
    named = system.job(job_id).result_file
    assert named is not None
    path = result_location(results_folder(system.app), named)
    assert path is not None
    assert (path.name, path.read_text(encoding="utf-8")) == ("客户.csv", "客户\n")


def test_a_failed_job_leaves_no_file(system: System) -> None:
    job_id = system.enqueue("report", {"filename": "客户.csv", "succeed": False})
    system.worker().run_one()
    assert (system.status(job_id), system.job(job_id).result_file) == (JobStatus.FAILED, None)
    assert list(results_folder(system.app).iterdir()) == []


def test_progress_and_checkpoint_are_on_the_finished_row(system: System) -> None:
    job_id = system.enqueue("steps", {"count": 3})
    system.worker().run_one()
    done = system.job(job_id)
    assert (done.progress_done, done.progress_total, done.checkpoint) == (3, 3, {"next": 3})
    assert [mark.step for mark in system.marks(job_id)] == [0, 1, 2]


def test_a_worker_outlives_a_database_that_is_away(system: System, caplog: pytest.LogCaptureFixture) -> None:
    job_id = system.enqueue("note")
    rename(system, "job", "away")
    stop = threading.Event()
    worker = Worker(system.app, poll=LOOK_EVERY)
    thread = threading.Thread(target=worker.run_until_stopped, args=[stop])
    thread.start()
    try:
        until(lambda: any(record.name == "app.core.jobs.worker" for record in caplog.records))
        rename(system, "away", "job")
        until(lambda: system.status(job_id) == JobStatus.DONE)
    finally:
        stop.set()
        thread.join()


def rename(system: System, before: str, after: str) -> None:
    with system.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")
