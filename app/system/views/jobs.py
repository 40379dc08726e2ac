"""Background work on the screen: one's own jobs, for administrators all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, flash, jsonify, redirect, request, send_file, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.display import EMPTY, display_plain, title
from app.core.errors import RuleError
from app.core.exchange.job_links import Link, links_of
from app.core.form_fields import explain
from app.core.i18n import lazy, translate
from app.core.jobs.model import Job, JobStatus, visible_jobs
from app.core.jobs.queue import cancel, retry
from app.core.jobs.registry import job_kind
from app.core.jobs.results import result_location
from app.core.jobs.rights import right_needed
from app.core.jobs.worker import results_folder
from app.core.security import is_administrator, may
from app.core.text import N_
from app.core.whole_numbers import whole_number
from app.system.models.user import User

PAGE = 25
UNFINISHED = (JobStatus.QUEUED, JobStatus.RUNNING)
_STATUS = dict(JobStatus.choices())


class JobsView(BaseView):
    """The jobs somebody started, how far they are, and what they made."""

    class_permission_name = "Jobs"
    route_base = "/jobs"
    default_view = "list"
    method_permission_name = {
        **dict.fromkeys(("list", "status", "download"), "read"),
        **dict.fromkeys(("cancel", "retry"), "edit"),
    }

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Jobs"))

    @expose("/")
    @has_access
    def list(self) -> str:
        page = whole_number(request.args.get("page"), default=0, most=10**6)
        statement = _visible().order_by(Job.id.desc()).offset(page * PAGE).limit(PAGE + 1)
        found = db.session.execute(statement).scalars().all()
        names = _creators(found[:PAGE])
        links = links_of(found[:PAGE])
        lines = [JobLine(job, names.get(job.created_by_id, EMPTY), links.get(job.id, ())) for job in found[:PAGE]]
        return self.render_template(  # type: ignore[no-any-return]
            "system/jobs.html", jobs=lines, page=page, more=len(found) > PAGE, view=self
        )

    @expose("/status/<int:job_id>")
    @has_access
    def status(self, job_id: int) -> Response:
        """What a page that shows the job's progress asks every second."""
        return jsonify(JobLine(_job(job_id)).state)

    @expose("/download/<int:job_id>")
    @has_access
    def download(self, job_id: int) -> Response:
        """The file that a job made, under the name it was made with."""
        job = _job(job_id)
        right = right_needed(job.name, job.args)
        if right is not None and not may(*right):
            abort(403)
        location = result_location(results_folder(current_app), job.result_file) if job.result_file else None
        if location is None:
            abort(404, RuleError(N_("This job has no file, or it was cleared away meanwhile.")))
        return send_file(location, as_attachment=True, download_name=location.name, mimetype="application/octet-stream")

    @expose("/cancel/<int:job_id>", methods=["POST"])
    @has_access
    def cancel(self, job_id: int) -> Any:
        return _change(job_id, cancel, N_("The job is being cancelled."))

    @expose("/retry/<int:job_id>", methods=["POST"])
    @has_access
    def retry(self, job_id: int) -> Any:
        return _change(job_id, retry, N_("The job is waiting for its next try."))


def _visible() -> Any:
    return visible_jobs(current_user.id, is_administrator())


def _job(job_id: int) -> Job:
    """A job the reader may see; 404 says no more than that there is none for them."""
    key = job_id if job_id < 2**31 else 0
    job: Job | None = db.session.execute(_visible().where(Job.id == key)).scalar_one_or_none()
    return job if job is not None else abort(404)


def _change(job_id: int, change: Callable[[Session, int], None], done: str) -> Any:
    _job(job_id)
    try:
        change(db.session(), job_id)
        db.session.commit()
    except RuleError as refusal:
        db.session.rollback()
        flash(explain(refusal), "danger")
    else:
        flash(translate(done), "success")
    return redirect(url_for("JobsView.list"))


class JobLine:
    """A job in the reader's words."""

    def __init__(self, job: Job, creator: str = "", links: Sequence[Link] = ()) -> None:
        self.job = job
        self.links = links
        self.label = _label(job.name)
        self.started = display_plain(job.created_at)
        self.creator = translate(N_("The system")) if job.system else creator
        self.filename = Path(job.result_file).name if job.result_file else ""
        self.can_cancel = job.status in UNFINISHED and not job.cancel_requested
        self.can_retry = job.status in (JobStatus.FAILED, JobStatus.CANCELLED)

    @property
    def state(self) -> dict[str, Any]:
        """What the script that draws progress needs; see static/js/jobs.js."""
        job = self.job
        finished = job.status not in UNFINISHED
        message = translate(job.message, **(job.message_params or {})) if job.message else ""
        failed = job.status == JobStatus.FAILED
        return {
            "status": job.status,
            "status_label": translate(_STATUS[job.status]),
            "done": job.progress_done,
            "total": job.progress_total,
            "message": "" if failed else message,
            "finished": finished,
            "result_url": url_for("JobsView.download", job_id=job.id) if self.filename and finished else None,
            "error": message if failed else None,
        }


def _label(name: str) -> str:
    try:
        return translate(job_kind(name).label)
    except KeyError:
        return name


def _creators(jobs: Sequence[Job]) -> dict[int | None, str]:
    """The names of everybody who started these jobs, by id."""
    ids = {job.created_by_id for job in jobs} - {None}
    return {user.id: title(user) for user in db.session.execute(select(User).where(User.id.in_(ids))).scalars()}
