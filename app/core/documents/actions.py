"""What happens to documents, a verb each. The caller owns the transaction and has stored the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from app.core.db import db
from app.core.documents.models import Document, DocumentVersion
from app.core.documents.rules.file_names import check_file_name, extension
from app.core.documents.rules.file_types import file_type
from app.core.documents.storage import Stored, store
from app.core.history import note_changes
from app.core.registry import entity_of


@dataclass(frozen=True)
class TakenFile:
    """A file that was checked and is safe on the disk: its name as it was sent, its kind, and where it lies."""

    name: str
    media_type: str
    stored: Stored


def take(content: BinaryIO, name: str) -> TakenFile:
    """Check and store a file; RuleError for one that is not taken. No transaction should wait for this."""
    check_file_name(name)
    kind = file_type(content, name)
    return TakenFile(name, kind.media_type, store(content))


def add_document(
    record: Any, taken: TakenFile, *, title: str = "", document_type: str | None = None, remarks: str | None = None
) -> Document:
    """Put a document on `record`; without a title it is called like its file."""
    plain = taken.name.removesuffix(taken.name[-len(extension(taken.name)) - 1 :]) if extension(taken.name) else ""
    document = Document(
        entity=entity_of(type(record)).name,
        record_id=record.id,
        title=title.strip() or plain or taken.name,
        document_type=document_type,
        remarks=remarks,
        file_name=taken.name,
        size=taken.stored.size,
        current_number=1,
    )
    db.session.add(document)
    db.session.flush()
    _add_file(document, taken)
    return document


def add_version(document: Document, taken: TakenFile) -> None:
    """Put a newer file in the place of the present one, which stays as an older version."""
    db.session.refresh(document, with_for_update=True)  # two at once get numbers one after the other
    note_changes(db.session(), document, {"file_name": [document.file_name, taken.name]})
    document.current_number += 1
    document.file_name, document.size = taken.name, taken.stored.size
    _add_file(document, taken)


def _add_file(document: Document, taken: TakenFile) -> None:
    version = DocumentVersion(
        entity=document.entity,
        record_id=document.record_id,
        document=document,
        number=document.current_number,
        file_name=taken.name,
        size=taken.stored.size,
        media_type=taken.media_type,
        sha256=taken.stored.sha256,
        storage_name=taken.stored.name,
    )
    db.session.add(version)
    db.session.flush()
