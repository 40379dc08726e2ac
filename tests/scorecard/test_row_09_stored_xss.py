"""Scorecard row 9: what somebody writes is text on every page, in whatever way it came in."""

from __future__ import annotations

import pytest

from tests.scorecard.scripts import PAYLOADS
from tests.scorecard.texts import pages_showing, records_with, what_would_run


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
