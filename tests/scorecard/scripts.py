"""What would be a script if a page did not escape it, and the ways in which people bring it into the system."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import app.factory  # noqa: F401  (every model, before one is named)
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from tests.core.documents.files import PDF
from tests.scorecard.texts import fitting, text_columns, what_would_run
from tests.scorecard.walk_business import CommittingWizard
from tests.support.forms import successful_controls

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
OVERRULE = re.compile(r'name="overrule" value="(\w+)"')
TRIES = 3  # some values are refused, others are taken, and then it looks like another record
KINDS: dict[str, type[Any]] = {"customer": Customer, "contact": Contact, "lead": Lead}
FREE = ("name", "contact_name", "customer", "remarks")  # what may be any text
FILE_NAME = "<img src=x onerror=hit()>"


def values(kind: str, turn: int) -> dict[str, str]:
    """A payload for each text of a kind: another one in each turn."""
    columns = text_columns(KINDS[kind])
    columns.pop("lost_reason", None)  # only what is lost has one
    return {name: fitting(PAYLOADS, turn + place, longest) for place, (name, longest) in enumerate(columns.items())}


def by_form(client: Any, turn: int) -> dict[str, int]:
    """One record of each kind, as a person writes it; {kind: texts that were taken}."""
    taken = {}
    for kind in KINDS:
        where = f"/{kind}/add" + ("?_flt_0_customer=1" if kind == "contact" else "")
        form = successful_controls(client.get(where).text, "record-form")
        sent = {name: value for name, value in values(kind, turn).items() if name in form}
        for _ in range(TRIES):
            answer = client.post(where, data=form | sent)
            if answer.status_code == 302:
                break
            assert what_would_run(answer.text) == []
            sent = {n: value for n, value in sent.items() if f'id="field-{n}-errors"' not in answer.text}
            for key in OVERRULE.findall(answer.text):
                sent["overrule"] = key
        assert answer.status_code == 302, (kind, turn)
        taken[kind] = len(sent)
    return taken


def by_program(client: Any, headers: dict[str, str], turn: int) -> dict[str, int]:
    """The same by the API."""
    taken = {}
    for kind in KINDS:
        body: dict[str, Any] = values(kind, turn) | ({"customer": 1} if kind == "contact" else {})
        for _ in range(TRIES):
            answer = client.post(f"/api/v1/{kind}/?force=1", json=body, headers=headers)
            if answer.status_code == 201:
                break
            body = {name: value for name, value in body.items() if name not in answer.json["errors"]}
        assert answer.status_code == 201, (kind, turn, answer.json)
        taken[kind] = len(body)
    return taken


def by_file(app: Any, client: Any, turn: int) -> None:
    """The same by files: one row of what any text may hold, and one whose values are refused and shown."""
    company = f"{PAYLOADS[turn]} F"  # the only one of this name
    for kind in KINDS:
        named = {"customer": {"name": company}, "contact": {"customer": company}}
        texts = values(kind, turn) | named.get(kind, {})
        free = {name: text if name in FREE else "" for name, text in texts.items()}
        rows = io.StringIO()
        csv.writer(rows).writerows([[*texts, PAYLOADS[turn]], [*free.values(), ""], [*texts.values(), "x"]])
        CommittingWizard(app, client, None, kind).run(rows.getvalue(), name=f"{FILE_NAME}.csv", doubtful="create")


def as_a_file(client: Any, turn: int) -> None:
    """A document whose name and title are scripts."""
    data = {"file": (io.BytesIO(PDF), f"{FILE_NAME}.pdf"), "title": PAYLOADS[turn]}
    assert client.post("/customer/documents/1/add", data=data).status_code == 302
