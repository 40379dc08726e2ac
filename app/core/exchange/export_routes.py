"""The export of what a list shows: small ones at once, larger ones as a job."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, abort, g, redirect, request, send_file, url_for
from flask_appbuilder import expose, has_access

from app.core.db import db
from app.core.exchange import exporting
from app.core.exchange.export_formats import FORMATS
from app.core.i18n import current_locale
from app.core.jobs.model import Job, visible_jobs
from app.core.jobs.queue import enqueue
from app.core.listing import count_up_to

AT_ONCE = 5_000  # rows


class ExportRoutes:
    """The routes of the export."""

    @expose("/export/<string:format>", methods=["POST"])
    @has_access
    def export(self: Any, format: str) -> Any:
        """All rows that the list's arguments ask for, in their order."""
        if format not in FORMATS:
            abort(404)
        asked = self.list_request()
        if count_up_to(asked, AT_ONCE).capped:
            return self._export_later(format)
        filename = exporting.filename(self, format)
        db.session.commit()  # nobody waits for this request's lock while it reads
        with TemporaryDirectory() as room:
            path = Path(room) / filename
            rows = exporting.write(self, asked, path, format)
            content = BytesIO(path.read_bytes())
        exporting.note(self, format, exporting.arguments(request.args), rows)
        db.session.commit()
        return send_file(content, mimetype=FORMATS[format], as_attachment=True, download_name=filename)

    def _export_later(self: Any, format: str) -> Response:
        args = {
            "view": type(self).__name__,
            "format": format,
            "arguments": exporting.arguments(request.args),
            "locale": current_locale(),
        }
        job = enqueue(db.session(), exporting.EXPORT, args, created_by=g.user.id)
        db.session.commit()
        return redirect(url_for(f"{self.endpoint}.export_progress", job_id=job.id))  # type: ignore[return-value]

    @expose("/export_progress/<int:job_id>")
    @has_access
    def export_progress(self: Any, job_id: int) -> str:
        """How far a large export is; its file is offered here and on the page of jobs."""
        own = visible_jobs(g.user.id, False).where(Job.id == job_id, Job.name == exporting.EXPORT)
        job = db.session.execute(own).scalar_one_or_none()
        if job is None:
            abort(404)
        return self.render_template("core/export.html", view=self, job=job)  # type: ignore[no-any-return]
