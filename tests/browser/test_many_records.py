"""What lists and exports do when there are more records than one counts or waits for."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.browser.conftest import visiting
from tests.support.processes import serve

MANY = 10_001  # lists count up to 10,000
INSERT = "INSERT INTO tag (name, created_at, changed_at, version) VALUES (?, '2026-01-01', '2026-01-01', 1)"


@pytest.mark.databases("sqlite")
def test_many_records_are_counted_and_exported_when_asked(browser, installation, troubles):
    with sqlite3.connect(installation.uri.removeprefix("sqlite:///")) as database:
        database.executemany(INSERT, ((f"tag {number}",) for number in range(MANY)))
    with serve(installation) as server, visiting(browser, server, troubles) as visit:
        page = visit("en")
        page.goto("/tag/list/")
        assert page.locator("[data-count]").inner_text() == "10,000+"
        page.click("[data-exact-count]")
        page.locator("[data-count]", has_text=re.compile("^10,001$")).wait_for()
        assert page.locator("[data-exact-count]").count() == 0
        page.click(".page-tools .menu summary")
        page.locator(".page-tools .menu form").last.locator("button").click()
        page.locator(".job[data-status=done] a:visible").wait_for()
        bar = page.locator(".job progress")
        assert bar.get_attribute("value") == bar.get_attribute("max")
        with page.expect_download() as download:
            page.locator(".job a").click()
        lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == 1 + MANY
    assert troubles == []
