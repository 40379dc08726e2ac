"""The documents of a record: its tab, uploads and downloads. Who may edit the record adds to them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

from flask import Response, abort, flash, redirect, request, send_file
from flask_appbuilder import expose, has_access
from sqlalchemy import select

from app.core import submissions
from app.core.archiving import archive
from app.core.attached import Attached
from app.core.db import db
from app.core.documents import actions
from app.core.documents.models import Document, DocumentVersion
from app.core.documents.pages import DocumentsPanel
from app.core.documents.storage import discard, open_stored
from app.core.errors import NotVisible, RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.lookups import lookup_values
from app.core.parsing import parse
from app.core.published import Published
from app.core.registry import entity_of
from app.core.text import N_
from app.core.whole_numbers import whole_number

log = logging.getLogger(__name__)

READING, CHANGING = ("documents", "document_file"), ("add_document", "add_version", "remove_document")
_NOT_THERE = N_("This record does not exist, or it is not visible to you.")
_MADE = "document_version"


class DocumentRoutes:
    """The routes of documents, for every entity but those that `takes_documents` leaves out."""

    takes_documents: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        view: Any = cls
        if "model" in cls.__dict__ and issubclass(view.model, (Attached, Published)):
            cls.takes_documents = False
        if "model" in cls.__dict__ and not cls.takes_documents:
            view.exclude_route_methods = {*view.exclude_route_methods, *READING, *CHANGING}

    @expose("/documents/<pk>")
    @has_access
    def documents(self: Any, pk: str) -> str:
        """The tab."""
        record = self.fetch_or_404(pk, archived=True)
        panel = DocumentsPanel(self, record, whole_number(request.args.get("page"), default=0, most=1_000))
        return self.render_template("core/documents.html", panel=panel, view=self)  # type: ignore[no-any-return]

    @expose("/documents/<pk>/add", methods=["POST"])
    @has_access
    def add_document(self: Any, pk: str) -> Response:
        """Put an uploaded file on the record."""
        record = self.fetch_or_404(pk)
        kind = request.form.get("document_type", "") or None
        if kind is not None and kind not in lookup_values("document_type"):
            abort(400)
        fields = entity_of(Document).fields
        typed = {name: request.form.get(name, "").replace("\r\n", "\n") for name in ("title", "remarks")}

        def add(taken: actions.TakenFile) -> int:
            title = parse(fields["title"], typed["title"]) if typed["title"].strip() else ""
            remarks = parse(fields["remarks"], typed["remarks"]) if typed["remarks"].strip() else None
            return actions.add_document(record, taken, title=title, document_type=kind, remarks=remarks).id

        return self._take(record, add)  # type: ignore[no-any-return]

    @expose("/documents/<pk>/<int:document_id>/version", methods=["POST"])
    @has_access
    def add_version(self: Any, pk: str, document_id: int) -> Response:
        """Put a newer file in the place of the document's present one."""
        record = self.fetch_or_404(pk)
        document = self._document(record, document_id)

        def add(taken: actions.TakenFile) -> int:
            actions.add_version(document, taken)
            return document.id

        return self._take(record, add)  # type: ignore[no-any-return]

    @expose("/documents/<pk>/<int:document_id>/remove", methods=["POST"])
    @has_access
    def remove_document(self: Any, pk: str, document_id: int) -> Response:
        """Put a document into the recycle bin; its files stay."""
        record = self.fetch_or_404(pk)
        document = self._document(record, document_id)
        refusal = self._attempt(lambda: archive(document))
        _tell(refusal, N_("“%(title)s” is in the recycle bin."), title=document.title)
        return redirect(self._tab(record))

    @expose("/documents/<pk>/file/<int:version_id>")
    @has_access
    def document_file(self: Any, pk: str, version_id: int) -> Response:
        """One version as a file: to be saved, never shown inside our pages."""
        record = self.fetch_or_404(pk, archived=True)
        return download(self._of(record, DocumentVersion, version_id))

    # -- what the routes share

    def _take(self: Any, record: Any, add: Callable[[actions.TakenFile], int]) -> Response:
        token, answer = request.form.get("form_token", "")[:64], redirect(self._tab(record))
        if submissions.made_by(token, _MADE):  # sent twice: the first one did it
            return answer
        db.session.commit()  # nobody waits for this request's lock while its file is looked at
        taken: list[actions.TakenFile] = []

        def act() -> None:
            submissions.remember(token, _MADE, add(taken[0]))

        def whole() -> None:
            sent = request.files.get("file")
            if sent is None or not sent.filename:
                raise RuleError(N_("Choose a file."), field="file")
            taken.append(actions.take(sent.stream, sent.filename))  # type: ignore[arg-type]
            act()

        refusal = self._attempt(whole)
        if refusal is not None and taken:
            discard(taken[0].stored.name)
        if refusal is None or not submissions.made_by(token, _MADE):
            _tell(refusal, N_("“%(title)s” is saved."), title=taken[0].name if taken else "")
        return answer

    def _document(self: Any, record: Any, document_id: int) -> Document:
        return self._of(record, Document, document_id)  # type: ignore[no-any-return]

    def _of(self: Any, record: Any, model: type[Any], record_id: int) -> Any:
        """The document or version with this id, if it belongs to `record`."""
        statement = select(model).where(model.id == record_id, model.entity == self.entity.name)
        found = None
        if record_id < 2**31:
            found = db.session.scalars(statement.where(model.record_id == record.id)).one_or_none()
        if found is None:
            abort(404, NotVisible(_NOT_THERE))
        return found

    def _tab(self: Any, record: Any) -> str:
        return f"{self.url_to('show', record.id)}#documents"


def _tell(refusal: RuleError | None, done: str, **words: str) -> None:
    if refusal is not None:
        flash(explain(refusal), "danger")
    else:
        flash(translate(done, **words), "success")


def download(version: DocumentVersion) -> Response:
    """The file of a version, under its own name, with every browser told to keep its hands off the content."""
    try:
        content = open_stored(version.storage_name)
    except FileNotFoundError:
        log.error("the file %s of document version %s is gone", version.storage_name, version.id)
        abort(404, RuleError(N_("The file is missing from the storage. Tell your administrator.")))
    response = send_file(content, mimetype=version.media_type, as_attachment=True, download_name=version.file_name)
    response.headers["Content-Length"] = str(version.size)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
