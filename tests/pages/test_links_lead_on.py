"""No page shows a link to a record that its reader may not open."""

from __future__ import annotations

import re

import pytest

from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import UserFactory

ADDRESS = re.compile(r'(?:href|data-href)="(/[^"#]*)"')


@pytest.fixture
def pages(session):
    boss = UserFactory(role_names=["GeneralManager"])
    customer = CustomerFactory(owner=boss)
    contact = ContactFactory(customer=customer, owner=boss)
    return ["/customer/list/", f"/customer/show/{customer.id}", "/contact/list/", f"/contact/show/{contact.id}"]


@pytest.mark.parametrize("role", ["Sales", "SalesManager", "Finance", "Auditor", "Admin"])
def test_links_of_a_page_can_be_followed(session, login, pages, role):
    client = login(UserFactory(role_names=[role]))
    for page in pages:
        found = client.get(page)
        if found.status_code != 200:
            continue
        shown = {
            address
            for address in ADDRESS.findall(found.text)
            if "/show/" in address and not address.startswith("/lang/")
        }
        refused = {address for address in shown if client.get(address).status_code != 200}
        assert not refused, page


def test_the_owner_is_named_without_a_link_for_those_who_may_not_open_people(session, login, pages):
    page = login(UserFactory(role_names=["Finance"])).get(pages[1]).text
    assert "/user/show/" not in page
    assert "/user/show/" in login(UserFactory(role_names=["Admin"])).get(pages[1]).text
