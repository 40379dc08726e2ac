"""Jobs of the product in a process of their own: its processor time, and the most memory it ever held."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextvars import Context
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bench._processes import peak_mb

if TYPE_CHECKING:  # the process of the jobs holds the product and nothing of the bench
    from bench._databases import Place

Asked = tuple[str, Mapping[str, Any]]  # the name of a job and its arguments


@dataclass(frozen=True)
class Spent:
    """What one job took: seconds of the processor and of the clock; `memory` is its process's peak so far, in MB."""

    processor: float
    clock: float
    memory: float
    before: float  # the memory held when it began, in MB

    def told(self, name: str, rows: int) -> str:
        """One line of a report about a job over so many rows."""
        return (
            f"{name:52}{rows / self.processor:9,.0f} rows/s of processor time{rows / self.clock:9,.0f} by the clock"
            f"  {self.memory:5,.0f} MB at most ({self.before:,.0f} before)"
        )


def run(place: Place, user_id: int, jobs: Sequence[Asked]) -> list[Spent]:
    """Let a fresh process do `jobs`, one after the other, on behalf of a user."""
    from app.core.db import db

    db.session.rollback()  # it may hold the one writer's lock
    asked = json.dumps([place.settings, user_id, jobs])
    done = subprocess.run([sys.executable, "-m", __name__, asked], stdout=subprocess.PIPE, check=True)
    return [Spent(**spent) for spent in json.loads(done.stdout.splitlines()[-1])]


def _work(settings: dict[str, str], user_id: int, jobs: Sequence[Asked]) -> list[Spent]:
    from app.factory import create_app

    app = create_app(settings)
    with app.app_context():
        return [_one(app, user_id, name, args) for name, args in jobs]


def _one(app: Any, user_id: int, name: str, args: Mapping[str, Any]) -> Spent:
    from app.core.db import db
    from app.core.jobs.model import Job
    from app.core.jobs.queue import enqueue
    from app.core.jobs.worker import Worker

    job_id = enqueue(db.session(), name, dict(args), created_by=user_id).id
    db.session.commit()
    before, worked, began = peak_mb(), time.process_time(), time.monotonic()
    while Context().run(Worker(app, "bench").run_one):
        pass
    spent = Spent(time.process_time() - worked, time.monotonic() - began, peak_mb(), before)
    db.session.rollback()
    job = db.session.get(Job, job_id, populate_existing=True)
    if job is None or job.status != "done":
        raise RuntimeError(f"{name}: {job and (job.message, job.message_params, job.error)}")
    db.session.rollback()
    return spent


if __name__ == "__main__":
    print(json.dumps([asdict(spent) for spent in _work(*json.loads(sys.argv[1]))]))
