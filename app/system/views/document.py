"""Documents of all records on the screen. They are added on the page of their record."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from app.core.attached_record import record_of
from app.core.documents.models import Document
from app.core.documents.pages import DocumentsPanel
from app.core.entity_pages import RecordPage
from app.core.entity_view import EntityView, pages_for
from app.core.layout import fieldset
from app.core.registry import entity
from app.core.text import N_
from app.core.views import view_of


class DocumentPage(RecordPage):
    """One document with its versions."""

    @cached_property
    def panel(self) -> DocumentsPanel | None:
        """The versions, with the acts of the record that the document belongs to; None where it cannot be seen."""
        record = record_of(self.record)
        view = view_of(entity(self.record.entity).model)
        return DocumentsPanel(view, record, only=self.record) if record is not None and view is not None else None


class DocumentView(EntityView):
    """All documents that the reader may see."""

    model = Document
    nothing_yet = N_("No documents yet. They are added on the pages of the records that they belong to.")
    list_columns = ["title", "record", "document_type", "file_name", "size", "current_number", "changed_at"]
    search_columns = ["title", "document_type", "entity", "file_name", "created_at"]
    headline_columns = ["record", "document_type", "current_number", "size"]
    fieldsets = [
        fieldset(N_("Document"), "title", "document_type", "record", "file_name", "size", "current_number", "remarks"),
        fieldset(N_("More"), "entity", "record_id", "created_at", "changed_at", collapsed=True),
    ]
    read_only = frozenset({"entity", "record_id"})
    show_template = "system/document.html"
    importable = False
    exclude_route_methods = {"download"} | pages_for("create", "import")

    def show_page(self, record: Any) -> RecordPage:
        return DocumentPage(self, record)
