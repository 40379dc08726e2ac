"""The doors of the system: the login page, logging out (an act, and so by POST), and the login of programs."""

from __future__ import annotations

from typing import Any

import flask_appbuilder.security.api as framework_api
import flask_appbuilder.security.views as framework
from flask import flash, make_response, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.forms import LoginForm_db
from flask_login import current_user, login_user

from app.core.db import db
from app.core.errors import TooManyTries
from app.core.form_fields import explain
from app.core.history import ChangeKind
from app.core.i18n import translate
from app.core.locale import path_here
from app.core.text import N_
from app.system import sessions
from app.system.authentication import note, written_apart

_framework_login = framework_api.SecurityApi.login.__wrapped__  # type: ignore[attr-defined]  # below its `safe`
WRONG = N_("The user name or the password is wrong.")


class AuthDBView(framework.AuthDBView):
    """The framework's view under its own name, which its addresses bear."""

    @expose("/login/", methods=["GET", "POST"])
    @no_cache
    def login(self) -> Any:
        """The form; a wrong password and an unknown name get the same answer."""
        if current_user.is_authenticated:
            return redirect(self._next())
        form = LoginForm_db()
        if not form.validate_on_submit():
            return self._page(form)
        try:
            user = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
        except TooManyTries as refusal:
            return self._page(form, explain(refusal)), 429, {"Retry-After": str(refusal.seconds)}
        if user is None:
            flash(translate(WRONG), "warning")
            return redirect(url_for("AuthDBView.login", next=request.args.get("next")))
        return self._enter(user)

    def _enter(self, user: Any) -> Any:
        """Begin the session of somebody who has shown who they are."""
        onward = self._next()
        with written_apart():
            sessions.open_session(user)
            db.session.commit()
        login_user(user)
        self.appbuilder.sm.on_user_login(user)
        return redirect(onward)

    def _page(self, form: Any, refusal: str = "") -> Any:
        return self.render_template(self.login_template, form=form, refusal=refusal)

    def _next(self) -> str:
        """Where to go on: a path of ours, whatever the address asks for."""
        return path_here(request.args.get("next", "/")) or self.appbuilder.get_url_for_index  # type: ignore[no-any-return]

    @expose("/logout/", methods=["GET", "POST"])
    def logout(self) -> Any:
        """End the session; whoever comes by address or a link of somebody else's page is asked first."""
        if request.method == "POST":
            if current_user.is_authenticated:
                sessions.end_own_session(current_user.id)
                note(current_user._get_current_object(), ChangeKind.LOGOUT, current_user.id)
                db.session.commit()
            response = make_response(super().logout())
            # Pages that the way back would show, and what a form kept in this tab.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            return response
        if not current_user.is_authenticated:
            return redirect(url_for("AuthDBView.login"))
        return self.render_template("system/logout.html")


class SecurityApi(framework_api.SecurityApi):
    """The login of programs. Unlike the framework's it lets refusals through to whoever answers them."""

    @expose("/login", methods=["POST"])
    def login(self) -> Any:
        return _framework_login(self)

    login.__doc__ = framework_api.SecurityApi.login.__doc__  # what the OpenAPI document says of it
