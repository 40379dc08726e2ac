"""Scorecard row 14: no order, filter or group argument tells of hidden columns or breaks a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import inspect

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.registry import entity_of
from app.core.rest.exposure import listed_fields
from app.core.views import view_of
from app.system.models.user import User
from tests.scorecard.told import TELLS_TOO_MUCH
from tests.support.routes import SEED

INJECTIONS = (
    "'", '"', "`", "\\", "%", "_", ";", "--", "/*", "*/", "' OR '1'='1", "1 OR 1=1", "1; DROP TABLE customer", "1) --",
    "name; SELECT 1", "name DESC, (SELECT password FROM ab_user)", "(SELECT 1)", "CASE WHEN 1=1 THEN 1 ELSE 2 END",
    "name||password", "name COLLATE NOCASE", "1 UNION SELECT password FROM ab_user", "pg_sleep(5)",
    "randomblob(99999999)",
)  # fmt: skip
NAMES = (
    "password", "owner.password", "owner_id.password", "created_by.password", "owner__password", "roles.name",
    "search_text", "acc_owner_id", "acc_department_id", "extra", "version", "id", "__class__", "metadata", "query",
    "__init__.__globals__", "*", "ab_user.password", "customer.name",
)  # fmt: skip
VALUES = (
    "", " ", "\x00", "-1", "0", "1e9", "1e400", "NaN", "9" * 30, "9" * 5_000, "²", "１", "𠮷", "\u202e", "null", "[]",
    "2026-02-30", "0001-01-01T00:00:00+14:00_0", "x" * 5_000,
)  # fmt: skip
PAYLOADS = (*INJECTIONS, *NAMES, *VALUES)
LIST = ("_oc_{v}", "_od_{v}", "page_{v}", "psize_{v}", "after", "last", "bin", "q", "import", "_flt_0_{f}",
        "_flt_{x}_{f}", "_flt_0_{x}", "{x}")  # fmt: skip
PLACES = {
    "list": LIST,
    "exact_count": LIST,
    "statistics": ("rows", "columns", "measure", "currency", "_flt_0_{x}", "_flt_2_{f}"),
    "lookup": ("q", "page"),
    "history": ("page",),
    "timeline": ("before",),
    "documents": ("page",),
}
API = ("q", "q_text", "page", "page_size", "after", "{x}")
RISON = (
    "(order_column:'{x}',order_direction:asc)", "(order_column:name,order_direction:'{x}')", "(columns:!('{x}'))",
    "(filters:!((col:'{x}',opr:eq,value:a)))", "(filters:!((col:name,opr:'{x}',value:a)))", "(keys:!('{x}'))",
    "(filters:!((col:name,opr:eq,value:'{x}')))", "(page:'{x}')", "(page_size:'{x}')",
)  # fmt: skip
EACH = 3  # payloads in each place, where not all are tried


@pytest.fixture
def drawn(pytestconfig) -> Any:
    """`drawn()`: the payloads for one place."""
    rng, whole = Random(SEED), pytestconfig.getoption("--soak")
    return lambda: PAYLOADS if whole else rng.sample(PAYLOADS, EACH)


@pytest.fixture
def bearer(people) -> dict[str, str]:
    return {"Authorization": f"Bearer {create_access_token(identity=str(people['Admin'].id))}"}


def test_there_are_enough_payloads():
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 60


def asked(app: Any, view: Any, record: Any, drawn: Any) -> Iterator[str]:
    """Addresses of one view with a payload in each place of each page."""
    field = next(iter(view.filter_fields), "name")
    for method, places in PLACES.items():
        if f"{view.endpoint}.{method}" not in app.view_functions:
            continue
        with app.test_request_context():
            keyed = {} if method in ("list", "exact_count", "statistics", "lookup") else {"pk": record.id}
            where = app.url_map.bind("").build(f"{view.endpoint}.{method}", keyed)
        for place in places:
            for payload in drawn():
                name = place.format(v=type(view).__name__, f=field, x=payload)
                yield f"{where}?{urlencode({name: payload})}"


@pytest.mark.databases("sqlite", soak_on_all=True)
def test_no_screen_breaks_or_tells_too_much(app, session, views, people, samples, login, drawn):
    records, client, wrong = samples(people["Admin"]), login(people["Admin"]), []
    for view in views:
        with app.test_request_context():
            orders = {f.name for f in view.every_order_field}
        for address in asked(app, view, records[view.model], drawn):
            answer = client.get(address)
            if answer.status_code >= 500 or TELLS_TOO_MUCH.search(answer.text):
                wrong.append((address, answer.status_code))
        assert "password" not in orders
    assert not wrong


def test_no_chart_breaks(app, session, people, login, drawn):
    client = login(people["Admin"])
    charts = ("/charts/customers/", "/charts/customers/customers_by_status/card", "/charts/contacts/", "/search/")
    places = ("_flt_0_{x}", "_flt_2_name", "q", "kind", "page")
    addresses = [f"{c}?{urlencode({p.format(x=x): x})}" for c in charts for p in places for x in drawn()]
    assert [a for a in addresses if client.get(a).status_code >= 500] == []


def test_no_api_breaks_or_tells_too_much(app, session, views, people, samples, bearer, drawn):
    samples(people["Admin"])
    client, wrong = app.test_client(), []
    for view in views:
        if view_of(view.model) is not view or not view.has_api:
            continue
        queries = [{place.format(x=x): x} for place in API for x in drawn()]
        queries += [{"q": form.replace("{x}", x.replace("'", "!'"))} for form in RISON for x in drawn()]
        for query in queries:
            answer = client.get(f"/api/v1{view.route_base}/", query_string=query, headers=bearer)
            if answer.status_code not in (200, 400) or TELLS_TOO_MUCH.search(answer.text):
                wrong.append((view.route_base, query, answer.status_code))
    assert not wrong


def hidden_names(view: Any, offered: set[str]) -> list[str]:
    """Columns of the record and of those it links to that nobody is offered."""
    mapper = inspect(view.model)
    names = {column.key for column in mapper.column_attrs}
    for relation in mapper.relationships:
        target = relation.mapper.class_
        names |= {f"{relation.key}.{name}" for name in (("password",) if target is User else ("search_text",))}
    return sorted(names - offered)


def test_hidden_columns_neither_order_nor_filter_a_list(app, session, views, people, login):
    client, taken = login(people["Admin"]), []
    for view in views:
        with app.test_request_context():
            where = view.url_to("list")
        orders, filters = {f.name for f in view.every_order_field}, set(view.every_filter_field)
        places = [(f"_oc_{type(view).__name__}", name) for name in hidden_names(view, orders)]
        places += [(f"_flt_0_{name}", "1") for name in hidden_names(view, filters) if re.fullmatch(r"\w+", name)]
        for place, value in places:
            if client.get(where, query_string={place: value}).status_code != 400:
                taken.append((where, place, value))
    assert not taken


def test_hidden_columns_neither_order_nor_filter_nor_show_in_the_api(app, session, views, people, bearer):
    client, taken = app.test_client(), []
    for view in views:
        if view_of(view.model) is not view or not view.has_api:
            continue
        entity = entity_of(view.model)
        orders, filters = {f.name for f in view.every_order_field}, set(view.every_filter_field)
        offered = orders | filters | set(entity.fields) | {"id", "version"}
        forms = [(f"(order_column:'{name}',order_direction:asc)") for name in hidden_names(view, orders)]
        forms += [(f"(filters:!((col:'{name}',opr:eq,value:'1')))") for name in hidden_names(view, filters)]
        forms += [f"(columns:!('{name}'))" for name in hidden_names(view, offered)]
        for form in forms:
            answer = client.get(f"/api/v1{view.route_base}/", query_string={"q": form}, headers=bearer)
            if answer.status_code != 400:
                taken.append((view.route_base, form, answer.status_code))
    assert not taken


@pytest.mark.databases("sqlite")
def test_what_is_listed_can_be_ordered(app, session, views, people, bearer):
    """Otherwise the refusals would prove nothing."""
    view = next(view for view in views if view.route_base == "/customer")
    name = view.every_order_field[0].name
    answer = app.test_client().get(f"/api/v1/customer/?q=(order_column:{name},order_direction:asc)", headers=bearer)
    assert answer.status_code == 200
    with app.test_request_context():
        assert name in listed_fields(view) or name in view.entity.fields
