"""The generated screens under a real hand: what a click, a key and a slow network do to them."""

from __future__ import annotations

import re
from itertools import count

import pytest

from tests.browser.conftest import log_in

NUMBERS = count(1)
WORDS = ("青鲸", "霜狐", "云雀", "松鹤", "月兔", "竹鲤", "朔鹰", "墨龟", "珊獭", "桐鹿", "蓝猫", "雾鹊", "梧麟")
BOTH = pytest.mark.parametrize("locale", ["zh", "en"])


def new_name() -> str:
    """A customer's name that no other test uses, and that looks like none of theirs: 001 and 010 would."""
    number = next(NUMBERS)
    return f"{WORDS[number % len(WORDS)]}测试 {number:03} 号"


def choose(page, field: str, typed: str, shown: str) -> None:
    """Open the select box of `field`, type, and take the entry called `shown`."""
    page.click(f"#field-{field} + .select2 .select2-selection")
    page.keyboard.type(typed)
    page.locator(".select2-results__option", has_text=re.compile(f"^{re.escape(shown)}$")).click()


def shown_in(page, field: str) -> str:
    """What the select box of `field` shows."""
    box = page.locator(f"#field-{field} + .select2 .select2-selection__rendered")
    return box.inner_text().replace("×", "").strip()


def add_customer(page, name: str, **values: str) -> None:
    """Add a customer by its form, and stay on its page."""
    page.goto("/customer/add")
    for field, value in ({"name": name} | values).items():
        page.fill(f"#field-{field}", value)
    save(page)
    page.wait_for_url("**/customer/show/*")


def save(page) -> None:
    with page.expect_navigation():
        page.locator(".save-bar [type=submit]").first.click()


@BOTH
def test_login_in_both_languages(visit, locale):
    page = visit(locale, login=False)
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[locale]
    log_in(page, password="wrong")
    assert page.locator(".message").count() == 1
    page.click("[data-dismiss-message]")
    assert page.locator(".message").count() == 0
    log_in(page)
    assert page.locator("#sidebar a[href='/customer/list/']").is_visible()


def test_an_address_is_chosen_step_by_step(visit):
    page = visit()
    name = new_name()
    page.goto("/customer/add")
    page.fill("#field-name", name)
    choose(page, "province", "广东", "广东省")
    choose(page, "city", "深圳", "深圳市")
    choose(page, "district", "南山", "南山区")
    choose(page, "province", "浙江", "浙江省")
    assert [shown_in(page, field) for field in ("city", "district")] == ["", ""]
    choose(page, "city", "杭州", "杭州市")
    choose(page, "owner", "adm", "Admin Kehu")
    save(page)
    facts = page.locator("#panel-details").inner_text()
    assert all(text in facts for text in (name, "浙江省", "杭州市", "Admin Kehu"))


def test_a_place_abroad_is_free_text_in_two_clicks_of_the_keyboard(visit):
    page = visit("en")
    page.goto("/customer/add")
    page.fill("#field-name", new_name())
    choose(page, "country", "France", "France")
    page.locator("#field-province + .select2 .select2-selection").press("Enter")
    page.keyboard.type("Occitanie")
    page.locator(".select2-results__option--highlighted", has_text="Occitanie").wait_for()
    page.keyboard.press("Enter")
    save(page)
    assert "Occitanie" in page.locator("#panel-details").inner_text()


@BOTH
def test_a_refused_form_keeps_what_was_typed(visit, locale):
    page = visit(locale)
    page.goto("/customer/add")
    page.fill("#field-english_name", "Kept as typed")
    page.fill("#field-employees", "many")
    choose(page, "owner", "admin", "Admin Kehu")
    save(page)
    assert page.locator(".has-error").count() == 2
    assert page.locator("#field-name").evaluate("field => field === document.activeElement")
    assert page.locator("#field-employees").get_attribute("aria-describedby") == "field-employees-errors"
    assert page.locator("#field-employees-errors").inner_text().strip()
    assert page.input_value("#field-employees") == "many"
    assert page.input_value("#field-english_name") == "Kept as typed"
    assert shown_in(page, "owner") == "Admin Kehu"


def test_a_name_is_text_and_nothing_else(visit):
    page = visit()
    name = f"<b>100% 纯棉</b> {new_name()} %(title)s"
    add_customer(page, name)
    assert name in page.locator(".message").inner_text()
    assert page.locator("h1").inner_text() == name
    page.goto("/customer/list/?q=纯棉")
    assert page.locator(".record-link", has_text=name).count() == 1


def test_tabs_are_fetched_when_first_shown(visit):
    page = visit()
    add_customer(page, new_name())
    fetched: list[str] = []
    page.on("request", lambda request: "/related/" in request.url and fetched.append(request.url))
    page.reload()
    page.locator("#tab-details").press("ArrowRight")
    page.locator("#tab-timeline").press("ArrowRight")
    page.locator("#panel-contact-customer a.button").first.wait_for()
    assert page.locator("#tab-contact-customer").evaluate("tab => tab === document.activeElement")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert len(fetched) == 1
    assert page.url.endswith("#contact-customer")
    page.reload()
    page.locator("#panel-contact-customer a.button").first.wait_for()
    assert page.locator("#panel-details").is_hidden()


