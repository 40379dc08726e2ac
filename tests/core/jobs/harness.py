"""What the tests of the job engine hold in their hands."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from flask import Flask
from sqlalchemy import Engine, Row, func, select
from sqlalchemy.orm import Session

from app.core.db import Model, db
from app.core.jobs.model import Job
from app.core.jobs.queue import enqueue
from app.core.jobs.worker import Worker
from tests.core.jobs.small_system import LOOK_EVERY, build, marks
from tests.support.processes import ROOT, Installation

PATIENCE = 60
TABLES = ("ab_user", "job", "schedule_state")


def until(condition: Callable[[], Any]) -> Any:
    """The first true value of `condition`, asked again and again; fails the test when there is none in a minute."""
    deadline = monotonic() + PATIENCE
    while not (value := condition()):
        assert monotonic() < deadline, "it did not happen within a minute"
        threading.Event().wait(LOOK_EVERY)
    return value


@dataclass
class System:
    """A small system: its application in this process and any number of worker and clock processes."""

    installation: Installation
    app: Flask
    engine: Engine
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @classmethod
    def on(cls, installation: Installation) -> System:
        app = build(installation.uri, str(installation.data_dir))
        with app.app_context():
            engine = db.engine
        Model.metadata.create_all(engine, tables=[Model.metadata.tables[name] for name in TABLES])
        marks.metadata.create_all(engine)
        return cls(installation, app, engine)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()
        self.engine.dispose()

    def session(self) -> Session:
        return Session(self.engine, expire_on_commit=False)

    def enqueue(self, name: str, args: dict[str, Any] | None = None, **options: Any) -> int:
        """Put a job into the queue in a transaction of its own; returns its id."""
        with self.session() as session, session.begin():
            return enqueue(session, name, args, **options).id

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session as a GET request has it, which waits for no writer."""
        with self.app.test_request_context(), self.session() as session:
            yield session

    def job(self, job_id: int) -> Job:
        with self.reading() as session:
            return session.get_one(Job, job_id)

    def jobs(self) -> list[Job]:
        with self.reading() as session:
            return list(session.scalars(select(Job).order_by(Job.id)))

    def marks(self, *job_ids: int) -> list[Row[Any]]:
        """The traces of these jobs, in the order in which they were written."""
        with self.reading() as session:
            return list(session.execute(select(marks).where(marks.c.job_id.in_(job_ids)).order_by(marks.c.id)))

    def mark_count(self) -> int:
        with self.reading() as session:
            return session.scalar(select(func.count()).select_from(marks)) or 0

    def status(self, job_id: int) -> str:
        return self.job(job_id).status

    def all_ended(self) -> bool:
        with self.reading() as session:
            return not session.scalar(select(Job.id).where(Job.finished_at.is_(None)).limit(1))

    def worker(self, lease: timedelta = timedelta(minutes=5)) -> Worker:
        """A worker in this process; the test tells it when to run."""
        return Worker(self.app, lease=lease)

    def start(self, role: str, *options: str, **environment: str) -> subprocess.Popen[str]:
        """Start a process of the small system; it is killed at the end of the test at the latest."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.jobs.small_system", role, *options],
            cwd=ROOT,
            env=self.installation.environment(**environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def start_worker(self, name: str, lease: float = 15.0) -> subprocess.Popen[str]:
        """Start a worker process whose marks bear `name`; `lease` in seconds."""
        return self.start("worker", "--lease", str(lease), WORKER=name)

    def gate(self) -> Path:
        """A file that does not exist yet and for which a handler waits."""
        return self.installation.data_dir / "gate"
