"""Test clients that behave like separate visitors of a real server."""

from __future__ import annotations

import secrets
from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from app.system.sessions import MARK, new_row


class Visitor(FlaskClient):
    """A client whose requests know nothing of the test around them, as on a thread of a real server.

    The test may hold an app context and somebody's access: neither reaches the request. Afterwards the objects the
    test has loaded are expired, so that it reads what the request has written.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return response


def login(client: FlaskClient, user: Any) -> FlaskClient:
    """Let `user` be logged in at `client` without the cost of a password check, and return the client."""
    mark = secrets.token_urlsafe(32)
    with client.application.app_context():
        db.session.add(new_row(user, mark))
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = user.get_id()
        session["_fresh"] = True
        session[MARK] = mark
    return client
