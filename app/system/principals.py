"""From a user to a Principal, a department and preferences: what the core asks of this module."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import assoc_group_role, assoc_user_group, assoc_user_role
from sqlalchemy import select, union

from app.core import access, preferences, saving
from app.core.access import Principal, Scope
from app.core.db import db
from app.core.preferences import Preferences
from app.core.stamps import stamped, watch
from app.system.models.department import department_parents, root_department_id, subtree
from app.system.models.user import Role, RoleScope, UserProfile, describe_framework_models


def role_ids_of(user_id: int) -> tuple[int, ...]:
    """The roles of a user, through groups too."""
    own = select(assoc_user_role.c.role_id).where(assoc_user_role.c.user_id == user_id)
    through_groups = (
        select(assoc_group_role.c.role_id)
        .join(assoc_user_group, assoc_user_group.c.group_id == assoc_group_role.c.group_id)
        .where(assoc_user_group.c.user_id == user_id)
    )
    return tuple(sorted(db.session.execute(union(own, through_groups)).scalars()))


def _scopes() -> dict[int, dict[str, Scope]]:
    scopes: dict[int, dict[str, Scope]] = {}
    for row in db.session.execute(select(RoleScope)).scalars():
        scopes.setdefault(row.role_id, {})[row.module] = Scope(row.scope)
    return scopes


def load_principal(user_id: int) -> Principal:
    """Everything the gate needs to know of a user: the widest scope of the roles in each module."""
    scopes: dict[str, Scope] = {}
    by_role = stamped("role", "scopes", _scopes)
    for role_id in role_ids_of(user_id):
        for module, scope in by_role.get(role_id, {}).items():
            scopes[module] = max(scope, scopes.get(module, Scope.NONE))
    department_id = department_of(user_id)
    return Principal(user_id, department_id, subtree(department_id, department_parents()), scopes)


def department_of(user_id: int) -> int | None:
    """The department of a user; the root for somebody without a profile."""
    department_id = _profile(user_id).department_id
    return department_id if department_id is not None else root_department_id()


def _profile(user_id: int) -> UserProfile:
    statement = select(UserProfile).where(UserProfile.user_id == user_id)
    return db.session.execute(statement).scalar_one_or_none() or UserProfile(user_id=user_id)


def read_preferences(user_id: int) -> Preferences:
    """A user's language, zone and page size."""
    profile = _profile(user_id)
    standard = Preferences()
    return Preferences(profile.locale, profile.zone or standard.zone, profile.page_size or standard.page_size)


def connect() -> None:
    """Give the core its readers and keep the caches of roles true."""
    describe_framework_models()
    access.set_principal_loader(load_principal)
    saving.set_department_of(department_of)
    preferences.set_preferences_reader(read_preferences)
    watch("role", Role, RoleScope)
