"""Scorecard row 16: whatever arrives is answered by a page or a refusal, never by a fault, SQL or a traceback."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from flask_jwt_extended import create_access_token

import app.factory  # noqa: F401  (every model, before one is named)
from tests.scorecard.ownership import canaries_of
from tests.scorecard.told import TELLS_TOO_MUCH
from tests.support.routes import SEED, Route, routes

REQUESTS, WHOLE = 400, 20_000
ODD = (
    "", " ", "0", "-1", "1", "2", "999999999", "9" * 11, "9" * 5_000, "1e400", "NaN", "true", "null", "x", "'", "%",
    "\x00", "\ud800", "a\nb", "𠮷😀", "\u202e", "2026-02-30", "9999-12-31", "0001-01-01", "[]", "{}", "!(", "(a:",
    "../../etc/passwd", "<b>", "x" * 3_000, "%s", "%(x)s", "{0}", "１２", "²", "on", "asc", "id",
)  # fmt: skip
NAMES = (
    "name", "page", "q", "after", "before", "row_version", "form_token", "rowid", "action", "owner", "customer", "tags",
    "parent", "kind", "industry", "birthday", "annual_revenue", "_flt_0_name", "_flt_0_customer", "_oc_CustomerView",
    "page_CustomerView", "psize_CustomerView", "rows", "columns", "measure", "currency", "other", "copy", "right",
    "scope-customers", "check", "mode", "column_0", "version_1", "colleague", "level", "until", "reason", "answered",
    "_l_", "next", "import", "bin", "document_type", "title", "doubtful", "encoding", "sheet", "province", "roles",
    "zone",
)  # fmt: skip
TYPES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "")
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")
# What would end the walk: its own account and session.
SPARED = ("/logout", "/logins/", "/second-step", "/user/", "/viewing", "/password", "/role/", "/profile")
LOOKED_AT = 200  # requests after which it is seen whether the walk still goes on


class Storm:
    """Random requests, the same for the same seed."""

    def __init__(self, app: Any, client: Any, bearer: dict[str, str], asked: list[Route]) -> None:
        self.app, self.client, self.bearer, self.rng = app, client, bearer, Random(SEED)
        self.asked = [route for route in asked if not route.address.startswith(SPARED)]

    def send(self) -> tuple[Any, Any]:
        """(what was sent, the answer)."""
        rng, route = self.rng, self.rng.choice(self.asked)
        method = route.method if rng.random() < 0.8 else rng.choice(METHODS)
        query = "&".join(f"{quote(n)}={quote(v, errors='replace')}" for n, v in self._pairs(3))
        headers = self.bearer if route.address.startswith("/api/") and rng.random() < 0.9 else {}
        body = {} if method in ("GET", "HEAD", "OPTIONS", "TRACE") else self._body()
        sent = {"method": method, "query_string": query, "headers": headers, **body}
        return (route.address, sent), self.client.open(route.address, **sent)

    def _pairs(self, most: int) -> list[tuple[str, str]]:
        return [(self.rng.choice(NAMES), self.rng.choice(ODD)) for _ in range(self.rng.randint(0, most))]

    def _body(self) -> dict[str, Any]:
        chosen = self.rng.randrange(4)
        if chosen == 0:
            return {"data": {name: value.replace("\ud800", "") for name, value in self._pairs(8)}}
        if chosen == 1:
            return {"data": json.dumps(self._value(3)), "content_type": "application/json"}
        if chosen == 2:
            values = {name: self._value(2) for name, _ in self._pairs(6)} | {"version": 1}
            return {"data": json.dumps(values), "content_type": "application/json"}
        return {"data": self.rng.randbytes(self.rng.randrange(200)), "content_type": self.rng.choice(TYPES)}

    def _value(self, depth: int) -> Any:
        kind = self.rng.randrange(7 if depth else 5)
        if kind < 3:
            return self.rng.choice(ODD)
        if kind < 5:
            return self.rng.choice((None, True, 0, -1, 1.5, 10**30, 2**31))
        inner = [self._value(depth - 1) for _ in range(self.rng.randrange(3))]
        return inner if kind == 5 else {self.rng.choice(NAMES): one for one in inner}


def test_no_request_breaks_anything(app, session, people, login, pytestconfig, record_property):
    asked = routes(app, canaries_of(people["Admin"]), one_each=True)
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(people['Admin'].id))}"}
    storm, wrong = Storm(app, login(people["Admin"]), headers, asked), []
    codes: dict[int, int] = {}
    for number in range(WHOLE if pytestconfig.getoption("--soak") else REQUESTS):
        sent, answer = storm.send()
        alive = number % LOOKED_AT or storm.client.get("/profile/").status_code == 200
        assert alive, "the walk lost its session"
        codes[answer.status_code] = codes.get(answer.status_code, 0) + 1
        if answer.status_code >= 500 or TELLS_TOO_MUCH.search(answer.get_data(as_text=False).decode(errors="replace")):
            wrong.append((sent, answer.status_code))
    record_property("answers", str(codes))
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("path", ["/%00", "/%ff%fe", "/customer/show/%C0%80", "/" + "a/" * 2_000, "/customer//list/"])
def test_an_address_that_is_none_is_refused(login, people, path):
    assert login(people["Admin"]).get(path).status_code in (308, 404)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("broken", [lambda: 1 / 0, lambda: {}["a secret key"]], ids=["arithmetic", "a key"])
def test_a_fault_is_told_without_its_cause(app, login, people, monkeypatch, broken):
    monkeypatch.setitem(app.view_functions, "TagView.list", broken)
    answer = login(people["Admin"]).get("/tag/list/")
    assert answer.status_code == 500
    assert not TELLS_TOO_MUCH.search(answer.text)
    assert "a secret key" not in answer.text
