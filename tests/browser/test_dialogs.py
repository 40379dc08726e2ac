"""What opens over a page: leaving it, and the bar of acts on chosen rows."""

from __future__ import annotations

import pytest

from tests.browser.test_screens import add_customer, new_name

DIALOG = "dialog.dialog-page[open]"
QUESTION = "#confirmation[open]"


@pytest.fixture
def page(visit):
    """The form of a new contact, with the one of a new customer over it."""
    page = visit("en")
    page.goto("/contact/add")
    page.click("#field-customer + .select2 .select2-selection")
    page.keyboard.type(new_name())
    page.locator(".select2-results__option[aria-selected]").last.click()
    page.locator(f"{DIALOG} #new-field-name").wait_for()
    return page


def test_nothing_typed_is_nothing_to_ask_about(page):
    page.keyboard.press("Escape")
    page.locator(DIALOG).wait_for(state="detached")
    assert page.locator(QUESTION).count() == 0


def test_nobody_loses_what_they_typed_by_a_key(page):
    page.fill("#new-field-phone", "021-5550 1234")
    page.keyboard.press("Escape")
    page.locator(QUESTION).wait_for()
    page.keyboard.press("Escape")
    page.locator(QUESTION).wait_for(state="hidden")
    page.keyboard.press("Escape")  # nothing was typed in between: some browsers would not ask again
    page.locator(QUESTION).wait_for()
    page.click("#confirmation [value=cancel]")
    assert page.input_value("#new-field-phone") == "021-5550 1234"
    page.keyboard.press("Escape")
    page.click("#confirmation [value=confirm]")
    page.locator(DIALOG).wait_for(state="detached")
    assert page.locator("#field-customer + .select2 .select2-selection").evaluate("e => e === document.activeElement")


def test_nor_by_a_click_beside_it_or_by_giving_up(page):
    page.fill("#new-field-phone", "021-5550 1234")
    for leave in (lambda: page.mouse.click(5, 5), lambda: page.click(f"{DIALOG} [data-close-dialog]")):
        leave()
        page.click(f"{QUESTION} [value=cancel]")
        assert page.input_value("#new-field-phone") == "021-5550 1234"
    page.mouse.click(5, 5)
    page.click(f"{QUESTION} [value=confirm]")
    page.locator(DIALOG).wait_for(state="detached")


def test_text_may_be_marked_from_inside_to_outside(page):
    box = page.locator("#new-field-name").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(5, box["y"] + 5)
    page.mouse.up()
    assert page.locator(DIALOG).count() == 1


def test_an_untouched_dialog_is_no_reason_to_stay_on_the_page(page):
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/profile/")
    assert asked == []


@pytest.mark.parametrize("width", [1440, 1024, 375])
def test_the_acts_on_chosen_rows_stand_in_one_line(visit, width):
    page = visit("en", width=width)
    name = new_name()
    add_customer(page, name)
    page.goto(f"/customer/list/?q={name}")
    page.check("input[name=rowid]")
    line = page.locator("#bulk [data-one-line]")
    assert line.bounding_box()["height"] < 50
    more = page.locator("#bulk details summary")
    if more.is_visible():
        more.click()
    shown = page.locator("#bulk :is(.bulk-acts, .menu-items) button").all()
    assert all(button.is_visible() for button in shown)
    assert all(place["x"] >= 0 and place["x"] + place["width"] <= width for place in map(box_of, shown))


def box_of(button):
    return button.bounding_box()
