"""Recurring work of this module."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete

from app.core.clock import now
from app.core.db import db
from app.core.exchange.uploads import clear_uploads
from app.core.jobs.cleanup import delete_finished, remove_orphans
from app.core.jobs.context import JobContext
from app.core.jobs.registry import job
from app.core.jobs.schedule import Schedule
from app.core.jobs.worker import results_folder
from app.core.submissions import Submission
from app.core.text import N_
from app.system.settings import setting

# Nobody sends the same form again after so long.
SUBMISSIONS_KEPT = timedelta(days=7)
# Uploaded lists hold personal data; by then they are imported or forgotten.
UPLOADS_KEPT = timedelta(days=30)

NIGHTLY = Schedule("clean_up", "20 3 * * *")


@job("clean_up", label=N_("Nightly clean-up"))
def clean_up(context: JobContext) -> dict[str, Any]:
    """Clear away remembered forms, uploaded lists, finished jobs and their files.

    The files of today's jobs go tomorrow: a transaction that fails must not leave a job without its file.
    """
    clear_uploads(db.session(), now() - UPLOADS_KEPT)
    remove_orphans(db.session(), results_folder(current_app))  # type: ignore[arg-type]
    jobs = delete_finished(db.session(), now() - timedelta(days=setting("jobs_kept_days")))
    old = delete(Submission).where(Submission.at < now() - SUBMISSIONS_KEPT)
    gone = db.session.execute(old.execution_options(synchronize_session=False))
    return {"jobs": jobs, "submissions": gone.rowcount}
