"""What a program is told that sends no token, an old one or a wrong one."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core.i18n import translate
from app.core.rest.problems import problem
from app.core.text import N_

MISSING = N_("Send “Authorization: Bearer …” with a key from the page “Login and security”.")
EXPIRED = N_("The token has expired. Get a new one.")
INVALID = N_("This token is not valid.")


def unauthorized(message: str) -> Response:
    """The answer to a program that nobody knows; `message` is a msgid."""
    response = problem(401, translate(message))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def speak_plainly(manager: Any) -> None:
    """Let a Flask-JWT-Extended manager answer every unusable token with 401 and a reason in the reader's language."""
    manager.unauthorized_loader(lambda _reason: unauthorized(MISSING))
    manager.invalid_token_loader(lambda _reason: unauthorized(INVALID))
    manager.expired_token_loader(lambda _header, _claims: unauthorized(EXPIRED))
    manager.user_lookup_error_loader(lambda _header, _claims: unauthorized(INVALID))
