"""What the page of an import shows about taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.core.cells import show_url
from app.core.db import db
from app.core.display import title
from app.core.exchange.models import ImportBatch, ImportedRecord
from app.core.exchange.undoing import LEFT
from app.core.i18n import translate
from app.core.jobs.model import Job, JobStatus
from app.core.registry import entity

LEFT_SHOWN = 100


@dataclass(frozen=True)
class LeftLine:
    """One record that stayed as it is, and why."""

    kind: str
    title: str
    url: str | None
    reason: str


class Undoing:
    """How far it has come, and what was left."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.counts = batch.undone

    @cached_property
    def job(self) -> Job | None:
        """The job that takes the import back, while it is kept."""
        if self.batch.undo_job_id is None:
            return None
        found: Job | None = db.session.execute(select(Job).where(Job.id == self.batch.undo_job_id)).scalar_one_or_none()
        return found

    @property
    def running(self) -> bool:
        return self.counts is None and self.job is not None and self.job.finished_at is None

    @property
    def stopped(self) -> bool:
        """Whether it ended before its end."""
        return (
            self.counts is None and self.job is not None and self.job.status in (JobStatus.FAILED, JobStatus.CANCELLED)
        )

    @property
    def message(self) -> str:
        """What the job says of itself."""
        job = self.job
        return translate(job.message, **(job.message_params or {})) if job and job.message else ""

    @property
    def offered(self) -> bool:
        """Whether there is anything to take back."""
        if self.batch.undo_job_id is not None and not self.stopped:
            return False
        some = select(ImportedRecord.id).where(
            ImportedRecord.batch_id == self.batch.id, ImportedRecord.undone.is_(None)
        )
        return db.session.execute(some.limit(1)).first() is not None

    @cached_property
    def left(self) -> list[LeftLine]:
        """The records that were left, with the reasons."""
        if self.batch.undo_job_id is None:
            return []
        statement = select(ImportedRecord).where(
            ImportedRecord.batch_id == self.batch.id, ImportedRecord.undone == LEFT
        )
        entries = {
            (e.entity, e.record_id): e
            for e in db.session.scalars(statement.order_by(ImportedRecord.id).limit(LEFT_SHOWN))
        }
        records = self._records(list(entries))
        return [self._line(entry, records.get(key)) for key, entry in entries.items()]

    def _records(self, keys: list[tuple[str, int]]) -> dict[tuple[str, int], Any]:
        found: dict[tuple[str, int], Any] = {}
        for name in {name for name, _ in keys}:
            model: Any = entity(name).model
            ids = [record_id for kind, record_id in keys if kind == name]
            for record in db.session.scalars(select(model).where(model.id.in_(ids))):
                found[name, record.id] = record
        return found

    def _line(self, entry: ImportedRecord, record: Any) -> LeftLine:
        reason = translate(str(entry.message), **(entry.params or {}))
        kind = translate(entity(entry.entity).label)
        if record is None:
            return LeftLine(kind, "", None, reason)
        return LeftLine(kind, title(record), show_url(record) if record.archived_at is None else None, reason)
