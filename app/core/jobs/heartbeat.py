"""Keeps the lease of a running job and carries its progress to the database."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from time import monotonic
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.jobs.interrupts import JobCancelled, LeaseLost, WorkerStopping
from app.core.jobs.lease import Claim, renew

log = logging.getLogger(__name__)

# Seconds between two writes of progress at most.
THROTTLE = 0.5


class Heartbeat:
    """A thread with short transactions of its own, for the time of one run.

    A thread, because the handler's own transaction may hold what the write needs (on SQLite the one write lock, on
    PostgreSQL the job's row after a checkpoint): the handler would wait for itself. The thread waits for its commit.
    """

    def __init__(self, engine: Engine, claim: Claim, lease: timedelta, stopping: threading.Event) -> None:
        self._engine = engine
        self._claim = claim
        self._lease = lease
        self._stopping = stopping
        self._ended = threading.Event()
        self._guard = threading.Lock()
        self._progress: dict[str, Any] = {}
        self._unwritten = False
        self._cancelled = False
        self._lost = False
        self._thread = threading.Thread(target=self._run, name=f"job-{claim.job_id}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def progress(self) -> dict[str, Any]:
        """The columns of the last report, written or not."""
        with self._guard:
            return dict(self._progress)

    def report(self, **columns: Any) -> None:
        """Have `columns` written with the next beat."""
        with self._guard:
            self._progress |= columns
            self._unwritten = True

    def raise_if_interrupted(self) -> None:
        """Raise the reason, if there is one, why the handler should not go on."""
        if self._lost:
            raise LeaseLost(f"job {self._claim.job_id} ({self._claim.name})")
        if self._cancelled:
            raise JobCancelled
        if self._stopping.is_set():
            raise WorkerStopping

    def _run(self) -> None:
        lease = self._lease.total_seconds()
        renewed = monotonic()
        while not self._ended.wait(min(THROTTLE, lease / 6)) and not self._lost:
            if not self._unwritten and monotonic() - renewed < lease / 3:
                continue
            try:
                self._beat()
                renewed = monotonic()
            except LeaseLost:
                self._lost = True
            except SQLAlchemyError as error:
                log.warning("job %s could not renew its lease yet: %s", self._claim.job_id, error)

    def _beat(self) -> None:
        with self._guard:
            progress, self._unwritten = dict(self._progress), False
        try:
            with Session(self._engine) as session, session.begin():
                self._cancelled = renew(session, self._claim, self._lease, **progress)
        except SQLAlchemyError:
            self._unwritten = True
            raise
