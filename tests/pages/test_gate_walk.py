"""Every route of the application, asked by somebody for what is not theirs. A new route is covered by existing."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import inspect, select, text

from app.core.access import NoPrincipal, governed_models, system_access
from app.core.asking import asked_fields
from app.core.db import db
from app.core.documents.models import DocumentVersion
from app.core.documents.storage import store
from app.core.views import entity_views
from app.customers.models.customer import Customer
from tests.factories.system import UserFactory
from tests.pages.conftest import factories

CANARY = "canary金丝雀"
# What stands for a route's argument. A new argument needs a line here, or the walk could not visit its route.
ARGUMENTS: dict[str, list[str]] = {
    "locale": ["en"],
    "format": ["csv", "xlsx"],
    "version": ["v1"],
    "filename": ["css/kehu.css"],
    "token": ["x"],
    "redirect_url": ["x"],
}


# What some entities need beside texts: only a lost customer has a reason of loss, a document has a file.
MORE: dict[type[Any], Callable[[], dict[str, Any]]] = {
    Customer: lambda: {"status": "lost"},
    DocumentVersion: lambda: {"storage_name": store(BytesIO(CANARY.encode())).name},
}


@pytest.fixture
def canaries(session) -> list[Any]:
    """One record of every governed entity, belonging to Ben, every text of it a canary."""
    ben = UserFactory(username="ben", role_names=["Sales"])
    known = factories()
    records = []
    for model in governed_models():
        texts = {}
        for column in inspect(model).column_attrs:
            field = column.columns[0].info.get("field")
            if field and field.type in ("string", "text") and not field.suggestions:
                texts[column.key] = CANARY[: field.max_length or 20]
        records.append(known[model](owner=ben, **texts, **MORE.get(model, dict)()))
    session.flush()
    return records


def values_for(rule, records) -> list[dict[str, str]]:
    """Every combination of arguments worth trying on a route: names only where they mean something there."""
    names = {view.endpoint: view for view in entity_views()}
    endpoint, _, method = rule.endpoint.partition(".")
    view = names.get(endpoint)
    if "question" in rule.arguments:
        asked = [(a.name, f.name) for a in view.actions.values() for f in asked_fields(view, a)]
        return [{"name": name, "question": question} for name, question in (*asked, ("x", "x"))]
    choices: dict[str, list[str]] = {}
    for argument in rule.arguments:
        if argument == "pk" or argument == "id" or argument.endswith("_id"):
            choices[argument] = sorted({str(record.id) for record in records})
        elif argument == "name":
            choices[argument] = [*names_on(view, method), "x"]
        elif argument in ARGUMENTS:
            choices[argument] = ARGUMENTS[argument]
        else:
            pytest.fail(f"Say in ARGUMENTS what “{argument}” of {rule.rule} may be")
    return [dict(zip(choices, combination, strict=True)) for combination in product(*choices.values())]


def names_on(view, method: str) -> list[str]:
    """What a `name` in the address of this method of a view stands for."""
    if view is None:
        return []
    if method == "related":
        return [r.name for r in current_app.extensions["kehu_related"] if r.parent == view.entity.name]
    if method == "action":
        return list(view.actions)
    return list(view.entity.fields)


def addresses(app, records) -> list[tuple[str, str]]:
    """(method, address) of everything that the application answers to."""
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("")
        for rule in app.url_map.iter_rules():
            if rule.endpoint.endswith("static"):
                continue
            for values in values_for(rule, records):
                address = adapter.build(rule.endpoint, values, force_external=False)
                found += [(method, address) for method in rule.methods - {"HEAD", "OPTIONS"}]
    return found


def rows(records) -> list[dict[str, Any]]:
    """The canaries as they stand in the database."""
    db.session.expire_all()
    with system_access("compare canaries"):
        loaded = [db.session.scalars(select(type(r)).where(type(r).id == r.id)).one() for r in records]
        return [{c.key: getattr(r, c.key) for c in inspect(type(r)).column_attrs} for r in loaded]


def visit(client, method, address, records):
    ids = sorted({str(record.id) for record in records})
    if method == "GET":
        queries = (
            "",
            f"?q={CANARY[:6]}",
            "?q=金丝",
            *(f"?_flt_0_customer={r.id}&customer={r.id}" for r in records if isinstance(r, Customer)),
        )
        return [client.get(address + query) for query in queries]
    data = {"rowid": ids, "name": "hacked", "customer": ids, "row_version": "1", "is_main": "1"}
    if "/documents/" in address:
        data["file"] = (BytesIO(b"%PDF-1.7 hacked"), "hacked.pdf")
        return [client.open(address, method=method, data=data)]
    data |= {"answered": "1", "lost_on": "2026-01-01"}
    actions = ("delete", "mark_lost", "make_main", "archive", "x") if address.endswith("action_post") else ("x",)
    forms = [client.open(address, method=method, data=data | {"action": action}) for action in actions]
    return [*forms, client.open(address, method=method, json=data)]


def leaks(
    app, client, canaries, *, only: str = "", methods: str = "", secrets: tuple[str, ...] = (CANARY, "canary\\u91d1")
) -> list[tuple[str, str]]:
    """The routes that show one of `secrets` to the visitor at `client`; `methods` are those tried, all by default."""
    shown = []
    for method, address in addresses(app, canaries):
        if not address.startswith(only) or "logout" in address or method not in (methods or method):
            continue
        for answer in visit(client, method, address, canaries):
            assert answer.status_code < 500, (method, address, answer.status_code)
            if any(secret in answer.data.decode(errors="replace") for secret in secrets):
                shown.append((method, address))
    return shown


@pytest.mark.parametrize("visitor", ["a salesperson", "nobody"])
def test_no_route_shows_or_changes_what_is_not_theirs(app, session, canaries, login, visitor):
    ann = UserFactory(username="ann", role_names=["Sales", "Technician"])
    client = login(ann) if visitor == "a salesperson" else app.test_client()
    before = rows(canaries)
    shown = leaks(app, client, canaries)
    assert not shown, f"These routes show what is not the visitor's: read it through the session and its gate: {shown}"
    assert rows(canaries) == before


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
    """Otherwise the walk would prove nothing."""
    ben = next(record.owner for record in canaries if isinstance(record, Customer))
    assert CANARY in login(ben).get("/customer/list/").text
