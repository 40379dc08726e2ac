"""Scorecard row 35: what looks like a template is text: on pages, in files and in messages."""

from __future__ import annotations

import csv
import io
from html import escape
from typing import Any

import pytest
from sqlalchemy import select

import app.factory  # noqa: F401  (every model, before one is named)
from app.customers.models.customer import Customer
from tests.scorecard.texts import pages_showing, records_with, text_columns
from tests.support.forms import successful_controls
from tests.support.import_wizard import Wizard

# Each would show 1337, a word of the configuration, or break the page.
PAYLOADS = (
    "{{7*191}}", "{% if 1 %}1337{% endif %}", "${7*191}", "#{7*191}", "<%= 7*191 %>", "%(name)s", "%s %d %n",
    "{0.__class__}", "{{config}}", "{{request.environ}}", "{name!r}", "{{''.__class__.__mro__}}",
)  # fmt: skip
# The pages are the same on both; a driver may read per cent signs of what is saved, listed and exported.
pytestmark = pytest.mark.databases("sqlite", soak_on_all=True)
EVALUATED = ("1337", "SECRET_KEY", "wsgi.input", "&#39;type&#39;", "<class", "&lt;class")


@pytest.mark.parametrize("turn", [0, 6])
def test_every_page_prints_it_as_it_is(app, session, people, login, turn):
    payloads = [payload for payload in PAYLOADS if "1337" not in payload]  # or it could not be told from its result
    records, client = records_with(payloads, turn, people["Admin"]), login(people["Admin"])
    wrong, shown = [], 0
    for route in pages_showing(app, records):
        page = client.get(route.address).text
        wrong += [(route.address, word) for word in EVALUATED if word in page]
        shown += any(escape(payload) in page for payload in payloads)
    assert not wrong
    assert shown > 50, "the texts are hardly shown anywhere"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_text_of_a_customer_is_printed_literally(app, session, people, login, payload):
    names = [n for n, longest in text_columns(Customer).items() if longest >= 60 and n not in ("email", "homepage")]
    free = ("name", "english_name", "aliases", "keyword", "address", "bank", "remarks", "msn")
    chosen = [name for name in names if name in free]
    client = login(people["Admin"])
    form = successful_controls(client.get("/customer/add").text, "record-form")
    texts = {name: f"{place} {payload}" for place, name in enumerate(chosen)}
    sent = {name: value for name, value in texts.items() if name in form}
    answer = client.post("/customer/add", data=form | sent)
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert len(sent) >= 6
    for text in sent.values():
        assert str(escape(text)) in page.replace("&#34;", "&quot;").replace("&#39;", "&#x27;"), text


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_messages_and_files_print_it_literally(app, session, people, login, payload):
    client = login(people["Admin"])
    form = successful_controls(client.get("/customer/add").text, "record-form")
    added = client.post("/customer/add", data=form | {"name": payload}, follow_redirects=True)
    assert said(payload) in added.text.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    [made] = session.scalars(select(Customer).where(Customer.name == payload))
    rows = list(csv.reader(io.StringIO(client.post("/customer/export/csv").data.decode("utf-8-sig"))))
    assert payload in rows[1]
    told = client.post(f"/customer/delete/{made.id}", follow_redirects=True).text
    assert said(payload) in told.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    assert not any(word in told for word in EVALUATED if word not in payload)


def said(payload: str) -> str:
    """The payload as a message or a title holds it."""
    return str(escape(payload))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_refusals_of_an_import_and_its_report_print_it_literally(app, session, people, login, payload):
    wizard = Wizard(app, login(people["Admin"]), session)
    cell = '"' + payload.replace('"', '""') + '"'
    wizard.run(f"name,employees,{cell}\nA,{cell},1\n", name=f"{payload.replace('/', '')}.csv")
    refused = [(value, reason) for _, _, value, reason in wizard.problems]
    assert {value for value, _ in refused} == {payload}
    assert not any(word in str(reason) for _, reason in refused for word in EVALUATED if word not in payload)
    page: Any = wizard.page("/create")
    assert not any(word in page for word in EVALUATED if word not in payload)
