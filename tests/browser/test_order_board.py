"""The order board under two people's hands: dragged, sent by keys, refused, and told who was faster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.core.access import system_access
from app.core.clock import today
from app.core.db import db
from tests.browser.conftest import Visit, visiting
from tests.browser.test_accessibility import overflow, violations
from tests.support.processes import serve

PASSWORD = "Board-2026"
DIALOG = "dialog.dialog-page[open]"


@dataclass(frozen=True)
class Office:
    """Two people at their browsers, and the orders that both see."""

    app: Any
    visit: Visit
    draft: int
    waiting: int

    def enter(self, name: str, locale: str, width: int) -> Any:
        page = self.visit(locale, width=width, login=False)
        page.fill("#username", name)
        page.fill("#password", PASSWORD)
        with page.expect_navigation():
            page.click(".login-form button")
        page.goto("/orderboard/")
        return page

    def states(self) -> list[str]:
        """The states of both orders as they stand in the database."""
        from app.sales.models.sales_order import SalesOrder

        with self.app.app_context(), system_access("test"):
            found = dict(db.session.execute(select(SalesOrder.id, SalesOrder.status)).all())
        return [found[self.draft], found[self.waiting]]


def orders() -> tuple[int, int]:
    """A draft and an order that awaits approval, both late, of a colleague of their manager."""
    from app.sales import order_actions
    from app.system.models.department import Department
    from tests.factories.products import ProductFactory
    from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory
    from tests.factories.system import UserFactory

    house = Department(name="青鲸销售部")
    db.session.add(house)
    db.session.flush()
    people = {
        "ann": UserFactory(username="ann", first_name="晓", last_name="安", department=house, role_names=["Sales"]),
        "eve": UserFactory(
            username="eve", first_name="伟", last_name="马", department=house, role_names=["SalesManager"]
        ),
    }
    for user in people.values():
        user.password = generate_password_hash(PASSWORD, "pbkdf2:sha256:1000")
    made = []
    for days in (4, 30):
        order = SalesOrderFactory(owner=people["ann"], promised_on=today() + timedelta(days=days))
        SalesOrderLineFactory(order=order, product=ProductFactory(stocked=False), owner=people["ann"])
        made.append(order)
    db.session.flush()
    order_actions.submit(made[1])
    db.session.commit()
    return made[0].id, made[1].id


@pytest.fixture
def office(committing_app: Any, installation: Any, browser: Any, troubles: Any) -> Iterator[Office]:
    with committing_app.app_context(), system_access("test"):
        draft, waiting = orders()
        db.session.remove()
    with serve(installation) as server, visiting(browser, server, troubles) as visit:
        yield Office(committing_app, visit, draft, waiting)


def column_of(page: Any, order: int) -> str:
    return str(page.locator(f"#order-{order}").get_attribute("data-state"))


def news(page: Any, part: str) -> str:
    found = page.locator(".board-news", has_text=part)
    found.wait_for()
    page.locator(".order-card[aria-busy]").first.wait_for(state="detached")
    return str(found.inner_text())


@pytest.mark.databases("sqlite")
def test_cards_move_by_hand_and_by_keys_and_nobody_moves_one_twice(office, troubles):
    slow = office.enter("ann", "en", 375)
    slow.click(f"#order-{office.draft} [data-focus=move]")
    slow.locator(DIALOG).wait_for()
    page = office.enter("eve", "zh", 1280)
    assert violations(page) == []

    page.locator(f"#order-{office.waiting}").drag_to(page.locator("#column-approved"))
    assert "已审批" in news(page, "SO")
    assert office.states() == ["draft", "approved"]
    assert column_of(page, office.waiting) == "approved"

    page.locator(f"#order-{office.draft}").drag_to(page.locator("#column-approved"))
    news(page, "仍在原处")
    assert (office.states()[0], column_of(page, office.draft)) == ("draft", "draft")
    troubles[:] = [trouble for trouble in troubles if "422" not in trouble]  # that refusal

    page.focus(f"#order-{office.draft} [data-focus=move]")
    page.keyboard.press("Enter")
    page.locator(DIALOG).wait_for()
    assert violations(page) == []
    page.focus(f"{DIALOG} [value=submitted]")
    page.keyboard.press("Enter")
    news(page, "待审批")
    assert office.states()[0] == column_of(page, office.draft) == "submitted"
    assert page.locator(f"#order-{office.draft} [data-focus=move]").evaluate("e => e === document.activeElement")

    assert column_of(slow, office.draft) == "draft"
    slow.click(f"{DIALOG} [value=submitted]")
    assert "马伟 moved this order to “Awaiting approval”" in news(slow, "stays where it is")
    assert column_of(slow, office.draft) == "submitted"
    assert overflow(slow) <= 0
    assert violations(slow) == []
    assert [trouble for trouble in troubles if "409" not in trouble] == []
