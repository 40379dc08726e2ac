"""Documents and their versions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.attached import Attached, attached_indexes
from app.core.attached_record import record_field
from app.core.columns import integer, link, lookup, string, text
from app.core.db import Model
from app.core.documents.rules.file_names import LONGEST
from app.core.registry import register
from app.core.text import N_
from app.core.traits import Record, Searchable

KINDS = {"document_type": N_("Document type")}
_UNITS = ("B", "kB", "MB", "GB")


def shown_size(_record: Any, size: int) -> str:
    """A number of bytes as people say it: 12.3 MB."""
    number, unit = float(size), _UNITS[0]
    for larger in _UNITS[1:]:
        if number < 1000:
            break
        number, unit = number / 1000, larger
    return f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"


class Document(Attached, Searchable, Record, Model):
    """A file on a record, in all its versions; what is said of the file here is said of the present one."""

    __tablename__ = "document"
    __table_args__ = attached_indexes("document")
    __label__ = N_("Document")
    __label_plural__ = N_("Documents")
    __title_field__ = "title"
    __entity_module__ = "system"

    title: Mapped[str] = string(N_("Document title"), LONGEST, required=True, key=True, search=True)
    document_type: Mapped[str | None] = lookup(N_("Document type"), "document_type", index=True)
    file_name: Mapped[str] = string(N_("File name"), LONGEST, required=True, search=True, computed=True)
    size: Mapped[int] = integer(N_("Size"), required=True, computed=True, shown=shown_size)
    current_number: Mapped[int] = integer(N_("Current version"), required=True, computed=True)
    remarks: Mapped[str | None] = text(N_("Remarks"), 2_000)


class DocumentVersion(Attached, Record, Model):
    """One file of a document, never changed. The file lies under `storage_name` (see `storage`)."""

    __tablename__ = "document_version"
    __table_args__ = (*attached_indexes("document_version"), UniqueConstraint("document_id", "number"))
    __label__ = N_("Version of a document")
    __label_plural__ = N_("Versions of documents")
    __title_field__ = "file_name"
    __part_of__ = "Document"
    __entity_module__ = "system"

    document = link(N_("Document"), "Document", required=True, key=True, fixed=True)
    number: Mapped[int] = integer(N_("Version"), required=True, fixed=True)
    file_name: Mapped[str] = string(N_("File name"), LONGEST, required=True, fixed=True)
    size: Mapped[int] = integer(N_("Size"), required=True, fixed=True, shown=shown_size)
    media_type: Mapped[str] = string(N_("Kind of file"), 100, required=True, fixed=True)
    sha256: Mapped[str] = string(N_("Checksum (SHA-256)"), 64, required=True, fixed=True)
    storage_name: Mapped[str] = mapped_column(String(60), unique=True)


register(record_field(Document))
