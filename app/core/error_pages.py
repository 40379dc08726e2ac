"""What a reader is told when a request does not work out, in the design and in their language."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from flask import Flask, g, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.access import NoPrincipal
from app.core.db import db
from app.core.errors import RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.text import N_

log = logging.getLogger(__name__)

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


def add_error_pages(app: Flask) -> None:
    def page(code: int, message: str, reference: str = "") -> Any:
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
            appbuilder=app.appbuilder,  # type: ignore[attr-defined]
        ), code

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        if error.response is not None:
            return error.response
        if isinstance(error, CSRFError):
            return page(400, translate(N_("The form is too old or was not sent from here. Go back and try again.")))
        told: Any = error.description
        return page(error.code or 500, explain(told) if isinstance(told, RuleError) else "")

    @app.errorhandler(RuleError)
    def rule_refused(error: RuleError) -> Any:
        db.session.rollback()
        return page(400, explain(error))

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Any:
        db.session.rollback()
        reference = uuid.uuid4().hex[:8]
        log.error("request failed, reference %s", reference, exc_info=error)
        if isinstance(error, OperationalError):
            return page(503, translate(N_("The database is busy. Try again in a moment.")), reference)
        if app.testing and isinstance(error, NoPrincipal):
            raise error
        return page(500, "", reference)
