"""The start page: what each role finds there, and what it costs."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from app.core.access import acting_as
from app.core.clock import now
from app.core.db import db
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory


def tiles(page: str) -> dict[str, str]:
    """The key numbers of a page by the address behind them."""
    found = re.findall(r'class="tile" href="([^"]+)".*?tile-number">([^<]+)<', page, re.DOTALL)
    return {html.unescape(address): number for address, number in found}


def numbers(client: Any) -> list[str]:
    """The key numbers of customers."""
    return [number for address, number in tiles(client.get("/").text).items() if address.startswith("/customer/")]


def test_visitors_are_sent_to_the_login(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.location.startswith("/login/")


def test_key_numbers_are_the_readers_own(session, login):
    east = DepartmentFactory()
    ann, ben = (UserFactory(role_names=["Sales"], department=east) for _ in range(2))
    manager = UserFactory(role_names=["SalesManager"], department=east)
    old = now() - timedelta(days=40)
    for owner, status, created_at in (
        (ann, "active", now()),
        (ann, "quiet", old),
        (ben, "lost", old),
        (ben, "lost", now()),
        (None, "lost", now()),
    ):
        CustomerFactory(owner=owner, status=status, created_at=created_at)
    session.flush()
    # mine (for those who see no further), new this month, quiet, lost
    assert numbers(login(ann)) == ["2", "1", "1", "0"]
    assert numbers(login(ben)) == ["2", "1", "0", "2"]
    assert numbers(login(manager)) == ["2", "1", "2"]
    assert numbers(login(UserFactory(role_names=["Admin"]))) == ["3", "1", "3"]


def test_a_key_number_is_the_count_of_the_list_behind_it(session, login):
    ann = UserFactory(role_names=["Sales"])
    for status in ("active", "quiet", "lost", "lost"):
        CustomerFactory(owner=ann, status=status)
    session.flush()
    client = login(ann)
    shown = tiles(client.get("/").text)
    assert len(shown) == 13
    for address, number in shown.items():
        assert f"data-count>{number}<" in client.get(address).text, address


@pytest.mark.parametrize(("role", "team"), [("Sales", False), ("SalesManager", True), ("GeneralManager", True)])
def test_a_team_has_numbers_that_a_single_colleague_has_not(session, login, role, team):
    CustomerFactory(owner=(user := UserFactory(role_names=[role])))
    session.flush()
    page = login(user).get("/").text
    shown = tiles(page)
    assert ("/pool_entry/list/" in shown) == team
    assert any(address.startswith("/duplicate_pair/list/") for address in shown) == team
    assert ("/charts/customers/customers_by_owner/card" in page) == team
    assert ("/customer/list/?quick=mine" in shown) == (not team)


def test_my_latest_changes_newest_first_and_only_what_i_may_still_see(session, login):
    ann, ben = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    with acting_as(ann.id):
        kept = CustomerFactory(name="kept", owner=ann)
        ContactFactory(name="person", customer=kept, owner=ann)
        gone, moved = CustomerFactory(name="gone", owner=ann), CustomerFactory(name="moved", owner=ann)
        db.session.flush()
        kept.remarks = "changed last"
        db.session.flush()
    gone.archived_at = now()
    moved.owner = ben
    CustomerFactory(name="by somebody else", owner=ann)
    session.flush()
    listed = re.search(r'<ul class="recent">(.*?)</ul>', login(ann).get("/").text, re.DOTALL)
    assert listed
    assert re.findall(r'<a href="[^"]+">([^<]+)</a>', listed[1]) == ["kept", "person"]


@pytest.mark.parametrize(
    ("role", "steps"), [("Sales", 3), ("ProductManager", 1), ("Admin", 5), ("Auditor", 0), ("PortalCustomer", 0)]
)
def test_an_empty_system_says_what_to_do_first(session, login, role, steps):
    page = login(UserFactory(role_names=[role])).get("/").text
    buttons = re.search(r'class="start-buttons">(.*?)</p>', page, re.DOTALL)
    assert len(re.findall("<a ", buttons[1]) if buttons else []) == steps
    assert "data-chart-url" not in page


def test_charts_are_fetched_afterwards(session, login):
    ann = UserFactory(role_names=["Sales"])
    CustomerFactory(owner=ann)
    session.flush()
    client = login(ann)
    addresses = re.findall(r'data-chart-url="([^"]+)"', client.get("/").text)
    assert len(addresses) == 2
    assert all("data-chart=" in client.get(address).text for address in addresses)


def test_the_page_costs_twelve_statements_at_most_whatever_there_is(session, login, statements):
    ann = UserFactory(role_names=["Sales"])
    client = login(ann)
    sent = []
    for number in (1, 20):
        with acting_as(ann.id):
            for _ in range(number):
                ContactFactory(customer=CustomerFactory(owner=ann), owner=ann)
            db.session.flush()
        client.get("/")
        with statements() as collected:
            assert client.get("/").status_code == 200
        sent.append(collected)
    assert len(sent[0]) == len(sent[1]), f"{sent[0]}\n{sent[1]}"
    assert len(sent[1]) <= 12, str(sent[1])
