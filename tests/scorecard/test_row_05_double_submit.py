"""Scorecard row 5: the same form sent a hundred times at once has one effect, and everybody is told the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import create_engine, text

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.access import GATED
from tests.support.forms import successful_controls
from tests.support.http_browser import TRIES, Browser
from tests.support.processes import LiveServer, serve

THREADS, TIMES = 16, 100


@pytest.fixture
def server(installation) -> Iterator[LiveServer]:
    with serve(installation) as running:
        yield running


@pytest.fixture
def people(server) -> list[Browser]:
    """One person with many windows."""
    found = [Browser(server) for _ in range(THREADS)]
    found[0].log_in()
    return found


def send_often(people: list[Browser], address: str, form: dict[str, Any]) -> list[tuple[int, str]]:
    """(status, where it leads) of each of `TIMES` identical submissions; a busy database is asked again."""

    def send(number: int) -> list[tuple[int, str]]:
        told = []
        for _ in range(number, TIMES, THREADS):
            for _ in range(TRIES):
                status, location, _ = people[number].ask("POST", address, form)
                if status != 503:
                    break
            told.append((status, location))
        return told

    for person in people:
        person.cookies = dict(people[0].cookies)
    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for answers in pool.map(send, range(THREADS)) for answer in answers]


def count(installation, table: str) -> int:
    engine = create_engine(installation.uri)
    with engine.connect().execution_options(**{GATED: True}) as connection:
        found = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    engine.dispose()
    return int(found)


def form_of(person: Browser, address: str, **changes: str) -> dict[str, Any]:
    """The form at `address`, filled in."""
    status, _, page = person.ask("GET", address)
    assert status == 200
    return successful_controls(page, "record-form") | changes


def test_a_hundred_identical_orders_are_one(installation, people):
    _, location, _ = people[0].submit("/customer/add", name="Buyer of row 5")
    customer = re.findall(r"\d+", location)[-1]
    form = form_of(people[0], "/sales_order/add", customer=customer, promised_on="2026-12-24")
    answers = send_often(people, "/sales_order/add", form)
    assert len(answers) == TIMES
    assert {status for status, _ in answers} == {302}
    assert len({location for _, location in answers}) == 1
    assert count(installation, "sales_order") == 1

    order = re.findall(r"\d+", answers[0][1])[-1]
    form = form_of(people[0], f"/sales_order_line/add?_flt_0_order={order}", name="Pump", quantity="2", unit_price="10")
    send_often(people, "/sales_order_line/add", form)
    assert count(installation, "sales_order_line") == 1

    form = form_of(people[0], f"/sales_order/action/cancel_order/{order}", reason="Not meant")
    send_often(people, f"/sales_order/action/cancel_order/{order}", form)
    assert count(installation, "order_event") == 1
