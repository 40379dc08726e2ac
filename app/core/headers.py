"""Headers that every answer carries."""

from __future__ import annotations

from typing import Any

from flask import Flask, session


# No page of ours has a script or a style sheet of its own in it, so none is allowed; whatever somebody smuggles into a
# text stays a text. Only style attributes are: the charts and select boxes place things with them.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


def add_headers(app: Flask) -> None:
    @app.after_request
    def headers(response: Any) -> Any:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if app.config["KEHU_HTTPS"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.mimetype == "text/html" and "_user_id" in session:
            response.headers.setdefault("Cache-Control", "no-store")  # nobody reads it later at the same computer
        return response
