"""Somebody's records full of canaries, and a visitor who asks every route for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from typing import Any, cast

from sqlalchemy import inspect, select

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.access import Scope, governed_models, system_access
from app.core.db import db
from app.core.documents.models import DocumentVersion
from app.core.documents.storage import store
from app.customers.models.customer import Customer
from app.system.models.role_scope import RoleScope
from tests.factories.system import RoleFactory
from tests.pages.conftest import factories
from tests.support.routes import Route, routes

CANARY = "canary金丝雀"
SECRETS = (CANARY, "canary\\u91d1")
# Routes that look for what somebody types; the others are asked once.
SEARCHING = {"list", "lookup", "lookup_link", "lookup_asked", "suggest", "index", "statistics", "exact_count", "card"}
ACTIONS = ("delete", "mark_lost", "make_main", "archive", "x")
# What some entities need beside texts: only a lost customer has a reason of loss, a document has a file.
MORE: dict[type[Any], Callable[[], dict[str, Any]]] = {
    Customer: lambda: {"status": "lost"},
    DocumentVersion: lambda: {"storage_name": store(BytesIO(CANARY.encode())).name},
}


def canaries_of(owner: Any) -> list[Any]:
    """One record of every governed entity, every text of it a canary."""
    known, records = factories(), []
    for model in governed_models():
        texts = {}
        for column in inspect(model).column_attrs:
            field = column.columns[0].info.get("field")
            if field and field.type in ("string", "text") and not field.suggestions:
                texts[column.key] = CANARY[: field.max_length or 20]
        records.append(known[model](owner=owner, **texts, **MORE.get(model, dict)()))
    db.session.flush()
    return records


def role_over_records(app: Any, scope: Scope) -> Any:
    """A role that may do everything with governed records, as far as `scope` reaches, and nothing else."""
    kinds = {model.__name__ for model in governed_models()} | {"Search", "Jobs", "CustomerCharts"}
    held = [p for p in app.appbuilder.sm.find_role("Admin").permissions if p.view_menu.name in kinds]
    role = RoleFactory(permissions=held)
    for group in sorted({model.__access_group__ for model in governed_models()}):
        db.session.add(RoleScope(role_id=role.id, module=group, scope=int(scope)))
    db.session.flush()
    return role


def rows(records: list[Any]) -> list[dict[str, Any]]:
    """The canaries as they stand in the database."""
    db.session.expire_all()
    with system_access("compare canaries"):
        loaded = [db.session.scalars(select(type(r)).where(type(r).id == r.id)).one() for r in records]
        return [{c.key: getattr(r, c.key) for c in inspect(type(r)).column_attrs} for r in loaded]


def visit(client: Any, route: Route, records: list[Any], headers: dict[str, str]) -> list[Any]:
    """The answers to everything that is worth asking at one address."""
    if route.method == "GET":
        return [client.get(route.address + query, headers=headers) for query in ("", *_queries(route, records))]
    ids = sorted({str(record.id) for record in records})
    data = {"rowid": ids, "name": "hacked", "customer": ids, "row_version": "1", "is_main": "1"}
    if route.address.startswith("/api/"):
        body = {"name": "hacked", "version": 1, "customer": int(ids[0])}
        return [client.open(route.address, method=route.method, json=body, headers=headers)]
    if "/documents/" in route.address:
        data["file"] = (BytesIO(b"%PDF-1.7 hacked"), "hacked.pdf")
    data |= {"answered": "1", "lost_on": "2026-01-01"}
    actions = ACTIONS if route.address.endswith("action_post") else ACTIONS[-1:]
    return [
        client.open(route.address, method=route.method, data=data | {"action": action}, headers=headers)
        for action in actions
    ]


def _queries(route: Route, records: list[Any]) -> list[str]:
    if route.endpoint.partition(".")[2] not in SEARCHING or "<pk>" in route.rule:
        return ["?q_text=canary"] if route.endpoint.endswith("Api.get_list") else []
    customers = [r.id for r in records if isinstance(r, Customer)]
    return [f"?q={CANARY[:6]}", "?q=金丝", *(f"?_flt_0_customer={pk}&customer={pk}" for pk in customers)]


def leaks(
    app: Any,
    client: Any,
    canaries: list[Any],
    *,
    only: str = "",
    methods: str = "",
    secrets: tuple[str, ...] = SECRETS,
    headers: dict[str, str] | None = None,
    undone: bool = False,
    **how: bool,
) -> list[tuple[str, str]]:
    """The routes that show one of `secrets` to the visitor at `client`.

    `methods` are those tried, all by default; `headers` are what a program sends to the API; what one route does is
    taken back before the next one where `undone`; `how` see `routes`.
    """
    shown = []
    for route in routes(app, canaries, **how):
        if not route.address.startswith(only) or route.method not in (methods or route.method):
            continue
        sent = (headers or {}) if route.address.startswith("/api/") else {}
        with _taken_back() if undone else nullcontext():
            answers = visit(client, route, canaries, sent)
        for answer in answers:
            assert answer.status_code < 500, (route, answer.status_code)
            if any(secret in answer.data.decode(errors="replace") for secret in secrets):
                shown.append((route.method, route.address))
    return shown


@contextmanager
def _taken_back() -> Iterator[None]:
    """Forget what is written meanwhile. The engine of a test that is rolled back is its one connection."""
    db.session.connection()  # begins before, or what the test itself holds would be gone with it
    point = cast(Any, db.engine).begin_nested()
    try:
        yield
    finally:
        point.rollback()
        db.session.expire_all()
