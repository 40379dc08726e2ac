"""Recurring work of this module."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete

from app.core.access import system_access
from app.core.clock import now
from app.core.db import db
from app.core.documents.storage import remove_orphans as remove_unnamed_files
from app.core.exchange.uploads import clear_uploads
from app.core.jobs.cleanup import delete_finished, remove_orphans
from app.core.jobs.context import JobContext
from app.core.jobs.registry import job
from app.core.jobs.schedule import Schedule
from app.core.jobs.worker import results_folder
from app.core.submissions import Submission
from app.core.text import N_
from app.system.api_tokens import clear_tokens
from app.system.sessions import clear_sessions
from app.system.settings import setting
from app.system.signals import records_handed_over
from app.system.throttle import KEPT, clear_tries

# Nobody sends the same form again after so long.
SUBMISSIONS_KEPT = timedelta(days=7)
# Uploaded lists hold personal data; by then they are imported or forgotten.
UPLOADS_KEPT = timedelta(days=30)

NIGHTLY = Schedule("clean_up", "20 3 * * *")


@job("clean_up", label=N_("Nightly clean-up"))
def clean_up(context: JobContext) -> dict[str, Any]:
    """Clear away remembered forms, uploaded lists, finished jobs and their files, and files that no document names.

    The files of today's jobs go tomorrow: a transaction that fails must not leave a job without its file.
    """
    clear_uploads(db.session(), now() - UPLOADS_KEPT)
    remove_orphans(db.session(), results_folder(current_app))  # type: ignore[arg-type]
    remove_unnamed_files(db.session())
    clear_tries(now() - KEPT)
    clear_sessions()
    clear_tokens()
    jobs = delete_finished(db.session(), now() - timedelta(days=setting("jobs_kept_days")))
    old = delete(Submission).where(Submission.at < now() - SUBMISSIONS_KEPT)
    gone = db.session.execute(old.execution_options(synchronize_session=False))
    return {"jobs": jobs, "submissions": gone.rowcount}


@job("hand_over_records", label=N_("Hand-over of somebody's records"))
def hand_over_records(context: JobContext, giver_id: int, receiver_id: int | None, note: str = "") -> dict[str, Any]:
    """Give everything that `giver_id` looks after to a colleague, or to nobody where `receiver_id` is None."""
    with system_access("hand the records of somebody over"):
        answers = records_handed_over.send(context, giver_id=giver_id, receiver_id=receiver_id, note=note)
    number = sum(moved for _, moved in answers)
    context.progress(number, number, N_("Records handed over: %(number)s"), number=number)
    return {"number": number}
