"""The doors of the system: the login page, logging out (an act, and so by POST), and the login of programs."""

from __future__ import annotations

from typing import Any

import flask_appbuilder.security.api as framework_api
import flask_appbuilder.security.views as framework
from flask import flash, g, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.forms import LoginForm_db
from flask_login import current_user, login_user

from app.core.clock import now
from app.core.db import db
from app.core.errors import TooManyTries
from app.core.form_fields import explain
from app.core.history import ChangeKind
from app.core.i18n import translate
from app.core.locale import path_here
from app.core.text import N_
from app.system import second_step, sessions
from app.system.authentication import note, note_login, written_apart
from app.system.views.second_step import WRONG_CODE

_framework_login = framework_api.SecurityApi.login.__wrapped__  # type: ignore[attr-defined]  # below its `safe`
_BEFORE = """                    provider:
"""
_CODE = """                    code:
                      description: >-
                        Needed where the account logs in in two steps: the present code of the telephone, or a recovery
                        code. Each is taken once
                      example: "123456"
                      type: string
"""
FIRST_STEP, FIRST_STEP_SECONDS = "kehu_first_step", 300
WRONG = N_("The user name or the password is wrong.")


def _mark(user: Any) -> str:
    """Changes with the password, and says nothing about it."""
    return sessions.digest_of(f"first step:{user.id}:{user.password}")


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
            user = self.appbuilder.sm.first_step(form.username.data, form.password.data)
        except TooManyTries as refusal:
            return self._page(form, explain(refusal)), 429, {"Retry-After": str(refusal.seconds)}
        if user is None:
            flash(translate(WRONG), "warning")
            return redirect(url_for("AuthDBView.login", next=request.args.get("next")))
        if second_step.is_on(user):
            session[FIRST_STEP] = {"user": user.id, "at": now().timestamp(), "mark": _mark(user)}
            return redirect(url_for("AuthDBView.code", next=path_here(request.args.get("next", "/"))))
        return self._enter(user)

    @expose("/login/code", methods=["GET", "POST"])
    @no_cache
    def code(self) -> Any:
        """The second step, for whoever has shown the password a moment ago."""
        user = self._after_first_step()
        if user is None:
            return redirect(url_for("AuthDBView.login", next=request.args.get("next")))
        if request.method == "GET":
            return self.render_template("system/login_code.html")
        try:
            if self.appbuilder.sm.second_step(user, request.form.get("code", "")):
                return self._enter(user)
        except TooManyTries as refusal:
            page = self.render_template("system/login_code.html", refusal=explain(refusal))
            return page, 429, {"Retry-After": str(refusal.seconds)}
        return self.render_template("system/login_code.html", refusal=translate(WRONG_CODE)), 422

    def _after_first_step(self) -> Any:
        """Who has shown the password in this browser, if it still is the password."""
        shown = session.get(FIRST_STEP) or {}
        if current_user.is_authenticated or now().timestamp() - shown.get("at", 0) > FIRST_STEP_SECONDS:
            return None
        user = self.appbuilder.sm.get_user_by_id(shown["user"])
        holds = user is not None and user.is_active and second_step.is_on(user) and shown["mark"] == _mark(user)
        return user if holds else None

    def _enter(self, user: Any) -> Any:
        """Begin the session of somebody who has shown who they are."""
        onward = self._next()
        with written_apart():
            sessions.open_session(user)
            note_login(user)
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
        body = request.get_json(silent=True)
        code = body.pop("code", "") if isinstance(body, dict) else ""
        g.kehu_code = code if isinstance(code, str) else ""
        return _framework_login(self)

    # What the OpenAPI document says of it.
    login.__doc__ = str(framework_api.SecurityApi.login.__doc__).replace(_BEFORE, _CODE + _BEFORE)
