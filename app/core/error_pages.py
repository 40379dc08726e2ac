"""What a reader is told when a request does not work out, in the design and in their language."""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.access import NoPrincipal
from app.core.db import db, reading
from app.core.errors import RuleError, TooManyTries
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.locale import local_path
from app.core.text import N_

log = logging.getLogger(__name__)

FORM_TOO_OLD = N_("The form is too old or was not sent from here. Go back and try again.")
LOG_IN_AGAIN = N_("Please log in; then you go on where you were.")

_TITLES = {
    400: N_("This address or form was not understood"),
    401: N_("Please log in"),
    403: N_("You are not allowed to do this"),
    404: N_("Not found"),
    405: N_("This address does not work that way"),
    409: N_("Somebody else was faster"),
    413: N_("The file is too large"),
    429: N_("Too many tries"),
    500: N_("Something went wrong here"),
    503: N_("Not available at the moment"),
}


# What PostgreSQL says when somebody else is in the way, or itself: no lock in time, a deadlock, two who cannot both be
# right, a statement that took too long, a shutdown, no connection left.
_BUSY = frozenset({"55P03", "40P01", "40001", "57014", "57P01", "57P02", "57P03", "53300"})


def is_busy(error: OperationalError) -> bool:
    """Whether trying again may help; anything else that goes wrong in the database is a fault."""
    if isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    code = getattr(error.orig, "sqlstate", None)
    return code is None or code in _BUSY  # without a code it could not be reached


def _know_the_reader() -> None:
    """For the language and the menu: what is refused early never reaches the framework's own step."""
    g.setdefault("user", current_user)


def _log_in_again() -> Any:
    """To the login page and back, for whoever sent a form after the session had ended."""
    if current_user.is_authenticated or request.path.startswith("/api/") or not request.referrer:
        return None
    flash(translate(LOG_IN_AGAIN), "warning")
    return redirect(url_for("AuthDBView.login", next=local_path(urlsplit(request.referrer).path) or "/"))


def _page(code: int, message: str, reference: str = "") -> Any:
    heading = translate(_TITLES.get(code, _TITLES[400]))
    if request.path.startswith("/api/"):
        return {"message": message or heading}, code
    g.user = g.get("user", current_user)  # what is refused early, is so before the framework says who asks
    return render_template(
        "core/error.html",
        code=code,
        heading=heading,
        message=message,
        reference=reference,
        base_template="appbuilder/baselayout.html",
        appbuilder=current_app.appbuilder,  # type: ignore[attr-defined]
    ), code


# Refusals that somebody may ask about, or that show who tries doors.
_NOTED = frozenset({403, 404, 429})


def _noted(code: int) -> str:
    """The number under which the log keeps a refusal; empty for one that nobody needs to find again."""
    if code not in _NOTED:
        return ""
    reference = uuid.uuid4().hex[:8]
    user_id = current_user.id if current_user.is_authenticated else None
    # The path as it would stand in a program: no sign in it ends the line.
    log.warning("refused with %s, reference %s: user %s, %s %r", code, reference, user_id, request.method, request.path)
    return reference


def add_error_pages(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        _know_the_reader()
        if error.response is not None:
            return error.response
        if isinstance(error, CSRFError):
            return _log_in_again() or _page(400, translate(FORM_TOO_OLD))
        told: Any = error.description
        code = error.code or 500
        return _page(code, explain(told) if isinstance(told, RuleError) else "", _noted(code))

    @app.errorhandler(RuleError)
    def rule_refused(error: RuleError) -> Any:
        with _nothing_left():
            return _page(400, explain(error))

    @app.errorhandler(TooManyTries)
    def too_many(error: TooManyTries) -> Any:
        with _nothing_left():
            return *_page(429, explain(error)), {"Retry-After": str(error.seconds)}

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Any:
        reference = uuid.uuid4().hex[:8]
        log.error("request failed, reference %s", reference, exc_info=error)
        with _nothing_left():
            if isinstance(error, OperationalError) and is_busy(error):
                return _page(503, translate(N_("The database is busy. Try again in a moment.")), reference)
            if app.testing and isinstance(error, NoPrincipal):
                raise error
            return _page(500, "", reference)


@contextmanager
def _nothing_left() -> Iterator[None]:
    """Take back what the request did, and only read from now on: the page that says “busy” waits for no writer."""
    db.session.rollback()
    with reading():
        _know_the_reader()
        yield
