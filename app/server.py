"""The web server, with limits on bodies that hold before one is read: waitress keeps them on the disk meanwhile."""

from __future__ import annotations

from copy import copy
from typing import Any

from flask import Flask
from itsdangerous import BadSignature
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from werkzeug.http import parse_cookie

MARGIN = 1 << 20  # bytes: what is only a little too large gets the application's own answer
STRANGERS = 1 << 20  # bytes of whoever is not logged in with a browser: a login, or a program's JSON


def make_server(app: Flask, host: str, port: int) -> Any:
    """A server for `app`, bound to its port; `run` serves, `close` ends it."""
    most = int(app.config["MAX_CONTENT_LENGTH"] or 0) + MARGIN
    server: Any = create_server(
        app,
        host=host,
        port=port,
        threads=8,
        ident="Kehu",
        max_request_body_size=most,
        clear_untrusted_proxy_headers=not app.config["KEHU_PROXIES"],  # else `ProxyFix` judges them
    )
    server.channel_class = type("Channel", (HTTPChannel,), {"parser_class": parser_for(app)})
    return server


def parser_for(app: Flask) -> type[HTTPRequestParser]:
    """A parser of requests that lets only people who are logged in send more than STRANGERS bytes."""

    class Parser(HTTPRequestParser):  # type: ignore[misc]
        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if not is_logged_in(app, self.headers.get("COOKIE", "")):
                self.adj = copy(self.adj)
                self.adj.max_request_body_size = min(STRANGERS, self.adj.max_request_body_size)

    return Parser


def is_logged_in(app: Flask, cookies: str) -> bool:
    """Whether the cookies hold a session of ours that names a user."""
    serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    lifetime = int(app.permanent_session_lifetime.total_seconds())
    try:
        session = serializer.loads(parse_cookie(cookies).get(app.config["SESSION_COOKIE_NAME"], ""), max_age=lifetime)
    except (BadSignature, ValueError, UnicodeError):
        return False
    return isinstance(session, dict) and "_user_id" in session
