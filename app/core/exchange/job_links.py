"""Where the results of imports lie, for the page of jobs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select

from app.core.access import acting_user_id
from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.importing import CHECK, CREATE, view_named
from app.core.exchange.models import ImportBatch
from app.core.exchange.undoing import UNDO
from app.core.i18n import translate
from app.core.jobs.model import Job
from app.core.text import N_

STEPS = {CHECK: "import_check", CREATE: "import_create", UNDO: "import_create"}
Link = tuple[str, str]  # what it says and where it leads


def links_of(jobs: Sequence[Job]) -> dict[int, list[Link]]:
    """{job: links} to the reader's own imports: the file's name leads to the import, and to the rows to be mended."""
    wanted = {int(job.args.get("batch_id", 0)) for job in jobs if job.name in STEPS}
    own = select(ImportBatch).where(ImportBatch.id.in_(wanted), ImportBatch.user_id == acting_user_id())
    batches = {batch.id: batch for batch in db.session.scalars(own)} if wanted else {}
    about = {job.id: batches.get(int(job.args.get("batch_id", 0))) for job in jobs if job.name in STEPS}
    return {job.id: _links(job, batch) for job in jobs if (batch := about.get(job.id)) is not None}


def _links(job: Job, batch: ImportBatch) -> list[Link]:
    try:
        endpoint = view_named(batch.view).endpoint
    except RuleError:  # a kind of record that this version does not have
        return []
    links = [(batch.name, url_for(f"{endpoint}.{STEPS[job.name]}", batch_id=batch.id))]
    last = job.id == (batch.create_job_id or batch.check_job_id)
    if last and (job.result or {}).get("refused"):
        refused = url_for(f"{endpoint}.import_refused", batch_id=batch.id, format="xlsx")
        links.append((translate(N_("Refused rows (XLSX)")), refused))
    return links
