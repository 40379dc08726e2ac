"""What holds for documents, whoever saves them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import current_principal
from app.core.documents.models import Document, DocumentVersion
from app.core.errors import RuleError
from app.core.history import ChangeKind
from app.core.registry import entity
from app.core.saving import guard
from app.core.text import N_

NOT_ALLOWED = N_("You may not edit the record that this document belongs to, so you cannot change its documents.")


@guard(Document)
@guard(DocumentVersion)
def only_who_may_edit_the_record(session: Session, document: Any, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """Whoever may edit a record looks after its documents, and nobody else."""
    principal = current_principal()
    touched = changes or kind is not ChangeKind.UPDATE
    if touched and principal is not None and not principal.may("can_edit", entity(document.entity).permission):
        raise RuleError(NOT_ALLOWED)
