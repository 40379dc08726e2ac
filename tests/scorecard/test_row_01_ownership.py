"""Scorecard row 1: no route shows or changes what is not the visitor's, whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select, text

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.access import NoPrincipal, Scope, system_access
from app.core.db import db
from app.customers.models.customer import Customer
from tests.factories.system import DepartmentFactory, UserFactory
from tests.scorecard.ownership import CANARY, canaries_of, leaks, role_over_records, rows
from tests.support.routes import every_rule, visited

SHOWN = "These routes show what is not the visitor's: read it through the session and its gate: "


@pytest.fixture
def east(session) -> Any:
    return DepartmentFactory(name="East")


@pytest.fixture
def canaries(session, east) -> list[Any]:
    """One record of every governed entity, belonging to Ben of the East, every text of it a canary."""
    return canaries_of(UserFactory(username="ben", role_names=["Sales"], department=east))


def bearer(user: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {create_access_token(identity=str(user.id))}"}


# PostgreSQL meets the routes below, as far as scopes reach, and all of them in a soak.
@pytest.mark.databases("sqlite", soak_on_all=True)
def test_another_salesperson_meets_every_route_and_no_foreign_record(
    app, session, canaries, login, pytestconfig, record_property
):
    ann = UserFactory(username="ann", role_names=["Sales", "Technician"])
    before = rows(canaries)
    whole = pytestconfig.getoption("--soak")
    with visited(app) as met:
        shown = leaks(app, login(ann), canaries, headers=bearer(ann), whole=whole)
    assert not shown, f"{SHOWN}{shown}"
    assert rows(canaries) == before
    assert met == every_rule(app), f"not visited: {sorted(every_rule(app) - met)}"
    record_property("routes", len(met))


@pytest.mark.databases("sqlite", soak_on_all=True)
def test_a_visitor_without_a_name_meets_every_route_and_no_record(app, canaries):
    before = rows(canaries)
    with visited(app) as met:
        shown = leaks(app, app.test_client(), canaries, one_each=True)
    assert not shown, f"{SHOWN}{shown}"
    assert rows(canaries) == before
    assert met == every_rule(app)


ON_ONE = pytest.mark.databases("sqlite", soak_on_all=True)
# Each may do everything with customers and what hangs below them, as far as the scope reaches: from the department
# beside, and from the one below.
SCOPES = [
    pytest.param(Scope.NONE, "the same", "GET", id="none", marks=ON_ONE),
    pytest.param(Scope.OWN, "the same", "", id="own"),
    pytest.param(Scope.DEPARTMENT, "above", "GET", id="department", marks=ON_ONE),
    pytest.param(Scope.SUBTREE, "below", "", id="subtree", marks=ON_ONE),
]


@pytest.mark.parametrize(("scope", "place", "methods"), SCOPES)
def test_every_right_within_a_scope_opens_nothing_beyond_it(app, session, canaries, east, login, scope, place, methods):
    department = {"the same": lambda: east, "above": lambda: _above(east), "below": lambda: _below(east)}[place]()
    role = role_over_records(app, scope)
    ann = UserFactory(username="ann", roles=[role], department=department)
    before = rows(canaries)
    shown = leaks(app, login(ann), canaries, headers=bearer(ann), one_each=True, methods=methods)
    assert not shown, f"{SHOWN}{shown}"
    assert rows(canaries) == before


def _above(department: Any) -> Any:
    department.parent = DepartmentFactory(name="All")
    db.session.flush()
    return department.parent


def _below(department: Any) -> Any:
    return DepartmentFactory(name="North-East", parent=department)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("scope", "place"), [(Scope.DEPARTMENT, "the same"), (Scope.SUBTREE, "above")])
def test_the_same_right_opens_what_lies_within_it(app, session, canaries, east, login, scope, place):
    """Otherwise the walk would prove nothing."""
    department = east if place == "the same" else _above(east)
    ann = UserFactory(username="ann", roles=[role_over_records(app, scope)], department=department)
    client = login(ann)
    assert CANARY in client.get("/customer/list/").text
    assert "canary" in client.get("/api/v1/contact/", headers=bearer(ann)).text


def raw_names() -> str:
    return str(db.session.execute(text("SELECT name FROM customer")).all())


def names_for_the_system() -> str:
    with system_access("a careless view"):
        return " ".join(db.session.scalars(select(Customer.name)))


@pytest.mark.databases("sqlite")
def test_a_planted_view_with_raw_sql_is_refused_by_the_engine(app, canaries, login, monkeypatch):
    client = login(UserFactory(role_names=["Sales"]))
    monkeypatch.setitem(app.view_functions, "TagView.list", raw_names)
    with pytest.raises(NoPrincipal):
        client.get("/tag/list/")


@pytest.mark.databases("sqlite")
def test_a_planted_view_with_system_access_is_found_by_the_walk(app, canaries, login, monkeypatch):
    client = login(UserFactory(role_names=["Sales"]))
    monkeypatch.setitem(app.view_functions, "TagView.list", names_for_the_system)
    assert leaks(app, client, canaries, only="/tag/list/") != []


def test_the_owner_sees_the_canaries(app, canaries, login):
    ben = next(record.owner for record in canaries if isinstance(record, Customer))
    assert CANARY in login(ben).get("/customer/list/").text
