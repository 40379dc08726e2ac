"""From a user to a Principal, a department and preferences: what the core asks of this module."""

from __future__ import annotations

from flask import g, has_request_context
from sqlalchemy import select

from app.core import access, preferences, saving
from app.core.access import Principal
from app.core.db import db
from app.core.preferences import Preferences
from app.core.stamps import watch
from app.system.holdings import role_ids_of, scopes_of
from app.system.models.department import department_parents, root_department_id, subtree
from app.system.models.user import Role, RoleScope, UserProfile, describe_framework_models


def load_principal(user_id: int) -> Principal:
    """Everything the gate needs to know of a user: the widest scope of the roles in each module."""
    scopes = scopes_of(role_ids_of(user_id))
    department_id = department_of(user_id)
    return Principal(user_id, department_id, subtree(department_id, department_parents()), scopes)


def department_of(user_id: int) -> int | None:
    """The department of a user; the root for somebody without a profile."""
    department_id = _profile(user_id).department_id
    return department_id if department_id is not None else root_department_id()


def _profile(user_id: int) -> UserProfile:
    user = getattr(g, "user", None) if has_request_context() else None
    if user is not None and user.is_authenticated and user.id == user_id and user.profile is not None:
        return user.profile  # type: ignore[no-any-return]  # loaded with the user
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
