"""The framework's security manager with what it lacks: permissions read once, and our own language rules."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from flask import current_app, g, has_request_context
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    User,
    ViewMenu,
    assoc_permissionview_role,
)
from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.core.access import GATED, identifying
from app.core.rest.tokens import speak_plainly
from app.core.stamps import stamped

Grant = tuple[str, str]


class KehuSecurityManager(SecurityManager):
    """Answers every permission question of a request from one cached set for each role."""

    # A chart of one bar for each user, drawn from a foreign host, and FAB's raw permission tables: nobody needs them.
    userstatschartview = None

    def create_jwt_manager(self, app: Any) -> Any:
        manager = super().create_jwt_manager(app)
        speak_plainly(manager)
        return manager

    def get_user_by_id(self, pk: int) -> User | None:
        """The user with the roles, in one statement whatever their number."""
        with identifying():
            statement = self.users_loaded().where(User.id == int(pk))
            user: User | None = self.session.execute(statement).unique().scalar_one_or_none()
        return user

    def users_loaded(self) -> Select[tuple[User]]:
        """What reads users with all that a request needs, to be made `unique`; for use while `identifying`."""
        statement = select(User).options(*self.user_loading())
        # Whether anything is shared with the user is read before anybody's criterion could apply.
        return statement.execution_options(**{GATED: True})

    def user_loading(self) -> list[Any]:
        """What is loaded with the user of a request."""
        return [joinedload(User.roles), joinedload(User.groups)]

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """The same as the framework's; of a person at a browser everything is asked of one set for each request."""
        held = self.held()
        if held is None:
            return bool(super().has_access(permission_name, view_name))
        return (permission_name, view_name) in held[1]

    def held(self) -> tuple[frozenset[int], frozenset[Grant]] | None:
        """The roles of a person at a browser and what they hold; None for programs, visitors, roles of the settings."""
        if self.builtin_roles or not has_request_context() or g.get("_api_key_user", False):
            return None
        user, known = current_user._get_current_object(), g.get("kehu_held")
        if user is None or not user.is_authenticated or not user.is_active:
            return None
        if known is None or known[0] is not user:
            roles = frozenset(role.id for role in self.get_user_roles(user))
            known = g.kehu_held = (user, (roles, self.grants_of(roles)))
        return known[1]  # type: ignore[no-any-return]

    def exist_permission_on_roles(self, view_name: str, permission_name: str, role_ids: list[int]) -> bool:
        return (permission_name, view_name) in self.grants_of(role_ids)

    def find_roles_permission_view_menus(self, permission_name: str, role_ids: list[int]) -> list[Any]:
        """What the menu asks for; it only reads `view_menu.name`."""
        names = {view for name, view in self.grants_of(role_ids) if name == permission_name}
        return [SimpleNamespace(view_menu=SimpleNamespace(name=name)) for name in sorted(names)]

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """The names of the menu entries that whoever makes this request may open."""
        held = self.held()
        if held is None:
            return set(super().get_user_menu_access(menu_names))
        return {name for permission, name in held[1] if permission == "menu_access"}

    def get_public_permissions(self) -> list[Any]:
        """Anonymous visitors have none: what is public says so in its view."""
        return []

    def grants_of(self, role_ids: Iterable[int]) -> frozenset[Grant]:
        """What these roles hold together."""
        wanted = frozenset(role_ids)
        held: frozenset[Grant] = stamped("role", ("held", wanted), lambda: self._held_together(wanted))
        return held

    def _held_together(self, role_ids: frozenset[int]) -> frozenset[Grant]:
        return frozenset(
            grant
            for role_id in role_ids
            for grant in stamped("role", ("grants", role_id), lambda role_id=role_id: self._read_grants(role_id))
        )

    def _read_grants(self, role_id: int) -> list[Grant]:
        statement = _granted(Permission.name, ViewMenu.name).where(assoc_permissionview_role.c.role_id == role_id)
        with identifying():  # else the gate would first find out who asks, and for that read the same rights
            return [(permission, view) for permission, view in self.session.execute(statement)]

    def roles_holding(self, permission: str, view: str) -> frozenset[int]:
        """The roles that hold a right."""
        statement = _granted(assoc_permissionview_role.c.role_id)
        statement = statement.where(Permission.name == permission, ViewMenu.name == view)
        read = lambda: frozenset(self.session.execute(statement).scalars())  # noqa: E731
        holding: frozenset[int] = stamped("role", ("holding", permission, view), read)
        return holding


def _granted(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(PermissionView)
        .join(assoc_permissionview_role, assoc_permissionview_role.c.permission_view_id == PermissionView.id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    )


def may(permission: str, view_name: str) -> bool:
    """Whether whoever makes this request holds `permission` (with its `can_` where it has one) on `view_name`."""
    return bool(current_app.appbuilder.sm.has_access(permission, view_name))  # type: ignore[attr-defined]


def held_role_ids() -> frozenset[int] | None:
    """The roles of the person at the browser that makes this request; None for others."""
    held = current_app.appbuilder.sm.held()  # type: ignore[attr-defined]
    return None if held is None else held[0]


def user_may(user_id: int, permission: str, view_name: str) -> bool:
    """The same about anybody, also outside a request: whether this user's roles hold `permission` on `view_name`."""
    sm: KehuSecurityManager = current_app.appbuilder.sm  # type: ignore[attr-defined]
    user = sm.get_user_by_id(user_id)
    if user is None or not user.is_active:
        return False
    roles = [*user.roles, *(role for group in user.groups for role in group.roles)]
    return (permission, view_name) in sm.grants_of({role.id for role in roles})


def is_administrator() -> bool:
    """Whether this request is an administrator's."""
    if not has_request_context() or not getattr(g, "user", None) or not g.user.is_authenticated:
        return False
    sm: Any = current_app.appbuilder.sm  # type: ignore[attr-defined]
    return any(role.name == sm.auth_role_admin for role in sm.get_user_roles(g.user))
