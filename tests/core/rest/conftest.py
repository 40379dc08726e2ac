"""Programs that call the API with somebody's token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_jwt_extended import create_access_token
from werkzeug.test import TestResponse

V1 = "/api/v1"


class Program:
    """A client with a token. Paths are relative to the API; other words become headers (`If_Match='"1"'`)."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._token = token

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        sent = {name: options.pop(name) for name in list(options) if name in ("json", "data", "query_string")}
        headers = {name.replace("_", "-"): value for name, value in options.items()}
        authorized = {"Authorization": f"Bearer {self._token}", "Accept-Language": "en"} | headers
        return self._client.open(f"{V1}{path}", method=method, headers=authorized, **sent)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, json: Any, **options: Any) -> TestResponse:
        return self.call("POST", path, json=json, **options)

    def put(self, path: str, json: Any, **options: Any) -> TestResponse:
        return self.call("PUT", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.call("DELETE", path, **options)

    def ids(self, path: str, **query: Any) -> list[int]:
        """The ids of a list's rows."""
        answer = self.get(path, query_string=query)
        assert answer.status_code == 200, answer.text
        ids: list[int] = answer.json["ids"]
        return ids


@pytest.fixture
def program(app: Any, session: Any) -> Callable[[Any], Program]:
    """`program(user)` calls the API as `user`."""
    return lambda user: Program(app.test_client(), create_access_token(identity=str(user.id)))
