"""What the tab of documents is given: everything decided, nothing left to look up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.core import submissions
from app.core.db import db
from app.core.display import EMPTY, display, display_plain, person_name
from app.core.documents.limits import upload_limit
from app.core.documents.models import Document, DocumentVersion, shown_size
from app.core.documents.rules.file_types import BY_EXTENSION
from app.core.registry import Field, entity_of
from app.core.security import may
from app.core.shares.limits import may_go_so_far

PAGE = 50


@dataclass(frozen=True)
class ShownVersion:
    """One version as readers see it."""

    number: int
    file_name: str
    url: str
    size: str
    by: str
    at: str


class DocumentsPanel:
    """The documents of one record, the newest first; or one of them with its versions, on its own page."""

    def __init__(self, view: Any, record: Any, number: int = 0, only: Document | None = None) -> None:
        self.view, self.record, self.number = view, record, number
        self.only = only
        self.token = submissions.new_token()

    @cached_property
    def _found(self) -> list[Document]:
        if self.only is not None:
            return [self.only]
        return documents_of(self.view.entity.name, self.record.id, self.number * PAGE, PAGE + 1)

    @property
    def documents(self) -> list[Document]:
        return self._found[:PAGE]

    @property
    def older_url(self) -> str | None:
        """Where the next ones are, if there are more."""
        more = len(self._found) > PAGE
        return self.view.url_to("documents", self.record.id, page=self.number + 1) if more else None

    @cached_property
    def versions(self) -> dict[int, list[ShownVersion]]:
        """The versions of each document, the present one first, by the document's id."""
        shown: dict[int, list[ShownVersion]] = {document.id: [] for document in self.documents}
        statement = (
            select(DocumentVersion, User.first_name, User.last_name)
            .outerjoin(User, User.id == DocumentVersion.created_by_id)
            .where(DocumentVersion.document_id.in_(shown))
            .order_by(DocumentVersion.number.desc())
        )
        for version, first, last in db.session.execute(statement):
            shown[version.document_id].append(self._shown(version, first, last))
        return shown

    def _shown(self, version: DocumentVersion, first: str | None, last: str | None) -> ShownVersion:
        return ShownVersion(
            version.number,
            version.file_name,
            self.view.url_to("document_file", self.record.id, version_id=version.id),
            shown_size(version, version.size),
            person_name(first, last or "") if first is not None else EMPTY,
            display_plain(version.created_at),
        )

    def url(self, method: str, document: Document | None = None) -> str:
        """The address of one of the acts on documents."""
        named = {"document_id": document.id} if document is not None else {}
        return self.view.url_to(method, self.record.id, **named)  # type: ignore[no-any-return]

    def kind(self, document: Document) -> str:
        """The type of a document in words; empty without one."""
        return display(self.kind_field, document.document_type) if document.document_type else ""

    @property
    def kind_field(self) -> Field:
        return entity_of(Document).fields["document_type"]

    @property
    def has_pages(self) -> bool:
        """Whether the reader may open the page of a document."""
        return may("can_read", entity_of(Document).permission)

    @cached_property
    def may_edit(self) -> bool:
        """Whether the reader may add documents and versions."""
        return self._may("can_edit")

    @cached_property
    def may_remove(self) -> bool:
        return self.may_edit and self._may("can_delete", held="can_edit")

    def _may(self, permission: str, held: str = "") -> bool:
        if getattr(self.record, "archived_at", None) or not may(held or permission, self.view.class_permission_name):
            return False
        return may_go_so_far(db.session(), self.record, permission)

    @property
    def endings(self) -> str:
        """What the file chooser offers."""
        return ",".join(f".{ending}" for ending in BY_EXTENSION)

    @property
    def megabytes(self) -> int:
        return upload_limit()


def documents_of(entity_name: str, record_id: int, start: int, number: int) -> list[Document]:
    """Some of the documents of one record, the newest first."""
    statement = select(Document).where(
        Document.entity == entity_name, Document.record_id == record_id, Document.archived_at.is_(None)
    )
    return list(db.session.scalars(statement.order_by(Document.id.desc()).offset(start).limit(number)))
