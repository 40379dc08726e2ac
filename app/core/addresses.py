"""Where a request says that it goes, and where an answer leads: nowhere but here."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, request
from werkzeug.sansio.utils import host_is_trusted

from app.core.locale import path_here


def stay_here(app: Flask) -> None:
    """Answer only to known hosts, where `KEHU_HOSTS` names them, and let no redirect lead elsewhere."""

    @app.before_request
    def know_the_host() -> None:
        known = app.config["KEHU_HOSTS"]
        if known and not host_is_trusted(request.host, known):
            abort(400)

    @app.url_defaults
    def come_back_here(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint.endswith(".login") and values.get("next"):
            values["next"] = path_here(values["next"])

    @app.after_request
    def lead_nowhere_else(response: Any) -> Any:
        # The framework believes the Host header and what the address asks for.
        if response.location:
            onward = path_here(response.location)
            response.location = onward or "/"
            if onward is None:
                response.set_data("")  # where it wanted to lead stands in the text, too
        return response
