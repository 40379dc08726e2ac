"""Territories open records: their members and managers see what lies in them and below, whoever looks after it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Scope, current_principal, set_territories
from app.core.db import db
from app.core.errors import RuleError
from app.core.history import ChangeKind
from app.core.saving import guard
from app.core.stamps import stamped, watch
from app.core.text import N_
from app.customers.models.territory import Territory, territory_member
from app.system.models.department import subtree

OPENS = N_("Members see all customers and leads of a territory: only who sees all of them may name members.")


def territories_of(user_id: int) -> tuple[int, ...]:
    """The territories whose records are open to a user, with all below them."""
    known: dict[int, tuple[int, ...]] = stamped("territory", "members", _read)
    return known.get(user_id, ())


def _read() -> dict[int, tuple[int, ...]]:
    statement = select(Territory.id, Territory.parent_id, Territory.manager_id, territory_member.c.user_id)
    statement = statement.outerjoin(territory_member, territory_member.c.territory_id == Territory.id)
    rows = db.session.execute(statement).all()
    parents = {row.id: row.parent_id for row in rows}
    named = {(user_id, row.id) for row in rows for user_id in (row.manager_id, row.user_id) if user_id is not None}
    found: dict[int, set[int]] = {}
    for user_id, territory_id in named:
        found.setdefault(user_id, set()).update(subtree(territory_id, parents))
    return {user_id: tuple(sorted(ids)) for user_id, ids in found.items()}


@guard(Territory)
def _only_who_sees_all(_session: Session, territory: Territory, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """Nobody lets others, or themselves, see what they do not see."""
    principal = current_principal()
    opening = {"members", "manager", "parent"} & changes.keys()
    if kind is ChangeKind.CREATE:
        opening = {name for name in ("members", "manager", "parent") if getattr(territory, name)}
    if opening and principal is not None and principal.scope("customers") is not Scope.ALL:
        raise RuleError(OPENS, field=min(opening))


watch("territory", Territory)
set_territories(territories_of)
