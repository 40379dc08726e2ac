"""Twenty everyday tasks, done as docs/usability.md says, and what they cost: it prints clicks and keys, and the table
there must say the same.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.security import generate_password_hash

from app.core.access import acting_as, system_access
from app.core.clock import today
from app.core.db import db
from tests.browser.conftest import visiting
from tests.browser.hand import Hand
from tests.support.processes import ROOT, serve

PASSWORD = "Everyday-2026"
DOCUMENT = ROOT / "docs" / "usability.md"
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| [^|]+ \| (\d+) \| (\d+) \|", re.MULTILINE)
Task = Callable[[Hand, Path], Any]


def company() -> None:
    """A sales manager, a colleague, and something to work on."""
    from app.customers.actions import ownership
    from tests.factories.customers import ContactFactory, CustomerFactory, LeadFactory
    from tests.factories.system import UserFactory

    ann = UserFactory(username="ann", first_name="晓", last_name="安", role_names=["SalesManager"])
    ben = UserFactory(username="ben", first_name="伟", last_name="马", role_names=["Sales"])
    ann.password = generate_password_hash(PASSWORD, "pbkdf2:sha256:1000")
    db.session.flush()
    with acting_as(ann.id):
        known = CustomerFactory(name="青鲸精密机械有限公司", owner=ann, phone="021-5550 1234", province="310000")
        ContactFactory(customer=known, name="李娜", mobile="13800138000", owner=ann)
        CustomerFactory(name="霜狐物流有限公司", owner=ann)
        CustomerFactory(name="云雀纺织有限公司", owner=ann)
        CustomerFactory.create_batch(3, city="测试城", owner=ann)
        LeadFactory(name="松鹤包装有限公司", owner=ann, next_contact_on=today() - timedelta(days=1))
        LeadFactory(name="月兔软件有限公司", owner=ann)
        db.session.flush()
    with acting_as(ben.id):
        given_back = LeadFactory(name="无主食品有限公司", owner=ben)
        db.session.flush()
        ownership.release([given_back], note=None)
        db.session.flush()
    db.session.commit()


@pytest.fixture
def hand(committing_app: Any, installation: Any, browser: Any, troubles: Any) -> Iterator[Hand]:
    with committing_app.app_context(), system_access("test"):
        company()
        db.session.remove()
    with serve(installation) as server, visiting(browser, server, troubles) as visit:
        page = visit("zh", login=False)
        page.fill("#username", "ann")
        page.fill("#password", PASSWORD)
        with page.expect_navigation():
            page.click(".login-form button")
        yield Hand(page)


def heading(hand: Hand) -> str:
    return str(hand.page.locator("h1").first.inner_text())


def find_by_half_a_name(hand: Hand, _: Path) -> None:
    hand.find("精密机", "青鲸精密机械有限公司")
    assert heading(hand) == "青鲸精密机械有限公司"


def find_by_initials(hand: Hand, _: Path) -> None:
    hand.find("qjjm", "青鲸精密机械有限公司")
    assert heading(hand) == "青鲸精密机械有限公司"


def find_who_called(hand: Hand, _: Path) -> None:
    hand.find("138001380", "李娜")
    assert "138 0013 8000" in hand.page.locator("#panel-details").inner_text()


def add_a_customer(hand: Hand, _: Path) -> None:
    hand.click("#sidebar a[href='/customer/list/']", leads_on=True)
    hand.click(".page-tools .primary", leads_on=True)
    hand.fill("name", "朔鹰种业有限公司")
    hand.fill("phone", "010-5550 4321")
    hand.save()
    assert heading(hand) == "朔鹰种业有限公司"


def add_a_contact(hand: Hand, _: Path) -> None:
    hand.find("霜狐", "霜狐物流有限公司")
    hand.click("#tab-contact-customer")
    hand.page.locator("#panel-contact-customer a.button").first.wait_for()
    hand.click("#panel-contact-customer a.button[href*=add]", leads_on=True)
    hand.fill("name", "王芳")
    hand.fill("mobile", "13900139000")
    hand.save()
    assert heading(hand) == "王芳"


def correct_a_phone_number(hand: Hand, _: Path) -> None:
    hand.find("霜狐", "霜狐物流有限公司")
    hand.click(".page-tools .primary", leads_on=True)
    hand.fill("phone", "021-5550 9999")
    hand.save()
    assert "5550 9999" in hand.page.locator(".headline").inner_text()


def change_the_owner(hand: Hand, _: Path) -> None:
    hand.find("霜狐", "霜狐物流有限公司")
    hand.click(".page-tools .menu summary")
    hand.click(".page-tools .menu a[href*='action/assign']", leads_on=True)
    hand.choose("colleague", "mw", "马伟")
    hand.save()
    hand.page.goto("/customer/list/?q=霜狐")
    assert "马伟" in hand.page.locator(".records tbody").inner_text()


def mark_as_lost(hand: Hand, _: Path) -> None:
    hand.find("云雀", "云雀纺织有限公司")
    hand.click(".page-tools .menu summary")
    hand.click(".page-tools .menu a[href*='action/mark_lost']", leads_on=True)
    hand.fill("lost_reason", "价格过高")
    hand.save()
    assert hand.page.locator(".headline .tone-bad").count() >= 1


def see_my_customers(hand: Hand, _: Path) -> None:
    hand.click("#sidebar a[href='/customer/list/']", leads_on=True)
    hand.click(".quick a", leads_on=True)
    assert "quick=mine" in hand.page.url
    assert "马伟" not in hand.page.locator(".records tbody").inner_text()


def see_what_is_overdue(hand: Hand, _: Path) -> None:
    hand.click(".tile[href*='next_contact_on']", leads_on=True)
    assert hand.page.locator(".record-link").all_inner_texts() == ["松鹤包装有限公司"]


def add_a_lead(hand: Hand, _: Path) -> None:
    hand.click("#sidebar a[href='/lead/list/']", leads_on=True)
    hand.click(".page-tools .primary", leads_on=True)
    hand.fill("name", "竹鲤网络")
    hand.fill("contact_name", "陈晨")
    hand.fill("mobile", "13700137000")
    hand.save()
    assert heading(hand) == "竹鲤网络"


def convert_a_lead(hand: Hand, _: Path) -> None:
    hand.find("月兔", "月兔软件有限公司")
    hand.click(".page-tools .menu summary")
    hand.click(".page-tools .menu a[href*='action/convert']", leads_on=True)
    hand.save()
    assert "/customer/show/" in hand.page.url


def claim_from_the_pool(hand: Hand, _: Path) -> None:
    hand.click(".tile[href*='pool_entry']", leads_on=True)
    hand.click("tr:has-text('无主食品') input[name=rowid]")
    hand.click("#bulk [value=claim]", leads_on=True)
    assert heading(hand) == "无主食品有限公司"


def attach_a_document(hand: Hand, folder: Path) -> None:
    offer = folder / "报价.txt"
    offer.write_text("机床 1 台")
    hand.find("精密机", "青鲸精密机械有限公司")
    hand.click("#tab-documents")
    hand.page.locator("#document-file").wait_for()
    hand.clicks += 2  # into the field, and on the file in the browser's own window
    hand.page.set_input_files("#document-file", offer)
    hand.click(".document-send button", leads_on=True)
    hand.page.locator(".documents", has_text="报价").wait_for()


def share_with_a_colleague(hand: Hand, _: Path) -> None:
    hand.find("精密机", "青鲸精密机械有限公司")
    hand.click(".page-tools .menu summary")
    hand.click(".page-tools .menu a[href*='action/share']", leads_on=True)
    hand.choose("colleague", "mw", "马伟")
    hand.save()
    assert hand.page.locator(".message-success").count() == 1


def keep_a_list_as_a_view(hand: Hand, _: Path) -> None:
    hand.click("#sidebar a[href='/lead/list/']", leads_on=True)
    hand.click(".quick a", leads_on=True)
    hand.click(".views summary")
    hand.click(".views a[href*='saved_view/add']", leads_on=True)
    hand.fill("name", "我的线索")
    hand.save()
    assert hand.page.locator(".views summary").inner_text().startswith("我的线索")


def show_another_column(hand: Hand, _: Path) -> None:
    hand.click("#sidebar a[href='/customer/list/']", leads_on=True)
    hand.click("a[data-dialog]")
    hand.page.locator("dialog[open] .columns-form").wait_for()
    hand.click("dialog[open] input[value=email]")
    hand.click("dialog[open] .primary", leads_on=True)
    assert "电子邮件" in hand.page.locator(".records thead").inner_text()


def take_a_list_out(hand: Hand, _: Path) -> None:
    hand.click("#sidebar a[href='/customer/list/']", leads_on=True)
    hand.click(".page-tools .menu summary")
    with hand.page.expect_download() as download:
        hand.click(".page-tools form[action*=xlsx] button")
    assert download.value.suggested_filename.endswith(".xlsx")


def change_many_at_once(hand: Hand, _: Path) -> None:
    hand.click("#sidebar a[href='/customer/list/']", leads_on=True)
    hand.click("#q")
    hand.type("华东精密")
    hand.press("Enter", leads_on=True)
    hand.click("[data-select-all]")
    hand.click("#bulk [value=mark_quiet]", leads_on=True)
    hand.page.goto("/customer/list/?_flt_0_status=quiet")
    assert hand.page.locator(".record-link").count() == 3


def see_who_changed_it(hand: Hand, _: Path) -> None:
    hand.find("云雀", "云雀纺织有限公司")
    hand.click("#tab-history")
    hand.page.locator("#panel-history .history").wait_for()
    assert "价格过高" in hand.page.locator("#panel-history").inner_text()


TASKS: dict[str, Task] = {
    "Find a customer by half a name": find_by_half_a_name,
    "Find a customer by the initials of its pinyin": find_by_initials,
    "See who called, by digits of the number": find_who_called,
    "Add a customer with its phone number": add_a_customer,
    "Add a contact to a customer": add_a_contact,
    "Correct a phone number": correct_a_phone_number,
    "Change the owner of a customer": change_the_owner,
    "Mark a customer as lost, with the reason": mark_as_lost,
    "See my customers": see_my_customers,
    "See which leads are overdue": see_what_is_overdue,
    "Add a lead": add_a_lead,
    "Make a customer of a lead": convert_a_lead,
    "Claim a record from the public pool": claim_from_the_pool,
    "Attach a document to a customer": attach_a_document,
    "Share a customer with a colleague": share_with_a_colleague,
    "Keep a filtered list as a view": keep_a_list_as_a_view,
    "Show another column in a list": show_another_column,
    "Take a list out to Excel": take_a_list_out,
    "Change many customers at once": change_many_at_once,
    "See who changed a customer": see_who_changed_it,
}


# Tasks that begin with a number of the start page; the others begin anywhere, on a page that is quickly there.
STARTS = dict.fromkeys((see_what_is_overdue, claim_from_the_pool), "/")


@pytest.mark.databases("sqlite")
def test_everyday_tasks_cost_what_the_document_says(hand, troubles, tmp_path, capsys):
    measured = {}
    for name, task in TASKS.items():
        hand.page.goto(STARTS.get(task, "/profile/"))
        hand.clicks = hand.keys = 0
        task(hand, tmp_path)
        measured[name] = (hand.clicks, hand.keys)
    with capsys.disabled():
        for number, (name, (clicks, keys)) in enumerate(measured.items(), 1):
            sys.stdout.write(f"\n{number:2}  {name:48} {clicks:2} clicks {keys:3} keys")
    told = {name.strip(): (int(clicks), int(keys)) for _, name, clicks, keys in ROW.findall(DOCUMENT.read_text())}
    assert troubles == []
    assert told == measured
