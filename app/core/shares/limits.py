"""How far somebody may go with a record that they see only because it is shared with them, whoever saves it.

Viewing changes nothing. Editing covers the record and what hangs below it, but not deleting it, handing it over and
sharing it on.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.access import current_principal, system_access
from app.core.attached import Attached, root_of
from app.core.errors import RuleError
from app.core.history import ChangeKind
from app.core.principals import Principal
from app.core.registry import entity_of
from app.core.save_rules import linked_id
from app.core.shares.model import Share, ShareLevel
from app.core.text import N_
from app.core.traits import Governed

VIEW_ONLY = N_("This record is only shared with you for viewing: you cannot change it or add anything to it.")
NOT_YOURS = N_(
    "This record is only shared with you: deleting it, handing it over and sharing it on are up to those it belongs to."
)


def refuse_beyond_share(session: Session, record: Any, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """RuleError if whoever acts sees `record` by a share alone and the share does not go so far."""
    principal = current_principal()
    if principal is None or principal.shared_today is None or not isinstance(record, Governed):
        return
    if not changes and kind is ChangeKind.UPDATE:
        return  # what the system computes
    share = _share_that_shows(session, principal, record, fresh=kind is ChangeKind.CREATE)
    if share is None:
        return
    if share.level != ShareLevel.WRITE:
        raise RuleError(VIEW_ONLY)
    if kind not in (ChangeKind.CREATE, ChangeKind.UPDATE) or "owner" in changes or isinstance(record, Share):
        raise RuleError(NOT_YOURS)


def share_of(session: Session, record: Any) -> Share | None:
    """The share by which alone whoever acts sees `record`; None where it is theirs anyway."""
    principal = current_principal()
    if principal is None or principal.shared_today is None or not isinstance(record, Governed):
        return None
    return _share_that_shows(session, principal, record, fresh=False)


def _share_that_shows(session: Session, principal: Principal, record: Any, *, fresh: bool) -> Share | None:
    group = record.acc_group if isinstance(record, Attached) else record.__access_group__
    if principal.covers(group, record.acc_owner_id, record.acc_department_id, record.acc_territory_id):
        return None
    with system_access("by which share a record is seen"):
        root = _root(session, record, fresh)
        return live_share(session, principal, root) if root else None


def _root(session: Session, record: Any, fresh: bool) -> str | None:
    """The record at the top; None for a new one at the top, which belongs to nobody else."""
    if isinstance(record, Attached):
        return record.acc_root
    model, record_id = type(record), record.id
    if fresh:
        link = record.__parent_link__
        if link is None:
            return None
        model, record_id = entity_of(model).fields[link].target_model, linked_id(record, link)
    return root_of(session, model, record_id) if record_id else None


def live_share(session: Session, principal: Principal, root: str) -> Share | None:
    """The share of `root` with `principal` that holds today."""
    holds = or_(Share.until.is_(None), Share.until >= principal.shared_today)
    statement = select(Share).where(Share.acc_root == root, Share.colleague_id == principal.user_id, holds)
    return session.scalars(statement.where(Share.archived_at.is_(None))).first()


def may_go_so_far(session: Session, record: Any, permission: str) -> bool:
    """Whether a page offers what needs `permission`, as far as shares decide."""
    if permission in ("can_read", "can_export"):
        return True
    share = share_of(session, record)
    if share is None:
        return True
    return share.level == ShareLevel.WRITE and permission not in ("can_delete", "share")
