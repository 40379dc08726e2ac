"""The pages of a check and of an import: progress, counts and problems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.exchange.import_pages import ImportPage
from app.core.exchange.importing import plan_of
from app.core.exchange.models import ImportBatch, ImportProblem, RowResult
from app.core.exchange.notes import KEPT_PROBLEMS, KEPT_REFUSED
from app.core.exchange.plan import ImportPlan
from app.core.exchange.undo_page import Undoing
from app.core.i18n import translate
from app.core.jobs.model import Job, JobStatus

PROBLEMS_SHOWN = 100
_ENDED_BADLY = (JobStatus.FAILED, JobStatus.CANCELLED)


@dataclass(frozen=True)
class ProblemLine:
    """One reason in the reader's words."""

    row: int
    column: str
    value: str
    reason: str


class RunPage(ImportPage):
    """The progress of a check or an import, and how it went."""

    def __init__(self, view: Any, batch: ImportBatch, *, creating: bool) -> None:
        super().__init__(view, batch)
        self.batch: ImportBatch = batch
        self.creating = creating
        self.step = 3 if creating else 2
        self.job_id = batch.create_job_id if creating else batch.check_job_id
        self.counts = batch.created if creating else batch.checked

    @cached_property
    def job(self) -> Job | None:
        """The job of this step, while it is kept."""
        found: Job | None = db.session.execute(select(Job).where(Job.id == self.job_id)).scalar_one_or_none()
        return found

    @property
    def running(self) -> bool:
        return self.job is not None and self.job.finished_at is None and self.counts is None

    @property
    def stopped(self) -> bool:
        """Whether it ended before the end of the file."""
        return self.counts is None and (self.job is None or self.job.status in _ENDED_BADLY)

    @property
    def can_try_again(self) -> bool:
        """Whether a check that stopped can go through the file once more."""
        return self.stopped and self.job is not None and self.batch.create_job_id is None

    @property
    def cancelled(self) -> bool:
        return self.job is not None and self.job.status == JobStatus.CANCELLED

    @property
    def so_far(self) -> dict[str, int]:
        """The counts: the final ones, or those of the last batch that an import committed."""
        return self.counts or (self.job.checkpoint if self.job else None) or {}

    @property
    def message(self) -> str:
        """What the job says of itself."""
        job = self.job
        return translate(job.message, **(job.message_params or {})) if job and job.message else ""

    @property
    def status_url(self) -> str:
        return f"/jobs/status/{self.job_id}"

    @cached_property
    def problems(self) -> list[ProblemLine]:
        return problem_lines(plan_of(self.view), self.job_id, PROBLEMS_SHOWN)

    @property
    def kept_problems(self) -> int:
        return min(self.so_far.get("problems", 0), KEPT_PROBLEMS)

    @property
    def results(self) -> list[tuple[str, int]]:
        """(label, number) of what became of the rows that were taken, where there was more than making records."""
        counts = self.so_far
        labels = [(label, counts.get(code, 0)) for code, label in RowResult.choices() if code != RowResult.REFUSED]
        return [(translate(label), number) for label, number in labels if number]

    @property
    def changed(self) -> int:
        """How many rows made or changed something."""
        return self.so_far.get("good", 0) - self.so_far.get("unchanged", 0)

    @property
    def has_refused(self) -> bool:
        """Whether rows can be given back to be mended."""
        return bool(self.job_id) and bool(self.so_far.get("refused"))

    @property
    def kept_refused(self) -> int:
        """How many refused rows the files hold at most."""
        return KEPT_REFUSED

    @cached_property
    def undo(self) -> Undoing:
        """How far taking the import back has come."""
        return Undoing(self.batch)

    @property
    def created_url(self) -> str:
        """The list of the records that this import made."""
        return self.view.url_to("list", **{"import": self.batch.id})  # type: ignore[no-any-return]


def problem_lines(plan: ImportPlan, job_id: int | None, limit: int) -> list[ProblemLine]:
    """The first problems of a run, told in the reader's language; one of no column names the field."""
    statement = select(ImportProblem).where(ImportProblem.job_id == job_id).order_by(ImportProblem.id).limit(limit)
    return [
        ProblemLine(
            p.row,
            p.column or (plan.label(plan.targets[p.target]) if p.target in plan.targets else ""),
            p.value,
            translate(p.message, **p.params),
        )
        for p in db.session.scalars(statement)
    ]
