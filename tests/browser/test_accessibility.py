"""Every kind of generated page, in both languages and on a phone: usable by all, quiet, and from one host."""

from __future__ import annotations

import pytest

from tests.browser.test_screens import add_customer, new_name
from tests.support.browser import axe_source

WIDTHS = {"zh": 1440, "en": 375}
HEAVY = ("fontawesome", "datepicker", "google", "ab.js", "ab_actions", "bootstrap.min.js")


def violations(page) -> list[str]:
    """What axe calls serious or critical on the open page."""
    page.evaluate(axe_source())
    found = page.evaluate("async () => (await axe.run()).violations")
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    return [f"{page.url} {v['id']}: {[node['html'][:120] for node in v['nodes']]}" for v in grave]


def overflow(page) -> int:
    """CSS pixels by which the page, not a box in it, is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("locale", WIDTHS)
def test_pages_are_usable_quiet_and_our_own(visit, troubles, locale):
    page = visit(locale, width=WIDTHS[locale], login=False)
    found = violations(page)
    page = visit(locale, width=WIDTHS[locale])
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    add_customer(page, new_name())
    record = page.url
    for address in ("/", "/customer/list/", "/customer/add", "/contact/list/?q=nobody", record, f"{record}#history"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.locator("[aria-busy=true]").first.wait_for(state="detached")
        found += violations(page)
        assert overflow(page) <= 0, address
    assert found == []
    assert troubles == []
    assert [url for url in requested if any(name in url for name in HEAVY)] == []


@pytest.mark.parametrize("locale", WIDTHS)
def test_open_menus_and_boxes_are_usable_too(visit, locale):
    page = visit(locale)
    add_customer(page, new_name())
    page.locator(".page-tools .danger").click()
    found = violations(page)
    page.goto("/customer/list/")
    page.click(".filters summary")
    page.locator(".filter-grid").wait_for()
    found += violations(page)
    page.click(".views summary")
    found += violations(page)
    page.click("a[data-dialog]")
    page.locator("dialog[open] .columns-form").wait_for()
    found += violations(page)
    page.goto("/contact/add")
    page.click("#field-customer + .select2 .select2-selection")
    page.keyboard.type(new_name())
    page.locator(".select2-results__option[aria-selected]").last.click()
    page.locator("dialog.dialog-page[open] #new-field-name").wait_for()
    found += violations(page)
    page.goto("/customer/add")
    page.locator(".save-bar [type=submit]").first.click()
    page.locator(".has-error").first.wait_for()
    found += violations(page)
    page.click("#field-owner + .select2 .select2-selection")
    page.locator(".select2-results__option--highlighted").wait_for()
    found += violations(page)
    assert found == []
