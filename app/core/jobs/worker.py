"""Runs the jobs of the queue, one at a time."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.core.access import acting_as, system_access
from app.core.clock import now
from app.core.collecting import collecting_rarely
from app.core.db import db
from app.core.errors import RuleError
from app.core.jobs.context import JobContext
from app.core.jobs.failures import VANISHED_CREATOR, describe
from app.core.jobs.heartbeat import Heartbeat
from app.core.jobs.interrupts import JobCancelled, JobInterrupted, LeaseLost
from app.core.jobs.lease import Claim, claim, end, put_back, release
from app.core.jobs.model import JobStatus
from app.core.jobs.registry import job_kind
from app.core.jobs.results import ResultFile
from app.core.jobs.rights import refuse_lost_rights

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
# Seconds between two looks at an empty queue.
POLL = 1.0
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)


def process_name() -> str:
    """A name for this process that no other one, nor its own successor, bears."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"[-120:]


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set; to be called in the main thread."""
    stop = threading.Event()

    def request_stop(_signal: int, _frame: FrameType | None) -> None:
        # The main thread may be inside `stop.wait` and hold its lock: setting it from here could wait for ever.
        threading.Thread(target=stop.set).start()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, request_stop)
    return stop


class Worker:
    """Claims and runs jobs; any number of workers, in any number of processes, share the queue.

    A killed worker's job is taken again `lease` after its last sign of life.
    """

    def __init__(self, app: Flask, worker_id: str = "", *, lease: timedelta = LEASE, poll: float = POLL) -> None:
        self._app = app
        self._id = worker_id or process_name()
        self._lease = lease
        self._poll = poll
        self._stopping = threading.Event()

    def run_until_stopped(self, stop: threading.Event) -> None:
        """Work until `stop` is set. A job under way then ends at its next report of progress and is put back."""
        self._stopping = stop
        while not stop.is_set():
            try:
                worked = self.run_one()
            except Exception as error:
                # The database is away, most likely: what it did not hear of, the lease takes care of.
                log.error("worker %s: %s", self._id, error)
                worked = False
            if not worked:
                stop.wait(self._poll)

    def run_one(self) -> bool:
        """Run the next due job; False if there is none."""
        with self._app.app_context():
            with Session(db.engine) as session, session.begin():
                taken = claim(session, self._id, self._lease)
            if taken is not None:
                self._run(taken)
        return taken is not None

    def _run(self, taken: Claim) -> None:
        result_file = ResultFile(results_folder(self._app))
        with Heartbeat(db.engine, taken, self._lease, self._stopping) as heartbeat:
            try:
                _perform(taken, heartbeat, result_file)
            except BaseException as error:
                db.session.rollback()
                _settle(taken, error, result_file)
                if not isinstance(error, Exception | JobInterrupted):
                    raise


def results_folder(app: Flask) -> Path:
    """Where the result files of all jobs lie."""
    return Path(app.config["KEHU_DATA_DIR"]) / "results"


def _perform(taken: Claim, heartbeat: Heartbeat, result_file: ResultFile) -> None:
    handler = job_kind(taken.name).handler
    with _principal(taken):
        if taken.created_by_id is not None and not taken.system:
            refuse_lost_rights(taken.name, taken.args, taken.created_by_id)
        # Reading who acts began a transaction, which on SQLite has the write lock.
        db.session.rollback()
        with collecting_rarely():
            result = handler(JobContext(taken, heartbeat, result_file), **taken.args)
        # The file first: a row must not promise a file that a crash in between prevented.
        published = result_file.publish()
        end(db.session(), taken, JobStatus.DONE, result=result, result_file=published, **heartbeat.progress)
        db.session.commit()


def _principal(taken: Claim) -> AbstractContextManager[Any]:
    if taken.system:
        return system_access(f"job {taken.name}")
    if taken.created_by_id is None:
        raise RuleError(VANISHED_CREATOR)
    return acting_as(taken.created_by_id)


def _settle(taken: Claim, error: BaseException, result_file: ResultFile) -> None:
    """Write how an unsuccessful run ended."""
    result_file.discard(published=False)
    try:
        with Session(db.engine) as session, session.begin():
            _write_end(session, taken, error)
    except LeaseLost as lost:
        # Also after a commit that arrived although its answer did not: then the published file is the job's.
        log.warning("lease lost: %s", lost)
    else:
        result_file.discard(published=True)


def _write_end(session: Session, taken: Claim, error: BaseException) -> None:
    if isinstance(error, LeaseLost):
        raise error
    if isinstance(error, JobCancelled):
        end(session, taken, JobStatus.CANCELLED)
    elif not isinstance(error, Exception):
        release(session, taken)
    else:
        _write_failure(session, taken, error)


def _write_failure(session: Session, taken: Claim, error: Exception) -> None:
    failure = describe(error)
    if failure.reference:
        log.error("job %s (%s) failed, reference %s", taken.job_id, taken.name, failure.reference, exc_info=error)
    told = {"message": failure.message, "message_params": failure.params, "error": failure.reference}
    if failure.may_pass and taken.attempt < taken.max_attempts:
        put_back(session, taken, now() + _pause(taken.attempt), **told)
    else:
        end(session, taken, JobStatus.FAILED, **told)


def _pause(attempt: int) -> timedelta:
    factor: int = 6 ** min(attempt - 1, 9)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)