def test_a_tab_that_does_not_come_can_be_asked_again(visit):
    page = visit()
    add_customer(page, new_name())
    page.route("**/history/*", lambda route: route.abort())
    page.click("#tab-history")
    page.locator("#panel-history [data-retry]").wait_for()
    page.unroute("**/history/*")
    page.click("[data-retry]")
    page.locator("#panel-history .history").wait_for()


def test_a_bulk_action_asks_first(visit):
    page = visit()
    word = new_name().replace(" ", "")
    for place in ("甲", "乙"):
        add_customer(page, f"{word}{place}")
    page.goto(f"/customer/list/?q={word}")
    assert page.locator("#bulk").is_hidden()
    page.check("[data-select-all]")
    assert "2" in page.locator("[data-selected-count]").inner_text()
    page.click("#bulk [value=mark_lost]")
    page.fill("#field-lost_on", "")
    page.click(".save-bar .primary")
    assert page.locator("#field-lost_on-errors").inner_text().strip()
    page.fill("#field-lost_on", "2026-03-01")
    page.fill("#field-lost_reason", "价格过高")
    page.click(".save-bar .primary")
    page.goto(f"/customer/list/?q={word}")
    assert page.locator(".records tr:has(.tone-bad)").count() == 2


def test_a_click_on_a_row_opens_its_record(visit):
    page = visit()
    name = new_name()
    add_customer(page, name)
    page.goto(f"/customer/list/?q={name}")
    cell = page.locator(f"tr:has-text('{name}') td").nth(3)
    page.check(f"tr:has-text('{name}') input[name=rowid]")
    assert "/list/" in page.url
    with page.context.expect_page() as elsewhere:
        cell.click(modifiers=["Control"])
    assert "/customer/show/" in elsewhere.value.url
    with page.expect_navigation():
        cell.click()
    assert page.locator("h1").inner_text() == name


@pytest.mark.parametrize("address", ["/customer/list/?q=x&_flt_0_status=active", "/customer/add", "/nowhere"])
def test_the_language_changes_where_one_is(visit, address):
    page = visit("zh")
    page.goto(address)
    with page.expect_navigation():
        page.click("[data-switch-language]")
    assert page.url.endswith(address)
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("place", ["//example.com/", "https://example.com/", "/\\example.com", "/%09/example.com"])
def test_the_switch_of_language_leads_nowhere_else(visit, place):
    page = visit("zh")
    page.goto(f"/lang/en?next={place}")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "example" not in page.url


def test_the_tab_stays_open_when_the_language_changes(visit):
    page = visit("zh")
    add_customer(page, new_name())
    page.click("#tab-history")
    with page.expect_navigation():
        page.click("[data-switch-language]")
    page.locator("#panel-history .history").wait_for()


def test_typed_text_is_not_lost_by_leaving(visit):
    page = visit()
    questions: list[str] = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.dismiss()))
    page.goto("/customer/add")
    page.fill("#field-name", new_name())
    page.click(".topbar-brand", no_wait_after=True)
    page.wait_for_load_state()
    assert questions == ["beforeunload"]
    save(page)
    assert "/customer/show/" in page.url
    assert len(questions) == 1


def test_two_clicks_on_save_are_one(visit):
    page = visit()
    name = new_name()
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.goto("/customer/add")
    page.fill("#field-name", name)
    with page.expect_navigation():
        page.locator(".save-bar [type=submit]").first.dblclick()
    assert len(sent) == 1
    page.go_back()
    assert page.locator(".save-bar [type=submit]").first.is_enabled()
    page.goto(f"/customer/list/?q={name}")
    assert page.locator(".record-link").count() == 1


def test_the_menu_of_a_narrow_screen_opens_and_closes(visit):
    page = visit(width=375)
    page.goto("/customer/list/")
    assert page.locator("#sidebar").is_hidden()
    page.click("[data-toggle-nav]")
    assert page.locator("#sidebar a").first.is_visible()
    page.keyboard.press("Escape")
    page.locator("#sidebar").wait_for(state="hidden")


def test_the_address_of_a_filtered_list_says_only_what_is_asked(visit):
    page = visit()
    page.goto("/customer/list/")
    page.click(".filters summary")
    page.select_option("[name=_flt_0_status]", "lost")
    with page.expect_navigation():
        page.click(".filter-buttons [type=submit]")
    assert page.url.endswith("/customer/list/?_flt_0_status=lost")
    assert page.locator(".quick a.on").count() == 1
    with page.expect_navigation():
        page.click(".quick a.on")
    assert page.url.endswith("/customer/list/")
