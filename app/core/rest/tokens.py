"""What a program is told that sends no token, an old one or a wrong one."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core.i18n import translate
from app.core.rest.problems import problem
from app.core.text import N_

MISSING = N_("Send a token: “Authorization: Bearer …”. You get one at /api/v1/security/login.")
EXPIRED = N_("The token has expired. Get a new one.")
INVALID = N_("This token is not valid.")


def _unauthorized(message: str) -> Response:
    response = problem(401, translate(message))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def speak_plainly(manager: Any) -> None:
    """Let a Flask-JWT-Extended manager answer every unusable token with 401 and a reason in the reader's language."""
    manager.unauthorized_loader(lambda _reason: _unauthorized(MISSING))
    manager.invalid_token_loader(lambda _reason: _unauthorized(INVALID))
    manager.expired_token_loader(lambda _header, _claims: _unauthorized(EXPIRED))
    manager.user_lookup_error_loader(lambda _header, _claims: _unauthorized(INVALID))
