"""What an import leaves for its owner: its rows, files to mend, taking it back; and the workbook to begin with."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, abort, g, redirect, request, send_file
from flask_appbuilder import expose, has_access

from app.core.db import db
from app.core.exchange.export_formats import FORMATS
from app.core.exchange.models import ImportBatch
from app.core.exchange.notes import KEPT_PROBLEMS
from app.core.exchange.refused_rows import write_refused
from app.core.exchange.run_page import problem_lines
from app.core.exchange.run_rows import RowsPage
from app.core.exchange.template_file import write_template
from app.core.exchange.undoing import UNDO
from app.core.exchange.writing import write_xlsx
from app.core.i18n import translate
from app.core.jobs.model import JobStatus
from app.core.jobs.queue import enqueue, retry
from app.core.text import N_


class ImportResultRoutes:
    """The routes about what an import did."""

    @expose("/import/template")
    @has_access
    def import_template(self: Any) -> Response:
        """An empty workbook in the reader's language."""
        plan = self._import_plan()
        label = translate(self.entity.label_plural)
        name = translate(N_("%(kind)s import template"), kind=label)
        return _sent(f"{name}.xlsx", "xlsx", lambda path: write_template(plan, label, path))

    @expose("/import/<int:batch_id>/problems")
    @has_access
    def import_problems(self: Any, batch_id: int) -> Response:
        """The problems of the last step as a workbook."""
        batch = self._batch(batch_id)
        lines = problem_lines(self._import_plan(), _last_job(batch), KEPT_PROBLEMS)
        headers = [translate(text) for text in (N_("Row"), N_("Column"), N_("Value"), N_("Reason"))]
        rows = [(line.row, line.column, line.value, line.reason) for line in lines]
        name = f"{Path(batch.name).stem}-{translate(N_('problems'))}.xlsx"
        return _sent(name, "xlsx", lambda path: write_xlsx(path, translate(N_("Problems")), headers, rows))

    @expose("/import/<int:batch_id>/refused/<string:format>")
    @has_access
    def import_refused(self: Any, batch_id: int, format: str) -> Response:
        """The refused rows of the last step as they were, each with the reason, to be mended and imported again."""
        batch = self._batch(batch_id)
        if format not in FORMATS:
            abort(404)
        plan = self._import_plan()
        name = f"{Path(batch.name).stem}-{translate(N_('refused rows'))}.{format}"
        return _sent(name, format, lambda path: write_refused(batch, plan, _last_job(batch), path, format))

    @expose("/import/<int:batch_id>/rows")
    @has_access
    def import_rows(self: Any, batch_id: int) -> Any:
        """What became of each row."""
        batch = self._batch(batch_id)
        if batch.create_job_id is None:
            return redirect(self._step("import_mapping", batch))
        after = request.args.get("after", "0")
        row = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
        page = RowsPage(self, batch, request.args.get("result", ""), row)
        return self._import_page(page, "core/import_rows.html")

    @expose("/import/<int:batch_id>/undo", methods=["POST"])
    @has_access
    def import_undo(self: Any, batch_id: int) -> Any:
        """Take the whole import back, once however often it is asked for."""
        batch = self._batch(batch_id)
        if batch.create_job_id is not None and (batch.created is not None or self._ended(batch)):
            job = enqueue(db.session(), UNDO, {"batch_id": batch.id}, created_by=g.user.id, dedupe=f"{UNDO}:{batch.id}")
            if job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
                retry(db.session(), job.id)
            batch.undo_job_id = job.id
            db.session.commit()
        return redirect(self._step("import_create", batch))


def _last_job(batch: ImportBatch) -> int:
    return batch.create_job_id or batch.check_job_id or 0


def _sent(name: str, format: str, write: Any) -> Response:
    """A file written to a folder that is gone before the answer leaves."""
    with TemporaryDirectory() as room:
        path = Path(room) / f"file.{format}"
        write(path)
        content = BytesIO(path.read_bytes())
    return send_file(content, mimetype=FORMATS[format], as_attachment=True, download_name=name)
