"""Scorecard row 9 in a real browser, with the policy switched off that would stop a script: the pages hold none.

A page tells how often a script ran in it, and which of its links would run one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.access import system_access
from app.core.db import db, reading
from app.system.models.user import User
from tests.browser.conftest import Troubles, visiting
from tests.scorecard.scripts import KINDS, PAYLOADS, as_a_file, by_file, by_form, by_program
from tests.scorecard.texts import pages_showing, records_with
from tests.support.processes import serve
from tests.support.visitors import login as log_in

COUNTER = "window.hits = 0; window.hit = () => { window.hits += 1; };"
# Two pictures later, since what asks for the focus gets it before the next one is drawn.
WHAT_RAN = """() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const leading = ["href", "src", "action", "formaction"];
  const said = [...document.querySelectorAll("*")].flatMap((one) => leading.map((name) => one.getAttribute(name)));
  told([window.hits, said.filter((where) => /^\\s*javascript:/i.test(where || "")).length]);
})))"""
# Every place in which a page could forget to escape.
CARELESS = (
    "<title>{0}</title><form><textarea>{0}</textarea><input value=\"{0}\"><input value='{0}'></form>"
    '<p>{0}</p><a href="{0}">x</a>'
)
SHARE = 3
SLOW = 60_000  # milliseconds until a page of a busy machine counts as broken
TURNS = [0, *(pytest.param(turn, marks=pytest.mark.soak) for turn in range(1, len(PAYLOADS)))]


@pytest.fixture
def client(committing_app, installation) -> Any:
    """The administrator."""
    with looking(committing_app):
        admin = db.session.scalars(select(User).where(User.username == "admin")).one()
        db.session.expunge(admin)
    return log_in(committing_app.test_client(), admin)


@contextmanager
def looking(app: Any) -> Iterator[None]:
    """For a look at the database; no request waits for it afterwards."""
    with app.app_context(), system_access("row 9"), reading():
        yield
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def addresses(committing_app, client, turn, pytestconfig) -> list[str]:
    """Pages that show texts, scripts all of them: of factories, and as they come in by form, program and file.

    Of what factories made every page in a soak, else one in three, each of another entity.
    """
    app, step = committing_app, 1 if pytestconfig.getoption("--soak") else SHARE
    with app.app_context(), system_access("row 9"):
        admin = db.session.scalars(select(User).where(User.username == "admin")).one()
        records = records_with(PAYLOADS, turn, admin)
        headers = {"Authorization": f"Bearer {create_access_token(identity=str(admin.id))}"}
        db.session.commit()
        found = [route.address for route in pages_showing(app, records, pages_only=True)][::step]
        made = ids_of_each_kind()
        db.session.remove()
    taken = [by_form(client, turn), by_program(client, headers, turn)]
    assert min(count for counts in taken for count in counts.values()) >= 5
    by_file(app, client, turn)
    as_a_file(client, turn)
    with looking(app):
        written = {kind: ids - made[kind] for kind, ids in ids_of_each_kind().items()}
    assert {kind: len(ids) for kind, ids in written.items()} == dict.fromkeys(KINDS, 3)
    found += [f"/{kind}/{page}/{pk}" for kind, ids in written.items() for pk in ids for page in ("show", "edit")]
    found += [f"/customer/import/1{step}" for step in ("", "/check", "/create")]
    return [*found, "/customer/documents/1", "/search/?q=hit", "/customer/list/?q=hit"]


def ids_of_each_kind() -> dict[str, set[int]]:
    return {kind: set(db.session.scalars(select(model.id))) for kind, model in KINDS.items()}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("turn", TURNS)
def test_a_browser_runs_nothing_that_somebody_wrote(addresses, installation, browser, record_property):
    ran: dict[str, Any] = {}
    with watched(browser, installation) as page:
        for address in addresses:
            page.goto(address)
            ran[address] = page.evaluate(WHAT_RAN)
        ran["the search as one types"] = typed_in_the_search(page)
        ran["a chart under the mouse"] = pointed_at_a_chart(page)
    record_property("pages", len(addresses))
    assert {address: told for address, told in ran.items() if told != [0, 0]} == {}
    assert len(addresses) > 50


@contextmanager
def watched(browser: Any, installation: Any) -> Iterator[Any]:
    """A page of the administrator in which scripts are counted and no policy stops them."""
    with serve(installation) as server, visiting(browser, server, Troubles()) as visit:
        state = visit("zh").context.storage_state()
        context = browser.new_context(base_url=server.url(""), bypass_csp=True, storage_state=state)
        context.set_default_timeout(SLOW)
        context.add_init_script(COUNTER)
        yield context.new_page()
        context.close()


def typed_in_the_search(page: Any) -> Any:
    page.goto("/")
    page.fill(".topbar-search input[name=q]", "hit")
    page.wait_for_selector(".topbar-search [role=option]")
    return page.evaluate(WHAT_RAN)


def pointed_at_a_chart(page: Any) -> Any:
    page.goto("/charts/customers/")
    page.wait_for_selector(".chart-drawing svg")
    for chart in page.locator(".chart-drawing svg").all():
        box = chart.bounding_box()
        for part in (0.2, 0.35, 0.5, 0.65, 0.8):
            page.mouse.move(box["x"] + box["width"] * part, box["y"] + box["height"] / 2)
    return page.evaluate(WHAT_RAN)


@pytest.mark.databases("sqlite")
def test_the_browser_would_run_each_of_them(browser):
    """Otherwise silence would prove nothing."""
    context = browser.new_context()
    context.add_init_script(COUNTER)
    for number, payload in enumerate(PAYLOADS):
        page = context.new_page()
        page.route("**/*", partial(_answer, CARELESS.format(payload)))
        page.goto(f"http://careless.example/{number}")
        assert page.evaluate(WHAT_RAN) != [0, 0], payload
    context.close()


def _answer(page: str, route: Any) -> None:
    route.fulfill(body=page, content_type="text/html")
