"""Real worker processes: many at once, killed, suspended, stopped."""

from __future__ import annotations

import random
import signal
from datetime import timedelta
from subprocess import Popen

import pytest
from sqlalchemy import update

from app.core.clock import now
from app.core.jobs.model import Job, JobStatus
from app.core.jobs.queue import cancel, enqueue
from app.core.jobs.results import result_location
from app.core.jobs.worker import results_folder
from tests.core.jobs.harness import System, until

SHORT = 1.0


def start_workers(system: System, count: int, lease: float) -> list[Popen[str]]:
    """Start `count` workers and return when each of them works."""
    jobs = [system.enqueue("held", {"gate": str(system.gate())}) for _ in range(count)]
    workers = [system.start_worker(f"w{number}", lease) for number in range(count)]
    until(lambda: system.mark_count() == count)
    system.gate().touch()
    until(lambda: {system.status(job_id) for job_id in jobs} == {JobStatus.DONE})
    return workers


@pytest.mark.parametrize("count", [300, pytest.param(3000, marks=pytest.mark.soak)])
def test_four_workers_run_each_of_many_jobs_once(system: System, count: int) -> None:
    start_workers(system, 4, lease=15)
    with system.session() as session, session.begin():
        ids = [enqueue(session, "note").id for _ in range(count)]
    until(system.all_ended)
    jobs = [job for job in system.jobs() if job.name == "note"]
    assert {(job.status, job.attempts) for job in jobs} == {(JobStatus.DONE, 1)}
    assert sorted(mark.job_id for mark in system.marks(*ids)) == ids


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.soak)])
def test_workers_killed_at_any_moment_lose_and_repeat_no_step(system: System, kills: int) -> None:
    chance = random.Random(kills)
    workers = start_workers(system, 3, SHORT)
    with system.session() as session, session.begin():
        ids = [enqueue(session, "steps", {"count": 25}).id for _ in range(kills * 4)]
    for number in range(kills):
        goal = system.mark_count() + chance.randrange(100)
        until(lambda goal=goal: system.mark_count() >= goal or system.all_ended())
        victim = workers.pop(chance.randrange(3))
        victim.kill()
        victim.wait()
        workers.append(system.start_worker(f"new{number}", SHORT))
    until(system.all_ended)
    done = [(mark.job_id, mark.step) for mark in system.marks(*ids)]
    assert sorted(done) == [(job_id, step) for job_id in ids for step in range(25)]
    assert {system.status(job_id) for job_id in ids} == {JobStatus.DONE}


def test_a_killed_worker_s_job_is_run_again_by_another(system: System) -> None:
    job_id = system.enqueue("held", {"gate": str(system.gate()), "late_mark": True})
    victim = system.start_worker("victim", SHORT)
    until(lambda: system.mark_count() == 1)
    victim.kill()
    victim.wait()
    system.gate().touch()
    system.start_worker("heir", SHORT)
    until(lambda: system.status(job_id) == JobStatus.DONE)
    runs = [(mark.worker, mark.attempt, mark.step) for mark in system.marks(job_id)]
    # The first mark was committed before the kill; what was not yet committed came once.
    assert runs == [("victim", 1, 0), ("heir", 2, 0), ("heir", 2, 1)]
    assert system.job(job_id).attempts == 2


def test_a_resumed_job_repeats_no_committed_step(system: System) -> None:
    job_id = system.enqueue("steps", {"count": 6, "hold_at": 3, "gate": str(system.gate())})
    victim = system.start_worker("victim", SHORT)
    until(lambda: system.mark_count() == 3)
    victim.kill()
    victim.wait()
    assert system.job(job_id).checkpoint == {"next": 3}
    system.gate().touch()
    system.start_worker("heir", SHORT)
    until(lambda: system.status(job_id) == JobStatus.DONE)
    assert [mark.step for mark in system.marks(job_id)] == [0, 1, 2, 3, 4, 5]
    assert [mark.worker for mark in system.marks(job_id)] == ["victim"] * 3 + ["heir"] * 3
    assert system.job(job_id).progress_done == 6


