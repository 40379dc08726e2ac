"""The framework's security manager with this module's screens for users and roles."""

from __future__ import annotations

from flask import session

from app.core.preferences import preferences
from app.core.security import KehuSecurityManager
from app.system.models.user import User


class SystemSecurityManager(KehuSecurityManager):
    """Users and roles are entities like all others; only login and passwords stay the framework's own pages."""

    def register_views(self) -> None:
        self.appbuilder.add_api(self.security_api)
        self.auth_view = self.authdbview()
        self.appbuilder.add_view_no_menu(self.auth_view)
        self.appbuilder.add_view_no_menu(self.resetpasswordview())
        self.appbuilder.add_view_no_menu(self.resetmypasswordview())

    def on_user_login(self, user: User) -> None:
        """A language chosen before logging in gives way to the person's own."""
        if preferences().locale:
            session.pop("locale", None)
