"""The life of a job in the hands of a worker: claim, renew, end. The caller owns the transaction.

Times come from the clocks of the machines, so these may differ by less than a lease.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.jobs.interrupts import LeaseLost
from app.core.jobs.model import Job, JobStatus
from app.core.text import N_

QUEUED, RUNNING = JobStatus.QUEUED, JobStatus.RUNNING
GIVEN_UP = N_("Given up after %(attempts)s attempts: each time the process was stopped before the work was done.")


@dataclass(frozen=True)
class Claim:
    """One run of a job, as plain values: no session holds it and any thread may read it."""

    job_id: int
    name: str
    args: Mapping[str, Any]
    checkpoint: Mapping[str, Any]
    created_by_id: int | None
    system: bool
    worker: str
    attempt: int
    max_attempts: int


def claim(session: Session, worker_id: str, lease: timedelta) -> Claim | None:
    """Take the next due job, or one whose worker let its lease run out; None if there is nothing to do.

    An abandoned job that was cancelled meanwhile, or has no attempt left, ends here instead of running again.
    """
    while (row := session.execute(_take(worker_id, lease)).one_or_none()) is not None:
        taken = Claim(
            row.id,
            row.name,
            row.args,
            row.checkpoint or {},
            row.created_by_id,
            row.system,
            worker_id,
            row.attempts,
            row.max_attempts,
        )
        if row.cancel_requested:
            end(session, taken, JobStatus.CANCELLED)
        elif taken.attempt > taken.max_attempts:
            params = {"attempts": taken.max_attempts}
            end(session, taken, JobStatus.FAILED, message=GIVEN_UP, message_params=params)
        else:
            return taken
    return None


def _take(worker_id: str, lease: timedelta) -> Any:
    moment = now()
    abandoned = select(Job.id).where(Job.status == RUNNING, Job.lease_until <= moment).order_by(Job.lease_until)
    due = select(Job.id).where(Job.status == QUEUED, Job.run_at <= moment).order_by(Job.priority, Job.run_at, Job.id)
    # Two statements with a LIMIT each stay on their index where one with OR would sort the whole queue.
    first = [part.limit(1).with_for_update(skip_locked=True).scalar_subquery() for part in (abandoned, due)]
    return (
        update(Job)
        .where(Job.id == func.coalesce(*first))
        .values(
            status=RUNNING,
            worker=worker_id,
            lease_until=moment + lease,
            attempts=Job.attempts + 1,
            started_at=moment,
            message=None,
            message_params=None,
            error=None,
        )
        .returning(
            Job.id,
            Job.name,
            Job.args,
            Job.checkpoint,
            Job.created_by_id,
            Job.system,
            Job.attempts,
            Job.max_attempts,
            Job.cancel_requested,
        )
        .execution_options(synchronize_session=False)
    )


def write(session: Session, claim: Claim, **values: Any) -> bool:
    """Change the row of a running job and say whether its end was asked for. LeaseLost if it is not ours any more.

    On PostgreSQL the row stays locked until the caller's commit.
    """
    statement = (
        update(Job)
        .where(
            Job.id == claim.job_id,
            Job.worker == claim.worker,
            Job.attempts == claim.attempt,
            Job.status == RUNNING,
        )
        .values(**values)
        .returning(Job.cancel_requested)
        .execution_options(synchronize_session=False)
    )
    cancel_requested = session.scalar(statement)
    if cancel_requested is None:
        raise LeaseLost(f"job {claim.job_id} ({claim.name}), attempt {claim.attempt} by {claim.worker}")
    return bool(cancel_requested)


def renew(session: Session, claim: Claim, lease: timedelta, **progress: Any) -> bool:
    """Keep the job for another `lease` and write its progress; says whether a person asked for its end."""
    return write(session, claim, lease_until=now() + lease, **progress)


def end(session: Session, claim: Claim, status: JobStatus, **values: Any) -> None:
    """Close the run for good as done, failed or cancelled."""
    write(session, claim, status=status, lease_until=None, finished_at=now(), **values)


def put_back(session: Session, claim: Claim, run_at: datetime, **values: Any) -> None:
    """Queue the job again for `run_at`, this attempt counted."""
    write(session, claim, status=QUEUED, lease_until=None, run_at=run_at, **values)


def release(session: Session, claim: Claim) -> None:
    """Give the job back for any worker to take at once; the attempt does not count."""
    put_back(session, claim, now(), max_attempts=Job.max_attempts + 1)
