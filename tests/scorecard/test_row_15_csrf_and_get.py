"""Scorecard row 15: no form of another page is taken, and no address changes anything by being visited."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.db import db
from app.system.models.user import User
from tests.scorecard.ownership import canaries_of
from tests.support.routes import Route, routes
from tests.support.tables import checksums, differing
from tests.support.visitors import login as log_in

# A program's token says who it is; a login names its own password.
WITHOUT_COOKIE = "/api/"


@pytest.fixture
def writing(app, session, people) -> list[Route]:
    """Every route that is not only read, with records of the administrator's to change."""
    return [r for r in routes(app, canaries_of(people["Admin"]), one_each=True) if r.method != "GET"]


@pytest.fixture
def guarded(app, monkeypatch) -> None:
    """The guard against forms from elsewhere, which other tests do without."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def token_of(client: Any) -> str:
    """The token that this visitor's pages carry."""
    page = client.get("/profile/").text
    return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def no_token(client: Any, other: Any) -> dict[str, str]:
    return {}


def foreign_token(client: Any, other: Any) -> dict[str, str]:
    """One that another person got."""
    return {"csrf_token": token_of(other)}


def stale_token(client: Any, other: Any) -> dict[str, str]:
    """One of this person's session before it ended."""
    old = token_of(client)
    with client.session_transaction() as session:
        session.pop("csrf_token")
    token_of(client)
    return {"csrf_token": old}


@pytest.mark.parametrize("forged", [no_token, foreign_token, stale_token])
def test_no_route_takes_what_another_page_sent(app, session, guarded, people, writing, login, forged):
    client = login(people["Admin"])
    token = forged(client, login(people["Sales"]))
    assert token.get("csrf_token") != ""
    before, taken = checksums(), []
    for route in writing:
        data = {"name": "hacked", "row_version": "1", "rowid": ["1"], "action": "delete"}
        answer = client.open(route.address, method=route.method, data=data | token)
        if answer.status_code not in ((400, 401) if route.address.startswith(WITHOUT_COOKIE) else (400,)):
            taken.append((route.method, route.address, answer.status_code))
    assert not taken
    assert differing(before, checksums()) == []


def test_the_api_takes_no_json_for_a_cookie(app, session, guarded, people, writing, login):
    client, before = login(people["Admin"]), checksums()
    api = [route for route in writing if route.address.startswith(WITHOUT_COOKIE)]
    answers = [client.open(r.address, method=r.method, json={"name": "hacked", "version": 1}) for r in api]
    assert api
    assert {answer.status_code for answer in answers} <= {400, 401}
    assert differing(before, checksums()) == []


@pytest.mark.databases("sqlite")
def test_one_s_own_form_is_taken(app, session, guarded, people, login):
    """Otherwise the refusals would prove nothing."""
    client = login(people["Admin"])
    answer = client.post("/tag/add", data={"name": "Mine", "csrf_token": token_of(client)})
    assert answer.status_code == 302


@pytest.mark.databases("sqlite", soak_on_all=True)
def test_no_address_changes_anything_by_being_visited(app, session, people, pytestconfig):
    records = canaries_of(people["Admin"])
    client = log_in(app.test_client(), people["Admin"])
    before = checksums()
    for route in routes(app, records, one_each=not pytestconfig.getoption("--soak")):
        client.get(route.address)  # also where only a form leads
    assert differing(before, checksums()) == []


@pytest.mark.databases("sqlite")
def test_the_walk_finds_an_address_that_writes(app, session, people, login, monkeypatch):
    def careless() -> str:
        db.session.execute(update(User).values(first_name="changed by a visit"))
        db.session.commit()
        return ""

    client = login(people["Admin"])
    before = checksums()
    monkeypatch.setitem(app.view_functions, "TagView.list", careless)
    client.get("/tag/list/")
    assert differing(before, checksums()) == ["ab_user"]
