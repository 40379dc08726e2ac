"""Scorecard row 34: every answer carries the headers, every cookie its marks, and no page a script of its own."""

from __future__ import annotations

import re
from typing import Any

import pytest

import app.factory  # noqa: F401  (every model, before one is named)
import config
from tests.scorecard.ownership import canaries_of
from tests.support.routes import Route, every_rule, routes, visited

NONCE = re.compile(r"script-src 'self' 'nonce-([^']+)'")
SCRIPT = re.compile(r"<script\b([^>]*)>")
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=|(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE)
FRAMES = {"SAMEORIGIN", "DENY"}


@pytest.fixture
def walk(app, session, people, login):
    """`walk(name)`: (route, answer) of every route, asked by the administrator or by nobody."""

    def go(name: str) -> list[tuple[Route, Any]]:
        asked = routes(app, canaries_of(people["Admin"]), one_each=True)
        client = login(people["Admin"]) if name == "the administrator" else app.test_client()
        return [(route, client.open(route.address, method=route.method)) for route in asked]

    return go


def faults(answer: Any) -> list[str]:
    """What is missing on one answer."""
    headers, found = answer.headers, []
    policy = headers.get("Content-Security-Policy", "")
    scripts = next((part for part in policy.split(";") if "script-src" in part), policy)
    if "default-src" not in policy or "unsafe" in scripts:
        found.append(f"policy {policy!r}")
    if headers.get("X-Content-Type-Options") != "nosniff" or headers.get("X-Frame-Options") not in FRAMES:
        found.append("sniffing or framing")
    if "Referrer-Policy" not in headers:
        found.append("referrer")
    found += [f"cookie {cookie}" for cookie in headers.getlist("Set-Cookie") if not _kept_close(cookie)]
    return found + (_own_scripts(answer) if answer.mimetype == "text/html" else [])


def _kept_close(cookie: str) -> bool:
    marks = {part.strip().lower() for part in cookie.split(";")[1:]}
    return "httponly" in marks and bool(marks & {"samesite=lax", "samesite=strict"})


def _own_scripts(answer: Any) -> list[str]:
    nonce = NONCE.search(answer.headers["Content-Security-Policy"])
    expected = f'nonce="{nonce[1]}"' if nonce else "no nonce"
    bare = [given for given in SCRIPT.findall(answer.text) if "src=" not in given and expected not in given]
    # A block of data is no script: no browser runs it.
    bare = [given for given in bare if "application/json" not in given and "text/template" not in given]
    return [f"script {given}" for given in bare] + HANDLER.findall(answer.text)


@pytest.mark.databases("sqlite", soak_on_all=True)
@pytest.mark.parametrize("name", ["the administrator", "nobody"])
def test_every_answer_of_every_route_is_guarded(app, walk, name):
    with visited(app) as met:
        answers = walk(name)
    wrong = {(route.method, route.rule): found for route, answer in answers if (found := faults(answer))}
    assert not wrong
    assert met == every_rule(app)
    nonces = [n[1] for _, answer in answers if (n := NONCE.search(answer.headers["Content-Security-Policy"]))]
    assert len(nonces) == len(set(nonces)) > 100


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("address", ["/nothing/here", "/customer/list/?page_CustomerView=x", "/customer/show/0"])
def test_a_refusal_is_guarded_too(login, people, address):
    answer = login(people["Admin"]).get(address)
    assert answer.status_code in (400, 404)
    assert faults(answer) == []


@pytest.mark.databases("sqlite")
def test_a_fault_of_ours_is_guarded_too(app, login, people, monkeypatch):
    monkeypatch.setitem(app.view_functions, "TagView.list", lambda: 1 / 0)
    answer = login(people["Admin"]).get("/tag/list/")
    assert answer.status_code == 500
    assert faults(answer) == []


@pytest.mark.databases("sqlite")
def test_pages_of_somebody_are_kept_by_no_cache(login, people):
    assert login(people["Sales"]).get("/customer/list/").headers["Cache-Control"] == "no-store"


@pytest.mark.databases("sqlite")
def test_over_https_cookies_never_travel_without_it(app, client, monkeypatch, tmp_path):
    monkeypatch.setenv("KEHU_HTTPS", "1")
    monkeypatch.setenv("KEHU_DATA_DIR", str(tmp_path))
    for name, value in config.load().items():
        if name in ("KEHU_HTTPS", "SESSION_COOKIE_SECURE"):
            monkeypatch.setitem(app.config, name, value)
    answers = [
        client.get(address, base_url="https://localhost") for address in ("/login/", "/lang/en", "/customer/list/")
    ]
    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert cookies
    assert all("Secure" in cookie.split("; ") for cookie in cookies)
    assert all("max-age" in answer.headers["Strict-Transport-Security"] for answer in answers)
