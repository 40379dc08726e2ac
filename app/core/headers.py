"""Headers that every answer carries."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, g, session

# No page of ours has a script or a style sheet in it, so none is allowed but the framework's with this answer's nonce:
# whatever somebody smuggles into a text stays a text. The charts and select boxes place things by style attributes.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'nonce-%s'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


def csp_nonce() -> str:
    """The word that a script in this answer must carry, another one each time; the framework's templates ask for it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def add_headers(app: Flask) -> None:
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def headers(response: Any) -> Any:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Content-Security-Policy", POLICY % csp_nonce())
        if app.config["KEHU_HTTPS"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.mimetype == "text/html" and "_user_id" in session:
            response.headers.setdefault("Cache-Control", "no-store")  # nobody reads it later at the same computer
        return response
