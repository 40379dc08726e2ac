"""The framework's security manager with this module's screens for users and roles."""

from __future__ import annotations

from typing import Any

from flask import abort, session
from sqlalchemy.orm import selectinload

from app.core.security import KehuSecurityManager
from app.system.authentication import check_login, note_login, written_apart
from app.system.models.user import User, UserProfile
from app.system.viewing import viewed_role_of
from app.system.views.login import AuthDBView, SecurityApi


class SystemSecurityManager(KehuSecurityManager):
    """Users and roles are entities like all others; only the login stays the framework's own page."""

    authdbview = AuthDBView
    security_api = SecurityApi

    def register_views(self) -> None:
        self.appbuilder.add_api(self.security_api)
        self.auth_view = self.authdbview()
        self.appbuilder.add_view_no_menu(self.auth_view)

    def get_user_roles(self, user: Any) -> list[Any]:
        """The person's roles, or the one with whose eyes an administrator looks."""
        viewed = viewed_role_of(user.id) if user.is_authenticated else None
        return super().get_user_roles(user) if viewed is None else [viewed]  # type: ignore[no-any-return]

    def auth_user_db(self, username: str, password: str) -> User | None:
        """The user who logs in, counted and written down; None for whoever must not know why."""
        user = check_login(self, username, password)
        if user is not None:
            with written_apart():
                note_login(user)
                self.session.commit()
            self.on_user_login(user)
        return user

    def user_loading(self) -> list[Any]:
        return [*super().user_loading(), selectinload(User.profile).undefer(UserProfile.shared_until)]

    def load_user_jwt(self, header: Any, data: Any) -> Any:
        """A program cannot change a one-time password, so with one it may do nothing."""
        user = super().load_user_jwt(header, data)
        if user is not None and user.profile is not None and user.profile.must_change_password:
            abort(403)
        return user

    def on_user_login(self, user: User) -> None:
        """A language chosen before logging in gives way to the person's own."""
        if user.profile is not None and user.profile.locale:
            session.pop("locale", None)
