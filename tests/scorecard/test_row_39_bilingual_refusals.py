"""Scorecard row 39: whatever is refused, the reason stands in the reader's language and in no words of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, repeat
from typing import Any, TypeVar

import pytest
from flask_jwt_extended import create_access_token

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.i18n import LOCALES
from app.core.views import view_of
from tests.pages.test_views import addresses_of, form_data
from tests.scorecard.ear import Ear
from tests.scorecard.ownership import canaries_of
from tests.support.foreign import own_values
from tests.support.import_wizard import Wizard
from tests.support.routes import routes

# Typed where they make no sense; of neither language, so that an answer may repeat them.
TYPED = ("9" * 400, "2026-02-30", "-5", "<>", "1e400", "\x00", " ", "9" * 30_000)
ARGUMENTS = (
    "page_{v}=-1", "psize_{v}=0", "_oc_{v}=1", "_flt_0_1=1", "_flt_99_{f}=1", "_flt_0_{f}=%00", "q=%00", "after=-1",
    "q=" + "9" * 300, "import=-1", "rows=1", "columns=1", "measure=1", "page=-1",
)  # fmt: skip
QUERIES = (
    {"q": "("}, {"q": "(page:-1)"}, {"q": "(page_size:0)"}, {"q": "(order_column:'1')"}, {"q": "(columns:!('1'))"},
    {"q": "(filters:!((col:'1',opr:eq,value:'1')))"}, {"q": "(filters:5)"}, {"1": "1"}, {"page": "-1"}, {"after": "-1"},
)  # fmt: skip
BODIES = (
    b"",
    b"[]",
    b"{",
    b"{}",
    b'{"name": [1]}',
    b'{"1": 1}',
    b'{"version": 0}',
    b'{"version": 99}',
    b'{"name": ""}',
)
POSTED = ({}, {"name": "", "row_version": "1", "answered": "1", "rowid": "999999"})
# What is no value of any list: refused with the values that there are, in the script of what was written; without a
# letter in the reader's language.
WORDS = {"zh": "无此值", "en": "zzz"}

T = TypeVar("T")
BOTH = pytest.mark.parametrize("locale", LOCALES)


@pytest.fixture
def ear(session, views, people, samples, locale) -> Ear:
    samples(people["Admin"])
    return Ear(locale, own_values(session))


@pytest.fixture
def turns(pytestconfig) -> Callable[[Sequence[T]], Iterator[Sequence[T]]]:
    """`turns(all)` yields what is tried at one place after the other: everything in a soak, else one in three of it."""

    def taken(everything: Sequence[T]) -> Iterator[Sequence[T]]:
        if pytestconfig.getoption("--soak"):
            return repeat(everything)
        return cycle([everything[first::3] for first in range(min(3, len(everything)))])

    return taken


def typed_in(field: Any, typed: str, locale: str) -> str:
    listed = field.type in ("choice", "lookup") and any(sign.isalpha() for sign in typed)
    return WORDS[locale] if listed else typed


@BOTH
@pytest.mark.databases("sqlite")
def test_forms_say_why(app, views, people, login, ear, locale, turns):
    client = login(people["Admin"])
    for view, tried in zip(views, turns(TYPED), strict=False):
        where = addresses_of(app, view, None, ("add",)).get("add")
        if where is None:
            continue
        blank = form_data(client.get(where).text)
        for typed in tried:
            sent = blank | {f.name: [typed_in(f, typed, locale)] for f in view.form_fields if f.type != "boolean"}
            answer = client.post(where, data=sent, headers=ear.headers)
            if answer.status_code != 302:
                ear.page(where, answer)
    assert ear.wrong == {}
    assert ear.heard > 25


@BOTH
@pytest.mark.databases("sqlite")
def test_lists_and_statistics_say_why(app, views, people, login, ear, locale, turns):
    client = login(people["Admin"])
    for view, tried in zip(views, turns(ARGUMENTS), strict=False):
        field = next(iter(view.filter_fields), "name")
        ear.values.add(field)  # an answer may repeat it
        for page in ("list", "statistics"):
            if f"{view.endpoint}.{page}" not in app.view_functions:
                continue
            with app.test_request_context():
                where = view.url_to(page)
            for argument in tried:
                query = argument.format(v=type(view).__name__, f=field)
                ear.page(where, client.get(f"{where}?{query}", headers=ear.headers))
    assert ear.wrong == {}
    assert ear.heard > 50


@BOTH
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("role", ["Admin", *(pytest.param(name, marks=pytest.mark.soak) for name in ("Sales", None))])
def test_every_address_that_changes_something_says_why_not(
    app, people, session, views, login, ear, locale, role, turns
):
    records = canaries_of(people["Admin"])
    ear.values |= own_values(session) | {"canary", "hacked"}
    client = login(people[role]) if role else app.test_client()
    asked = [r for r in routes(app, records, one_each=True) if r.method != "GET" and not r.ends_session]
    for route, tried in zip((r for r in asked if not r.address.startswith("/api/")), turns(POSTED), strict=False):
        for data in tried:
            answer = client.post(route.address, data=data, headers=ear.headers, follow_redirects=True)
            ear.page(route.rule, answer)
    assert ear.wrong == {}


@BOTH
@pytest.mark.databases("sqlite")
def test_programs_are_told_why(app, views, people, ear, locale, turns):
    client = app.test_client()
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(people['Admin'].id))}"} | ear.headers
    served = [view for view in views if view_of(view.model) is view and view.has_api]
    for view, queries, bodies in zip(served, turns(QUERIES), turns(BODIES), strict=False):
        where = f"/api/v1{view.route_base}/"
        answers = [client.get(where, query_string=query, headers=headers) for query in queries]
        for address, method in ((where, "POST"), (f"{where}1", "PUT"), (f"{where}1", "DELETE"), (f"{where}0", "GET")):
            for body in bodies:
                answers.append(client.open(address, method=method, data=body, headers=headers,
                                           content_type="application/json"))  # fmt: skip
        answers += [client.get(where, headers=ear.headers), client.put(where, headers=headers)]
        for answer in answers:
            if answer.status_code >= 400 and answer.is_json:
                told = [reason for reasons in answer.json.get("errors", {}).values() for reason in reasons]
                ear.message(where, [str(answer.json["message"]), *map(str, told)])
    assert ear.wrong == {}
    assert ear.heard > 100


@BOTH
@pytest.mark.databases("sqlite")
def test_a_form_without_its_token_and_a_page_that_is_none(app, people, login, ear, locale, monkeypatch):
    client = login(people["Sales"])
    for method, address in (
        ("GET", "/1"),
        ("GET", "/role/list/"),
        ("GET", "/customer/delete/1"),
        ("PUT", "/customer/add"),
    ):
        ear.page(address, client.open(address, method=method, headers=ear.headers))
    ear.page("415", client.post("/customer/add", json=[], headers=ear.headers))
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    ear.page("csrf", client.post("/customer/add", headers=ear.headers))
    assert ear.wrong == {}
    assert ear.heard == 6


@BOTH
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("kind", ["customer", "contact", "lead"])
def test_an_import_says_why(app, session, views, people, login, ear, locale, kind):
    fields = {f.name: f for f in next(v for v in views if v.entity.name == kind).form_fields}
    client = login(people["Admin"])
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = ear.headers["Accept-Language"]
    wizard = Wizard(app, client, session, kind)
    typed = ("-5", "2026-02-30", "9" * 400, "<>")
    lines = [",".join(fields), *(",".join(typed_in(f, one, locale) for f in fields.values()) for one in typed)]
    ear.values |= set(fields) | {WORDS[locale]}
    wizard.upload("\n".join(lines), name="1.csv")
    ear.page("mapping", client.get(wizard.url()))
    wizard.check()
    ear.page("check", client.get(wizard.url("/check")))
    assert ear.wrong == {}
    assert len(wizard.problems) > 20
