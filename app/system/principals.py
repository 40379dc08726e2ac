"""From a user to a Principal, a department and preferences: what the core asks of this module."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g, has_request_context
from sqlalchemy import inspect, select, update

from app.core import access, access_columns, preferences
from app.core.access import GATED, Principal
from app.core.clock import DEFAULT_ZONE, today
from app.core.db import db
from app.core.onlookers import set_onlookers
from app.core.preferences import Preferences
from app.core.stamps import watch
from app.system.holdings import holdings_of, role_ids_of
from app.system.models.department import department_parents, root_department_id, subtree
from app.system.models.second_step import RoleLogin
from app.system.models.user import Role, RoleScope, User, UserProfile, describe_framework_models
from app.system.onlookers import onlookers
from app.system.viewing import viewed_role_of


def load_principal(user_id: int) -> Principal:
    """Everything the gate needs to know of a user: the widest scope of the roles in each module, rights and shares."""
    viewed = viewed_role_of(user_id)
    role_ids = _role_ids(user_id) if viewed is None else (viewed.id,)
    holdings = holdings_of(role_ids)
    department_id = department_of(user_id)
    return Principal(
        user_id,
        department_id,
        subtree(department_id, department_parents()),
        holdings.scopes,
        grants=frozenset(holdings.grants),
        shared_today=_shared_today(user_id),
        territory_ids=access.territories_of(user_id),
        role_ids=tuple(role_ids),
    )


def _shared_today(user_id: int) -> date | None:
    """The person's own date, if anything is shared with them on it."""
    profile = _profile(user_id)
    until = profile.shared_until if "shared_until" in inspect(profile).dict else _shared_until(user_id)
    here = today(profile.zone or DEFAULT_ZONE)
    return here if until is not None and until >= here else None


def _shared_until(user_id: int) -> date | None:
    statement = select(UserProfile.shared_until).where(UserProfile.user_id == user_id)
    return db.session.execute(statement.execution_options(**{GATED: True})).scalar_one_or_none()


def department_of(user_id: int) -> int | None:
    """The department of a user; the root for somebody without a profile."""
    department_id = _profile(user_id).department_id
    return department_id if department_id is not None else root_department_id()


def _loaded(user_id: int) -> User | None:
    """The user of this request, with profile and roles, if it is this one."""
    user = getattr(g, "user", None) if has_request_context() else None
    return user if user is not None and user.is_authenticated and user.id == user_id else None


def _role_ids(user_id: int) -> tuple[int, ...]:
    user = _loaded(user_id)
    if user is None or {"roles", "groups"} & inspect(user).unloaded:
        return role_ids_of(user_id)
    return tuple(sorted({role.id for part in (user, *user.groups) for role in part.roles}))


def _profile(user_id: int) -> UserProfile:
    user = _loaded(user_id)
    if user is not None and user.profile is not None:
        return user.profile  # type: ignore[no-any-return]
    statement = select(UserProfile).where(UserProfile.user_id == user_id)
    return db.session.execute(statement).scalar_one_or_none() or UserProfile(user_id=user_id)


def read_preferences(user_id: int) -> Preferences:
    """A user's language, zone and page size."""
    profile = _profile(user_id)
    standard, screens = Preferences(), profile.screens or {}
    return Preferences(
        profile.locale,
        profile.zone or standard.zone,
        profile.page_size or standard.page_size,
        columns=screens.get("columns", {}),
        favourites=screens.get("favourites", ()),
    )


def write_preferences(user_id: int, changes: Mapping[str, Any]) -> None:
    """Keep what a user chose on a screen. It is no change of the user that a history or a version would tell of."""
    row = select(UserProfile.page_size, UserProfile.screens).where(UserProfile.user_id == user_id)
    held = db.session.execute(row.with_for_update()).one_or_none()
    if held is None:
        return
    screens = {**(held.screens or {}), **{name: value for name, value in changes.items() if name != "page_size"}}
    kept = {name: value for name, value in screens.items() if value}
    values = {"page_size": changes.get("page_size", held.page_size), "screens": kept or None}
    statement = update(UserProfile).where(UserProfile.user_id == user_id).values(values)
    db.session.execute(statement, execution_options={"synchronize_session": "fetch"})


def connect() -> None:
    """Give the core its readers and keep the caches of roles true."""
    describe_framework_models()
    access.set_principal_loader(load_principal)
    set_onlookers(onlookers)
    access_columns.set_department_of(department_of)
    preferences.set_preferences_reader(read_preferences)
    preferences.set_preferences_writer(write_preferences)
    watch("role", Role, RoleScope, RoleLogin)
