"""What people and programs do with jobs: start, cancel, try again. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict
from app.core.jobs.model import Job, JobStatus
from app.core.jobs.registry import job_kind
from app.core.jobs.rights import refuse_lost_rights
from app.core.text import N_

QUEUED, RUNNING = JobStatus.QUEUED, JobStatus.RUNNING
FAILED, CANCELLED = JobStatus.FAILED, JobStatus.CANCELLED


def enqueue(
    session: Session,
    name: str,
    args: Mapping[str, Any] | None = None,
    *,
    created_by: int | None = None,
    dedupe: str | None = None,
    run_at: datetime | None = None,
    priority: int = 0,
) -> Job:
    """Put a job into the queue; it exists from the caller's commit on.

    It runs with the rights of the user `created_by`, without one as the system. If `dedupe` was used before, the job
    of that time is returned and nothing is added. A smaller `priority` goes first. KeyError for an unknown `name`.
    """
    moment = now()
    values = {
        "name": name,
        "args": dict(args or {}),
        "dedupe": dedupe,
        "priority": priority,
        "run_at": run_at or moment,
        "max_attempts": job_kind(name).max_attempts,
        "created_by_id": created_by,
        "system": created_by is None,
        "created_at": moment,
    }
    added: Job | None = session.scalar(insert_unless_present(session, Job, "dedupe").values(values).returning(Job))
    if added is not None:
        return added
    return session.scalars(select(Job).where(Job.dedupe == dedupe)).one()


def insert_unless_present(session: Session, model: Any, key: str) -> Any:
    """An INSERT that waits for a rival with the same `key` and then does nothing, instead of failing."""
    dialect: Any = sqlite if session.get_bind(model).dialect.name == "sqlite" else postgresql
    return dialect.insert(model).on_conflict_do_nothing(index_elements=[key])


def cancel(session: Session, job_id: int) -> None:
    """End a waiting job now, a running one at its next report of progress. Conflict if it has finished."""
    waiting = Job.status == QUEUED
    statement = (
        update(Job)
        .where(Job.id == job_id, Job.status.in_((QUEUED, RUNNING)))
        .values(
            cancel_requested=True,
            status=case((waiting, CANCELLED), else_=Job.status),
            finished_at=case((waiting, now()), else_=Job.finished_at),
        )
    )
    _change_one(session, statement, N_("This job has already finished."))


def retry(session: Session, job_id: int) -> None:
    """Let a failed or cancelled job run again, from its checkpoint. Conflict if it did not end that way.

    RuleError where the person on whose behalf it runs has lost the right since.
    """
    found = session.execute(select(Job.name, Job.args, Job.created_by_id, Job.system).where(Job.id == job_id)).first()
    name = found.name if found else None
    if found and found.created_by_id is not None and not found.system:
        refuse_lost_rights(found.name, found.args, found.created_by_id)
    statement = (
        update(Job)
        .where(Job.id == job_id, Job.status.in_((FAILED, CANCELLED)))
        .values(
            status=QUEUED,
            run_at=now(),
            max_attempts=Job.attempts + _attempts_of(name),
            cancel_requested=False,
            message=None,
            message_params=None,
            error=None,
            finished_at=None,
        )
    )
    _change_one(session, statement, N_("Only a failed or cancelled job can be tried again."))


def _attempts_of(name: str | None) -> int:
    try:
        return job_kind(name or "").max_attempts
    except KeyError:
        raise Conflict(N_("This kind of job does not exist in this version.")) from None


def _change_one(session: Session, statement: Any, refusal: str) -> None:
    if session.scalar(statement.returning(Job.id)) is None:
        raise Conflict(refusal)
