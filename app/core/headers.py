"""Headers that every answer carries."""

from __future__ import annotations

from typing import Any

from flask import Flask, session


def add_headers(app: Flask) -> None:
    @app.after_request
    def headers(response: Any) -> Any:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if response.mimetype == "text/html" and "_user_id" in session:
            response.headers.setdefault("Cache-Control", "no-store")  # nobody reads it later at the same computer
        return response
