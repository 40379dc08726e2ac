"""Scorecard row 9: what somebody writes is text on every page, in whatever way it came in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.access import system_access
from app.core.db import db, reading
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.system.models.user import User
from tests.browser.conftest import Troubles, visiting
from tests.core.documents.files import PDF
from tests.scorecard.texts import fitting, pages_showing, records_with, text_columns, what_would_run
from tests.scorecard.walk_business import CommittingWizard
from tests.support.forms import successful_controls
from tests.support.processes import serve
from tests.support.visitors import login as log_in

PAYLOADS = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    '"><svg onload=hit()>',
    "' autofocus onfocus=hit() x='",
    '" autofocus onfocus=hit() x="',
    "javascript:hit()",
    "</title><script>hit()</script>",
    "</textarea><img src=x onerror=hit()>",
    '<iframe srcdoc="<script>parent.hit()</script>">',
    "<a href=javascript:hit()>x</a>",
    "<details open ontoggle=hit()>",
    "</form></style><img src=x onerror=hit()>",
)
COUNTER = "window.hits = 0; window.hit = () => { window.hits += 1; };"
KINDS = {"customer": Customer, "contact": Contact, "lead": Lead}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("turn", range(0, len(PAYLOADS), 3))
def test_no_page_holds_what_a_browser_would_run(app, session, people, login, turn):
    records = records_with(PAYLOADS, turn, people["Admin"])
    client, wrong, seen = login(people["Admin"]), {}, 0
    for route in pages_showing(app, records):
        answer = client.get(route.address)
        assert answer.status_code < 500, route
        if answer.mimetype == "text/html":
            seen += "hit()" in answer.text
            if found := what_would_run(answer.text):
                wrong[route.address] = found[:3]
        else:
            assert answer.mimetype in ("application/json", "text/plain") or "attachment" in str(answer.headers), route
    assert not wrong
    assert seen > 50, "the texts are hardly shown anywhere"


def test_the_watch_sees_what_would_run():
    for payload in PAYLOADS:
        page = {"j": f'<a href="{payload}">', "'": f"<input x='{payload}'>"}.get(payload[0], f'<p title="{payload}">')
        inside = payload.partition(">")[0] in ("</title", "</textarea", "</form")
        assert what_would_run(payload if inside or payload[0] == "<" else page), payload


# In a browser, everything on the way in and on the way out is real.


@pytest.fixture
def written(committing_app, installation) -> dict[str, list[int]]:
    """Records written by form, by program and by file, all with payloads; {kind: ids}."""
    app = committing_app
    with app.app_context(), system_access("row 9"):
        admin = db.session.scalars(select(User).where(User.username == "admin")).one()
        db.session.remove()  # no request waits for this look
        headers = {"Authorization": f"Bearer {create_access_token(identity=str(admin.id))}"}
    client = log_in(app.test_client(), admin)
    for turn, payload in enumerate(PAYLOADS):
        by_form(client, turn, payload)
        by_program(client, headers, turn, payload)
    by_file(app, client)
    data = {"file": (io.BytesIO(PDF), "<img src=x onerror=hit()>.pdf"), "title": PAYLOADS[0]}
    client.post("/customer/documents/1/add", data=data)
    with looking(app):
        found = {kind: list(db.session.scalars(select(model.id))) for kind, model in KINDS.items()}
    assert min(map(len, found.values())) >= 2 * len(PAYLOADS)
    assert len(found["customer"]) == 3 * len(PAYLOADS)
    return found


@contextmanager
def looking(app: Any) -> Iterator[None]:
    """For a look at the database; no request waits for it afterwards."""
    with app.app_context(), system_access("row 9"), reading():
        yield
        db.session.remove()


def values(kind: str, turn: int, payload: str) -> dict[str, str]:
    """A payload for each text of a form; what must look like something else is left out where it is refused."""
    columns = text_columns(KINDS[kind])
    columns.pop("lost_reason", None)  # only what is lost has one
    return {name: fitting(PAYLOADS, turn + place, size) for place, (name, size) in enumerate(columns.items())} | {
        "name": f"{payload} {turn}"[: columns["name"]]
    }


def by_form(client: Any, turn: int, payload: str) -> None:
    for kind in KINDS:
        where = f"/{kind}/add" + ("?_flt_0_customer=1" if kind == "contact" else "")
        form = successful_controls(client.get(where).text, "record-form")
        sent = {name: value for name, value in values(kind, turn, payload).items() if name in form}
        answer = client.post(where, data=form | sent)
        for name in sent:
            if answer.status_code == 422 and f'id="field-{name}-errors"' in answer.text:
                assert what_would_run(answer.text) == []
                sent[name] = ""
        answer = answer if answer.status_code == 302 else client.post(where, data=form | sent)
        assert answer.status_code == 302, (kind, turn, re.findall(r'class="error".*?</', answer.text))


def by_program(client: Any, headers: dict[str, str], turn: int, payload: str) -> None:
    for kind in KINDS:
        body: dict[str, Any] = values(kind, turn, f"P{payload}") | ({"customer": 1} if kind == "contact" else {})
        for _ in range(3):
            answer = client.post(f"/api/v1/{kind}/?force=1", json=body, headers=headers)
            if answer.status_code != 422:
                break
            body = {name: value for name, value in body.items() if name not in answer.json["errors"]}
        assert answer.status_code == 201, (kind, answer.text)


def by_file(app: Any, client: Any) -> None:
    lines = ["Customer name,Address,Remarks,<script>hit()</script>"]
    quoted = ('"' + f"F{payload}".replace('"', '""') + '"' for payload in PAYLOADS)
    lines += [f"{cell},{cell},{cell},x" for cell in quoted]
    CommittingWizard(app, client, None).run("\n".join(lines), name="<img src=x onerror=hit()>.csv", doubtful="create")


def addresses(written: dict[str, list[int]]) -> list[str]:
    """Pages of every kind, each record in turns."""
    found = [
        "/",
        "/jobs/",
        "/search/?q=hit",
        "/change/list/",
        "/document/list/",
        "/charts/customers/",
        "/customer/import",
    ]
    for kind, ids in written.items():
        found += [f"/{kind}/list/", f"/{kind}/list/?q=hit", f"/{kind}/statistics"]
        found += [f"/{kind}/{page}/{ids[place % len(ids)]}" for place, page in enumerate(["show"] * 8 + ["edit"] * 3)]
        found += [f"/{kind}/{page}/{ids[0]}" for page in ("history", "timeline")]
    return [*found, f"/customer/documents/{written['customer'][0]}", "/customer/import/1", "/customer/import/1/create"]


@pytest.mark.databases("sqlite")
def test_a_browser_runs_nothing_of_it(written, installation, browser, record_property):
    """The policy that would stop a script is switched off in this browser: the pages themselves must hold none."""
    troubles, ran = Troubles(), {}
    with serve(installation) as server, visiting(browser, server, troubles) as visit:
        first = visit("zh")
        context = browser.new_context(
            base_url=server.url(""), bypass_csp=True, storage_state=first.context.storage_state()
        )
        context.add_init_script(COUNTER)
        page = context.new_page()
        page.on("dialog", lambda dialog: (ran.setdefault("a dialog", 1), dialog.dismiss()))
        tried = addresses(written)
        for address in tried:
            page.goto(address)
            ran[address] = page.evaluate("window.hits")
        page.goto("/")
        page.fill(".topbar-search input[name=q]", "hit")
        page.wait_for_selector(".topbar-search [role=option]")
        ran["the search as one types"] = page.evaluate("window.hits")
        page.set_content("<img src=x onerror=hit()>")
        page.wait_for_function("window.hits > 0")  # the counter counts
        context.close()
    record_property("pages", len(tried))
    assert {address: hits for address, hits in ran.items() if hits} == {}
