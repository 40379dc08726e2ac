"""The import of one entity: upload, columns, check, import. Each step has its own address and survives a reload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import abort, flash, g, redirect, request
from flask_appbuilder import expose, has_access

from app.core import submissions
from app.core.db import db
from app.core.errors import NotVisible, RuleError
from app.core.exchange import choices, remembered
from app.core.exchange.import_pages import ImportPage, UploadPage
from app.core.exchange.importing import CHECK, CREATE, plan_of
from app.core.exchange.mapping_page import MappingPage
from app.core.exchange.models import ImportBatch, ImportState
from app.core.exchange.plan import ImportChild, ImportPlan
from app.core.exchange.result_routes import ImportResultRoutes
from app.core.exchange.run_page import RunPage
from app.core.exchange.uploads import open_batch, own_batch, receive
from app.core.form_fields import explain
from app.core.i18n import current_locale, translate
from app.core.jobs.model import JobStatus
from app.core.jobs.queue import cancel, enqueue, retry
from app.core.text import N_


class ImportRoutes(ImportResultRoutes):
    """The routes of the import."""

    importable = True
    import_children: ClassVar[Sequence[ImportChild]] = ()
    # Further words for a field in the headers of files, by field name; see also `FieldSpec.synonyms`.
    import_synonyms: ClassVar[Mapping[str, Sequence[str]]] = {}

    # Fields that no form offers and a file may fill, such as the numbers of imported history.
    import_also: ClassVar[Sequence[str]] = ()

    @expose("/import", methods=["GET", "POST"])
    @has_access
    def import_file(self: Any) -> Any:
        """Upload a file; what is no table is refused here, what another encoding may mend on the next page."""
        plan = self._import_plan()
        if request.method == "GET":
            return self._import_page(UploadPage(self))
        _release()
        try:
            batch, opened = receive(request.files.get("file"), self.entity.name, type(self).__name__)
        except RuleError as refusal:
            return self._import_page(UploadPage(self, refusal)), 422
        db.session.add(batch)
        choices.fit(batch, plan, opened)
        db.session.commit()
        return redirect(self._step("import_mapping", batch))

    @expose("/import/<int:batch_id>", methods=["GET", "POST"])
    @has_access
    def import_mapping(self: Any, batch_id: int) -> Any:
        """Say how the file reads and what its columns are; then start the check."""
        plan, batch = self._import_plan(), self._batch(batch_id)
        if batch.create_job_id is not None:
            return redirect(self._step("import_create", batch))
        _release()
        if request.method == "GET":
            return self._mapping_page(batch, {})
        return self._take_choices(plan, batch)

    @expose("/import/<int:batch_id>/check", methods=["GET", "POST"])
    @has_access
    def import_check(self: Any, batch_id: int) -> Any:
        """How the check goes and what it found; one that failed can be tried again."""
        batch = self._batch(batch_id)
        if batch.check_job_id is None:
            return redirect(self._step("import_mapping", batch))
        if request.method == "POST":
            self._check_again(batch)
            return redirect(self._step("import_check", batch))
        return self._import_page(RunPage(self, batch, creating=False), "core/import_run.html")

    @expose("/import/<int:batch_id>/create", methods=["GET", "POST"])
    @has_access
    def import_create(self: Any, batch_id: int) -> Any:
        """Start the import, once however often it is asked for, and show how it goes."""
        batch = self._batch(batch_id)
        if request.method == "POST":
            self._start_creating(batch)
            return redirect(self._step("import_create", batch))
        if batch.create_job_id is None:
            return redirect(self._step("import_mapping", batch))
        return self._import_page(RunPage(self, batch, creating=True), "core/import_run.html")

    @expose("/import/<int:batch_id>/cancel", methods=["POST"])
    @has_access
    def import_cancel(self: Any, batch_id: int) -> Any:
        """Stop the check or the import; what is imported stays, and the import can go on later."""
        batch = self._batch(batch_id)
        step = "import_create" if batch.create_job_id else "import_check"
        try:
            cancel(db.session(), batch.create_job_id or batch.check_job_id or 0)
            db.session.commit()
        except RuleError as refusal:
            db.session.rollback()
            flash(explain(refusal), "warning")
        return redirect(self._step(step, batch))

    # -- what the routes share

    def _import_plan(self: Any) -> ImportPlan:
        if not self.importable or not self.form_fields:
            abort(404)
        return plan_of(self)

    def _batch(self: Any, batch_id: int) -> ImportBatch:
        try:
            return own_batch(batch_id, type(self).__name__)
        except NotVisible as refusal:
            abort(404, refusal)

    def _ended(self: Any, batch: ImportBatch) -> bool:
        """Whether the import stopped before its end and nobody works on it."""
        return bool(RunPage(self, batch, creating=True).stopped)

    def _step(self: Any, method: str, batch: ImportBatch) -> str:
        return ImportPage(self, batch).url(method)

    def _import_page(self: Any, page: ImportPage, template: str = "core/import.html") -> str:
        return self.render_template(template, page=page, view=self)  # type: ignore[no-any-return]

    def _mapping_page(self: Any, batch: ImportBatch, refusals: Mapping[str, RuleError]) -> Any:
        try:
            page = MappingPage(self, batch, open_batch(batch), refusals)
        except RuleError as refusal:
            return self._import_page(UploadPage(self, refusal)), 422
        page.token = submissions.new_token()
        return self._import_page(page, "core/import_mapping.html"), 422 if refusals else 200

    def _take_choices(self: Any, plan: ImportPlan, batch: ImportBatch) -> Any:
        before = choices.chosen_now(batch)
        choices.take_mapping(batch, plan, request.form)
        choices.take_doubtful(batch, request.form)
        saved_refusal = self._use_saved(plan, batch)
        choices.take_reading(batch, request.form)
        try:
            opened = open_batch(batch)
        except RuleError as refusal:
            return self._import_page(UploadPage(self, refusal)), 422
        choices.fit(batch, plan, opened)
        if choices.chosen_now(batch) != before:
            batch.state, batch.checked = ImportState.UPLOADED, None
        wrong = choices.refusals(batch, plan) if opened.table is not None else {"": opened.refusal}
        if saved_refusal is not None:
            db.session.commit()
            return self._mapping_page(batch, {choices.SAVED: saved_refusal})
        if "check" not in request.form:
            db.session.commit()
            return redirect(self._step("import_mapping", batch))
        if not wrong:
            remembered.remember(batch)
            self._start_check(batch)
        db.session.commit()
        return self._mapping_page(batch, wrong) if wrong else redirect(self._step("import_check", batch))

    def _use_saved(self: Any, plan: ImportPlan, batch: ImportBatch) -> RuleError | None:
        """Keep these choices under a name, take saved ones or remove them, as the pressed button says."""
        form, view = request.form, type(self).__name__
        try:
            if "save_as" in form:
                remembered.save_as(batch, form.get("saved_name", ""))
                flash(translate(N_("The choices are saved.")), "success")
            elif "take" in form and form.get("saved"):
                remembered.apply(remembered.one_named(view, form["saved"]), batch, plan)
            elif "forget" in form and form.get("saved"):
                remembered.forget(view, form["saved"])
        except RuleError as refusal:
            return refusal
        return None

    def _start_check(self: Any, batch: ImportBatch) -> None:
        """One check for one submission of the page."""
        token = request.form.get("form_token", "")[:40] or submissions.new_token()
        dedupe = f"{CHECK}:{batch.id}:{token}"
        job = enqueue(db.session(), CHECK, _args(batch), created_by=g.user.id, dedupe=dedupe)
        if batch.check_job_id != job.id:
            batch.check_job_id, batch.checked, batch.state = job.id, None, ImportState.CHECKING

    def _check_again(self: Any, batch: ImportBatch) -> None:
        try:
            if RunPage(self, batch, creating=False).can_try_again:
                retry(db.session(), batch.check_job_id or 0)
                batch.state = ImportState.CHECKING
            db.session.commit()
        except RuleError as refusal:
            db.session.rollback()
            flash(explain(refusal), "warning")

    def _start_creating(self: Any, batch: ImportBatch) -> None:
        if batch.undo_job_id is not None:
            flash(translate(N_("This import is taken back. Upload the file again.")), "warning")
            return
        if batch.create_job_id is None and batch.state != ImportState.CHECKED:
            flash(translate(N_("Check the file first.")), "warning")
            return
        job = enqueue(db.session(), CREATE, _args(batch), created_by=g.user.id, dedupe=f"{CREATE}:{batch.id}")
        if job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
            retry(db.session(), job.id)
        if batch.create_job_id is None:
            batch.create_job_id, batch.state = job.id, ImportState.CREATING
        db.session.commit()


def _args(batch: ImportBatch) -> dict[str, Any]:
    """What the jobs of an import are told."""
    return {"batch_id": batch.id, "locale": current_locale()}


def _release() -> None:
    """End the request's transaction so far: nobody waits for its lock while a file is read."""
    db.session.commit()
