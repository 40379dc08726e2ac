"""Recurring work of this module."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from app.core.access import system_access
from app.core.clock import now
from app.core.db import db, refresh_statistics
from app.core.display import title
from app.core.documents.storage import remove_orphans as remove_unnamed_files
from app.core.exchange.uploads import clear_uploads
from app.core.i18n import force_locale, translate
from app.core.jobs.cleanup import delete_finished, remove_orphans
from app.core.jobs.context import JobContext
from app.core.jobs.registry import job
from app.core.jobs.schedule import Schedule
from app.core.jobs.worker import results_folder
from app.core.mail import public_url, send
from app.core.submissions import Submission
from app.core.text import N_
from app.system.api_tokens import clear_tokens
from app.system.authentication import named
from app.system.holdings import security_manager
from app.system.models.user import UserProfile
from app.system.password_links import clear_links, lasting_for, make_link
from app.system.sessions import clear_sessions
from app.system.settings import setting
from app.system.signals import records_handed_over
from app.system.throttle import KEPT, clear_tries

# Nobody sends the same form again after so long.
SUBMISSIONS_KEPT = timedelta(days=7)
# Uploaded lists hold personal data; by then they are imported or forgotten.
UPLOADS_KEPT = timedelta(days=30)

PASSWORD_MAIL = N_(
    "Hello %(name)s,\n\nby this link you choose a password for Kehu. It is good once, for %(hours)s hours:\n\n"
    "%(link)s\n\nIf you did not ask for it, do nothing: your password stays as it is."
)
NIGHTLY = Schedule("clean_up", "20 3 * * *")
COUNTING = Schedule("refresh_statistics", "40 3 * * *")


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
    clear_links()
    jobs = delete_finished(db.session(), now() - timedelta(days=setting("jobs_kept_days")))
    old = delete(Submission).where(Submission.at < now() - SUBMISSIONS_KEPT)
    gone = db.session.execute(old.execution_options(synchronize_session=False))
    return {"jobs": jobs, "submissions": gone.rowcount}


@job("refresh_statistics", label=N_("Nightly statistics of the database"))
def count_for_planning(context: JobContext) -> None:
    """Let the database count what it finds its ways by, where it does not do so by itself."""
    refresh_statistics()


@job("send_password_link", label=N_("Mail with a link for a password"))
def send_password_link(context: JobContext, typed: str, locale: str) -> dict[str, Any]:
    """Mail a link to whoever is called `typed`, by user name or e-mail; nothing happens where nobody is.

    The link is made here, so that the token stands in no job. A second attempt makes a new one.
    """
    user = named(security_manager(), typed)
    if user is None or not user.is_active or not user.email:
        return {"sent": 0}
    with system_access("a link for a forgotten password"):
        lasting = lasting_for(user)
        path = make_link(user, lasting)
        db.session.commit()
    with force_locale(user.profile.locale or locale):
        text = translate(
            PASSWORD_MAIL, name=title(user), hours=int(lasting.total_seconds() // 3600), link=public_url(path)
        )
        send(user.email, translate(N_("Choose a password for Kehu")), text, f"password-{uuid.uuid4().hex}")
    return {"sent": 1}


@job("hand_over_records", label=N_("Hand-over of somebody's records"))
def hand_over_records(
    context: JobContext, giver_id: int, receiver_id: int | None, note: str = "", department_id: int | None = None
) -> dict[str, Any]:
    """Give everything that `giver_id` looks after to a colleague, or to nobody where `receiver_id` is None.

    `department_id`: where the giver works afterwards; whoever started the job must be allowed to say so.
    """
    with system_access("hand the records of somebody over"):
        answers = records_handed_over.send(context, giver_id=giver_id, receiver_id=receiver_id, note=note)
    number = sum(moved for _, moved in answers)
    if department_id is not None:
        profile = db.session.execute(select(UserProfile).where(UserProfile.user_id == giver_id)).scalar_one()
        profile.department_id = department_id
    context.progress(number, number, N_("Records handed over: %(number)s"), number=number)
    return {"number": number}
