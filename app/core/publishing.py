"""Who may give what they keep an audience, and who may change it, whoever saves it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import current_principal
from app.core.errors import RuleError
from app.core.history import ChangeKind
from app.core.published import Audience, Published
from app.core.save_rules import linked_id, past
from app.core.saving import guard
from app.core.text import N_


def _settle_role(record: Any) -> None:
    """A role stands there when its members are meant, and only then."""
    named = linked_id(record, "role") is not None
    if record.audience == Audience.ROLE and not named:
        raise RuleError(N_("Choose the role whose members see it."), field="role")
    if record.audience != Audience.ROLE and named:
        record.role = None


@guard(Published)
def _refuse_publishing(_session: Session, record: Any, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """RuleError for what reaches others without the right to publish, and for what is somebody else's alone."""
    record.audience = record.audience or Audience.PRIVATE.value
    _settle_role(record)
    principal = current_principal()
    if principal is None or principal.reason or principal.may("publish", type(record).__name__):
        return
    before = past(record, "audience").deleted or [record.audience]
    if {record.audience, *before} != {Audience.PRIVATE}:
        raise RuleError(
            N_("You may only keep views for yourself; ask somebody who may publish them."), field="audience"
        )
    if kind is not ChangeKind.CREATE and record.acc_owner_id != principal.user_id:
        raise RuleError(N_("Only its owner may change this."))
