"""The tables of the job engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, String, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime
from app.core.enums import LabelledEnum, Tone
from app.core.text import N_


class JobStatus(LabelledEnum):
    """Where a job stands. A job that waits for its next attempt is queued."""

    QUEUED = "queued", N_("Waiting"), Tone.WARN
    RUNNING = "running", N_("Running"), Tone.INFO
    DONE = "done", N_("Done"), Tone.GOOD
    FAILED = "failed", N_("Failed"), Tone.BAD
    CANCELLED = "cancelled", N_("Cancelled"), Tone.CALM


class Job(Model):
    """One piece of background work."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "status", "priority", "run_at", "id"),
        Index("ix_job_lease", "status", "lease_until"),
        Index("ix_job_created_by", "created_by_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Held for as long as the row exists: the same key never makes a second job.
    dedupe: Mapped[str | None] = mapped_column(String(200), unique=True)
    status: Mapped[str] = mapped_column(String(20), default=JobStatus.QUEUED)
    # As with `nice`: the smaller number goes first.
    priority: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(String(120))
    # Only ever grows, so together with `worker` it is the fencing token of one run.
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    progress_done: Mapped[int | None]
    progress_total: Mapped[int | None]
    message: Mapped[str | None] = mapped_column(String(500))
    message_params: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    checkpoint: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # Relative to the folder of results.
    result_file: Mapped[str | None] = mapped_column(String(300))
    # The reference under which the log keeps the traceback.
    error: Mapped[str | None] = mapped_column(String(20))
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    # Not derived from the missing creator: a deleted person's job must not turn into one that sees everything.
    system: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ScheduleState(Model):
    """The last tick of a schedule that became a job; `clock` is the process that was first to insert it."""

    __tablename__ = "schedule_state"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    tick: Mapped[datetime] = mapped_column(UtcDateTime)
    clock: Mapped[str] = mapped_column(String(120))


def visible_jobs(user_id: int | None, is_admin: bool) -> Select[Job]:
    """The jobs a person may see: administrators all, others what they started themselves."""
    statement = select(Job)
    if is_admin:
        return statement
    return statement.where(Job.created_by_id == user_id if user_id is not None else false())