def test_a_suspended_worker_that_wakes_up_late_writes_nothing(system: System) -> None:
    job_id = system.enqueue("held", {"gate": str(system.gate()), "talking": False, "late_mark": True})
    sleeper = system.start_worker("sleeper", lease=3600)
    until(lambda: system.mark_count() == 1)
    sleeper.send_signal(signal.SIGSTOP)
    with system.session() as session, session.begin():
        session.execute(update(Job).values(lease_until=Job.started_at))  # as if the hour were over
    heir = system.start_worker("heir", lease=3600)
    until(lambda: system.mark_count() == 2)
    # Both have the job in hand now: let the sleeper be the first to finish.
    heir.send_signal(signal.SIGSTOP)
    system.gate().touch()
    sleeper.terminate()
    sleeper.send_signal(signal.SIGCONT)
    assert sleeper.wait() == 0
    assert (system.status(job_id), system.job(job_id).attempts) == (JobStatus.RUNNING, 2)
    assert [(mark.worker, mark.step) for mark in system.marks(job_id)] == [("sleeper", 0), ("heir", 0)]
    heir.send_signal(signal.SIGCONT)
    until(lambda: system.status(job_id) == JobStatus.DONE)
    assert [(mark.worker, mark.step) for mark in system.marks(job_id)] == [("sleeper", 0), ("heir", 0), ("heir", 1)]


def test_a_long_step_without_progress_keeps_its_lease(system: System) -> None:
    job_id = system.enqueue("held", {"gate": str(system.gate()), "talking": False})
    system.start_worker("busy", SHORT)
    until(lambda: system.mark_count() == 1)
    first = system.job(job_id).lease_until
    assert first is not None
    system.start_worker("idle", SHORT)
    until(lambda: (system.job(job_id).lease_until or first) > first + timedelta(seconds=3 * SHORT))
    system.gate().touch()
    until(lambda: system.status(job_id) == JobStatus.DONE)
    assert [mark.worker for mark in system.marks(job_id)] == ["busy"]


def test_progress_is_seen_while_the_job_runs_and_it_can_be_cancelled(system: System) -> None:
    job_id = system.enqueue("held", {"gate": str(system.gate())})
    system.start_worker("w")
    until(lambda: system.job(job_id).progress_done)
    running = system.job(job_id)
    assert (running.status, running.progress_done, running.progress_total) == (JobStatus.RUNNING, 1, 2)
    assert (running.message, running.message_params) == ("Waiting for %(gate)s", {"gate": "gate"})
    with system.session() as session, session.begin():
        cancel(session, job_id)
    until(lambda: system.status(job_id) == JobStatus.CANCELLED)
    assert system.job(job_id).finished_at is not None


def test_others_can_write_while_a_job_writes_all_the_time(system: System) -> None:
    job_id = system.enqueue("bulk", {"gate": str(system.gate())})
    system.start_worker("busy", SHORT)
    until(lambda: system.mark_count() > 3)
    # On SQLite each of these fails after five seconds if the lock is never free.
    others = [system.enqueue("note", run_at=now() + timedelta(days=1)) for _ in range(5)]
    until(lambda: system.job(job_id).progress_done)
    system.gate().touch()
    until(lambda: system.status(job_id) == JobStatus.DONE)
    assert system.job(job_id).attempts == 1
    assert {system.status(other) for other in others} == {JobStatus.QUEUED}


def test_a_stopped_worker_hands_its_job_over_at_once(system: System) -> None:
    job_id = system.enqueue("held", {"gate": str(system.gate())})
    leaving = system.start_worker("leaving", lease=3600)
    until(lambda: system.mark_count() == 1)
    leaving.terminate()
    assert leaving.wait() == 0
    put_back = system.job(job_id)
    assert (put_back.status, put_back.max_attempts - put_back.attempts) == (JobStatus.QUEUED, 3)
    system.gate().touch()
    system.start_worker("heir", lease=3600)
    until(lambda: system.status(job_id) == JobStatus.DONE)


def test_a_stopped_worker_finishes_a_job_that_reports_nothing(system: System) -> None:
    job_id = system.enqueue("held", {"gate": str(system.gate()), "talking": False})
    waiting = system.enqueue("note")
    leaving = system.start_worker("leaving")
    until(lambda: system.mark_count() == 1)
    leaving.terminate()
    system.gate().touch()
    assert leaving.wait() == 0
    assert system.status(job_id) == JobStatus.DONE
    assert system.status(waiting) in {JobStatus.QUEUED, JobStatus.DONE}


def test_a_file_of_a_killed_run_is_never_offered(system: System) -> None:
    job_id = system.enqueue("report", {"filename": "客户.csv", "gate": str(system.gate())})
    victim = system.start_worker("victim", SHORT)
    until(lambda: any(results_folder(system.app).glob("*/客户.csv")))
    victim.kill()
    victim.wait()
    assert system.job(job_id).result_file is None
    system.gate().touch()
    system.start_worker("heir", SHORT)
    until(lambda: system.status(job_id) == JobStatus.DONE)
    path = result_location(results_folder(system.app), system.job(job_id).result_file or "")
    assert path is not None
    assert path.read_text(encoding="utf-8") == "客户\n"
