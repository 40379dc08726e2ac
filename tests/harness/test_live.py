"""The real server in a process, and the real browser on it."""

from __future__ import annotations

from urllib.request import urlopen

import pytest

from tests.support.processes import ADMIN_PASSWORD, serve


def test_the_live_server_says_that_it_is_well(live_server):
    with urlopen(live_server.url("/healthz"), timeout=10) as answer:
        assert answer.status == 200


def test_the_administrator_of_an_initialised_database_can_log_in(page):
    page.goto("/login/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", ADMIN_PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    assert page.context.cookies()


@pytest.mark.databases("sqlite")
def test_a_server_that_is_told_to_stop_ends_well(installation):
    with serve(installation) as server:
        assert server.process.poll() is None
    assert server.process.returncode == 0
