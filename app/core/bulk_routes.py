"""Acts on all records that a list shows, whatever its page: the form of the bar says `all` instead of naming them."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_appbuilder import expose, has_access

from app.core import submissions
from app.core.asking import AskPage, asked_fields, asking, form_class
from app.core.bulk import BULK, ids_on_one_page, latest_id
from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.exporting import arguments
from app.core.i18n import current_locale, translate
from app.core.jobs.model import Job, visible_jobs
from app.core.jobs.queue import enqueue
from app.core.listing import count
from app.core.text import N_


class BulkRoutes:
    """What the acts of a list do when all of it is meant."""

    def means_all(self) -> bool:
        """Whether the form that was sent means all records of the list."""
        return request.form.get("all") == "1"

    def few_ids(self: Any) -> list[str] | None:
        """All records that the list shows, if a page holds them: then it is done at once."""
        ids = ids_on_one_page(self.list_request())
        return None if ids is None else [str(record_id) for record_id in ids]

    def act_on_all(self: Any, action: Any) -> Any:
        """Start `action` on everything, after its questions."""
        if getattr(action.func, "_chosen_only", False):
            abort(400, RuleError(N_("Choose the records for this one by one.")))
        if not asking(action):
            return self.start_for_all(action.name)
        if "answered" not in request.form:
            form = form_class(self, action)(data=self.asked_first(action.name, []), formdata=None)
            form.form_token.data = submissions.new_token()
            return self._page(AskPage(self, action, [], form, count(self.list_request())))
        form = form_class(self, action)()
        if not form.validate():
            return self._page(AskPage(self, action, [], form, count(self.list_request()))), 422
        names = {field.name for field in asked_fields(self, action)}
        token = f"{BULK}:{form.form_token.data[:64]}" if form.form_token.data else ""
        answers = [[name, text] for name, text in request.form.items(multi=True) if name in names]
        return self.start_for_all(action.name, answers, token)

    def start_for_all(self: Any, name: str, answers: list[list[str]] | None = None, token: str = "") -> Response:
        """Queue the act `name` for everything that the list shows now; a form sent twice starts it once."""
        args = {
            "view": type(self).__name__,
            "action": name,
            "arguments": arguments(request.args),
            "answers": answers or [],
            "until": latest_id(self.list_request()),
            "locale": current_locale(),
        }
        job = enqueue(db.session(), BULK, args, created_by=g.user.id, dedupe=token or None)
        db.session.commit()
        flash(translate(N_("It is being done in the background; you may go on working.")), "info")
        return redirect(url_for(f"{self.endpoint}.bulk_progress", job_id=job.id))  # type: ignore[return-value]

    @expose("/bulk_progress/<int:job_id>")
    @has_access
    def bulk_progress(self: Any, job_id: int) -> str:
        """How far an act on everything is, and how it ended."""
        own = visible_jobs(g.user.id, False).where(Job.id == job_id, Job.name == BULK)
        job = db.session.execute(own).scalar_one_or_none()
        if job is None:
            abort(404)
        return self.render_template("core/bulk.html", view=self, job=job)  # type: ignore[no-any-return]


def chosen_only(method: Any) -> Any:
    """Mark an action that makes no sense, or has no answer to give, for a whole list."""
    method._chosen_only = True
    return method
