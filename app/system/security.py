"""The framework's security manager with this module's screens for users and roles."""

from __future__ import annotations

from typing import Any

from flask import abort, g, session
from sqlalchemy.orm import joinedload

from app.core.access import identifying
from app.core.clock import now
from app.core.rest.tokens import INVALID, unauthorized
from app.core.security import KehuSecurityManager
from app.system import api_tokens, second_step, sessions
from app.system.authentication import check_code, check_login, note_login, written_apart
from app.system.models.api_token import ApiToken
from app.system.models.user import User, UserProfile
from app.system.models.user_session import UserSession
from app.system.viewing import viewed_role_of
from app.system.views.login import AuthDBView, SecurityApi


def refuse_unfinished(user: User) -> None:
    """A program cannot change a one-time password, nor set up a second step: until that is done it may do nothing."""
    if user.profile is not None and (user.profile.must_change_password or second_step.is_missing(user)):
        abort(403)


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
        """The user of a program that logs in; None for whoever must not know why."""
        user = self.first_step(username, password)
        if user is None or (second_step.is_on(user) and not self.second_step(user, g.get("kehu_code", ""))):
            return None
        with written_apart():
            note_login(user)
            self.session.commit()
        return user

    def first_step(self, username: str, password: str) -> User | None:
        """The user with this password; TooManyTries where guessing is suspected."""
        return check_login(self, username, password)

    def second_step(self, user: User, code: str) -> bool:
        """Whether this is a code of `user`, who has shown the password. Guessing counts as with passwords."""
        return check_code(user, code, second_step.code_fits)

    def user_loading(self) -> list[Any]:
        return [*super().user_loading(), joinedload(User.profile).undefer(UserProfile.shared_until)]

    def create_jwt_manager(self, app: Any) -> Any:
        manager = super().create_jwt_manager(app)
        manager.additional_claims_loader(lambda identity: {"epoch": sessions.epoch_of(int(identity))})
        return manager

    def load_user(self, pk: int) -> User | None:
        """The user of a browser's cookie, as long as the login that it names and the account last."""
        mark = session.get(sessions.MARK)
        if mark is None:
            return None
        statement = self.users_loaded().join(UserSession, UserSession.user_id == User.id).where(User.id == int(pk))
        statement = statement.where(UserSession.digest == sessions.digest_of(mark)).add_columns(UserSession)
        with identifying():
            found = self.session.execute(statement).unique().one_or_none()
            lasts = found is not None and found.User.is_active and not sessions.is_over(found.UserSession)
        if found is None or not lasts:
            return None
        sessions.remember_seen(found.UserSession)
        user: User = found.User
        return user

    def validate_api_key(self, token: str) -> User:
        """The user whose key a program shows; whatever is wrong with a key, the answer is the same."""
        statement = self.users_loaded().join(ApiToken, ApiToken.user_id == User.id)
        statement = statement.where(ApiToken.digest == sessions.digest_of(token), ApiToken.expires_at > now())
        with identifying():
            found = self.session.execute(statement.add_columns(ApiToken)).unique().one_or_none()
        if found is None or not found.User.is_active:
            abort(unauthorized(INVALID))
        user: User = found.User
        refuse_unfinished(user)
        api_tokens.let_in(user)
        api_tokens.refuse_beyond(found.ApiToken)
        api_tokens.note_use(found.ApiToken)
        return user

    def load_user_jwt(self, header: Any, data: Any) -> Any:
        """The user of a token that a program got for a password."""
        user = self.get_user_by_id(int(data["sub"]))
        if user is None or not user.is_active or user.profile is None:
            return None
        if data.get("epoch", "") != (user.profile.login_epoch or ""):
            return None
        refuse_unfinished(user)
        g.user = user
        return user

    def on_user_login(self, user: User) -> None:
        """A language chosen before logging in gives way to the person's own."""
        if user.profile is not None and user.profile.locale:
            session.pop("locale", None)
