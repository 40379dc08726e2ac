"""What the templates of the import are given: everything decided, nothing left to look up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from flask import current_app, url_for
from sqlalchemy import select

from app.core.access import acting_user_id
from app.core.db import db
from app.core.display import display_plain
from app.core.errors import RuleError
from app.core.exchange.limits import MAX_COLUMNS, MAX_ROWS
from app.core.exchange.models import ImportBatch, ImportState
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.jobs.model import Job, JobStatus
from app.core.text import N_

RECENT = 10
# What a state becomes whose job failed or was cancelled.
_AT_WORK = {
    ImportState.CHECKING: (N_("The check failed"), N_("The check was cancelled")),
    ImportState.CREATING: (N_("The import failed"), N_("The import was cancelled")),
}


class ImportPage:
    """What all steps have in common."""

    step = 0

    def __init__(self, view: Any, batch: ImportBatch | None = None) -> None:
        self.view = view
        self.entity = view.entity
        self.batch = batch

    def url(self, method: str, **args: Any) -> str:
        """The address of a step of this import."""
        if self.batch is not None:
            args["batch_id"] = self.batch.id
        return url_for(f"{self.view.endpoint}.{method}", **args)

    @property
    def steps(self) -> list[tuple[str, str | None, bool]]:
        """(label, address where one may go there, whether it is this one) of each step."""
        reached: list[str | None] = [None, None, None, None]
        if self.batch is not None:
            begun = self.batch.create_job_id is not None
            reached[1] = None if begun else self.url("import_mapping")
            reached[2] = self.url("import_check") if self.batch.check_job_id else None
            reached[3] = self.url("import_create") if begun else None
        labels = (N_("Upload"), N_("Columns"), N_("Check"), N_("Import"))
        return [(label, reached[n], n == self.step) for n, label in enumerate(labels)]

    @property
    def limits(self) -> str:
        """What a file may be, in words."""
        return translate(
            N_("CSV, XLSX, XLS, ODS or VCF; at most %(size)s MB, %(rows)s rows and %(columns)s columns."),
            size=current_app.config["MAX_CONTENT_LENGTH"] >> 20,
            rows=f"{MAX_ROWS:,}",
            columns=MAX_COLUMNS,
        )


class UploadPage(ImportPage):
    """Choose a file, or go on with an earlier one."""

    def __init__(self, view: Any, refusal: RuleError | None = None) -> None:
        super().__init__(view)
        self.refusal = explain(refusal) if refusal else None

    @cached_property
    def recent(self) -> list[tuple[ImportBatch, str, str, str]]:
        """The reader's last imports here: the batch, its address, its moment and its state."""
        statement = (
            select(ImportBatch)
            .where(ImportBatch.user_id == acting_user_id(), ImportBatch.view == type(self.view).__name__)
            .order_by(ImportBatch.id.desc())
            .limit(RECENT)
        )
        batches = list(db.session.scalars(statement))
        ends = _ends(batches)
        return [
            (batch, _step_url(self.view, batch), display_plain(batch.uploaded_at), translate(_state(batch, ends)))
            for batch in batches
        ]


def _ends(batches: Sequence[ImportBatch]) -> dict[int, str]:
    """{id: status} of the jobs that still count for these batches; one that was cleared away has none."""
    ids = [_job_at_work(batch) for batch in batches if batch.state in _AT_WORK]
    return dict(db.session.execute(select(Job.id, Job.status).where(Job.id.in_(ids))).all()) if ids else {}


def _job_at_work(batch: ImportBatch) -> int | None:
    return batch.check_job_id if batch.state == ImportState.CHECKING else batch.create_job_id


def _state(batch: ImportBatch, ends: Mapping[int, str]) -> str:
    """How far a batch is: what its job was at when it failed or was cancelled is over."""
    if batch.undone is not None:
        return N_("Taken back")
    if batch.state in _AT_WORK:
        status = ends.get(_job_at_work(batch) or 0, JobStatus.FAILED)
        if status in (JobStatus.FAILED, JobStatus.CANCELLED):
            return _AT_WORK[ImportState(batch.state)][status == JobStatus.CANCELLED]
    return dict(ImportState.choices())[batch.state]


def _step_url(view: Any, batch: ImportBatch) -> str:
    begun = batch.create_job_id is not None
    method = "import_create" if begun else "import_check" if batch.check_job_id else "import_mapping"
    return url_for(f"{view.endpoint}.{method}", batch_id=batch.id)
