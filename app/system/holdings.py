"""Who holds what: the rights and the reach of users and roles, and whose acts have no limit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import assoc_group_role, assoc_user_group, assoc_user_role
from sqlalchemy import Select, select, union

from app.core.access import Scope, current_principal
from app.core.db import db
from app.core.stamps import stamped
from app.system.models.second_step import RoleLogin
from app.system.models.user import Role, RoleScope, User
from app.system.rules.granting import Holdings


def security_manager() -> Any:
    """The framework's, of the running application."""
    return current_app.appbuilder.sm  # type: ignore[attr-defined]


def role_ids_of(user_id: int) -> tuple[int, ...]:
    """The roles of a user, through groups too."""
    own = select(assoc_user_role.c.role_id).where(assoc_user_role.c.user_id == user_id)
    through_groups = (
        select(assoc_group_role.c.role_id)
        .join(assoc_user_group, assoc_user_group.c.group_id == assoc_group_role.c.group_id)
        .where(assoc_user_group.c.user_id == user_id)
    )
    return tuple(sorted(db.session.execute(union(own, through_groups)).scalars()))


def scopes_of(role_ids: Collection[int]) -> dict[str, Scope]:
    """The widest reach of these roles in each module."""
    widest: dict[str, Scope] = {}
    by_role = _role_settings().scopes
    for role_id in role_ids:
        for module, scope in by_role.get(role_id, {}).items():
            widest[module] = max(scope, widest.get(module, Scope.NONE))
    return widest


def roles_in_two_steps() -> Collection[int]:
    """The roles whose members must log in in two steps."""
    return _role_settings().in_two_steps


@dataclass
class _RoleSettings:
    """What is said of roles beside their rights: read by one statement, since every fresh process needs it."""

    scopes: dict[int, dict[str, Scope]] = field(default_factory=dict)
    in_two_steps: set[int] = field(default_factory=set)


def _role_settings() -> _RoleSettings:
    settings: _RoleSettings = stamped("role", "settings", _read_role_settings)
    return settings


def _read_role_settings() -> _RoleSettings:
    found = _RoleSettings()
    statement = select(Role.id, RoleLogin.role_id, RoleScope.module, RoleScope.scope)
    statement = statement.outerjoin(RoleLogin, RoleLogin.role_id == Role.id)
    statement = statement.outerjoin(RoleScope, RoleScope.role_id == Role.id)
    for role_id, login, module, scope in db.session.execute(statement):
        if login is not None:
            found.in_two_steps.add(role_id)
        if module is not None:
            found.scopes.setdefault(role_id, {})[module] = Scope(scope)
    return found


def holdings_of(role_ids: Collection[int]) -> Holdings:
    """What these roles give together."""
    return Holdings(security_manager().grants_of(role_ids), scopes_of(role_ids))


def own_holdings() -> Holdings | None:
    """What whoever acts holds; None where there is no limit: for administrators and the system itself."""
    principal = current_principal()
    if principal is None or principal.reason or principal.user_id is None:
        return None
    role_ids = role_ids_of(principal.user_id)
    return None if administrator_role_id() in role_ids else holdings_of(role_ids)


def administrator_role_id() -> int | None:
    """The role that holds everything."""
    name = security_manager().auth_role_admin
    return db.session.execute(select(Role.id).where(Role.name == name)).scalar_one_or_none()


def active_administrators() -> set[int]:
    """The ids of all users who can administer the system now, through groups too."""
    role_id = administrator_role_id()
    direct = select(assoc_user_role.c.user_id).where(assoc_user_role.c.role_id == role_id)
    through_groups: Select[Any] = (
        select(assoc_user_group.c.user_id)
        .join(assoc_group_role, assoc_group_role.c.group_id == assoc_user_group.c.group_id)
        .where(assoc_group_role.c.role_id == role_id)
    )
    ids = union(direct, through_groups).subquery()
    statement = select(User.id).where(User.active.is_(True), User.id.in_(select(ids.c.user_id)))
    return set(db.session.execute(statement).scalars())
