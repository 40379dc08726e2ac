"""Before anything else: a password that somebody else chose is changed, a second step that a role asks for set up."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user

from app.system.second_step import is_missing

# What stays open meanwhile. `static` is every static folder's endpoint.
OPEN = frozenset({"AuthDBView.login", "AuthDBView.logout", "LocaleView.index", "PasswordView.change"})
SET_UP = "SecondStepView.set_up"


def install(app: Flask) -> None:
    """Send such people from every page to the one where they change it; programs get 403."""

    @app.before_request
    def change_first() -> Any:
        endpoint = request.endpoint or ""
        if endpoint in OPEN or endpoint.rsplit(".", 1)[-1] == "static" or endpoint == "healthz":
            return None
        if not current_user.is_authenticated or current_user.profile is None:
            return None
        if current_user.profile.must_change_password:
            first = "PasswordView.change"
        elif endpoint != SET_UP and is_missing(current_user):
            first = SET_UP
        else:
            return None
        if request.path.startswith("/api/"):
            abort(403)
        return redirect(url_for(first))
