"""Pages take forms. The framework's would read a JSON body too, whatever it is, and break on a list or a number."""

from __future__ import annotations

from flask import Flask, abort, request

from app.core.db import READING_METHODS

PROGRAMS = "/api/"


def add_form_bodies(app: Flask) -> None:
    """Refuse JSON where only forms are sent (415)."""

    @app.before_request
    def refuse_json() -> None:
        if request.is_json and request.method not in READING_METHODS and not request.path.startswith(PROGRAMS):
            abort(415)
