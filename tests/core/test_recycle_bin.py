"""The recycle bin of a list: several records go and come back together, or none of them."""

from __future__ import annotations

import pytest

from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory

EN = {"Accept-Language": "en"}
BIN = "/customer/list/?bin=1"


@pytest.fixture
def boss(session, login):
    return login(UserFactory(role_names=["GeneralManager"]))


def archived(session, *customers):
    return [session.get(Customer, customer.id).archived_at is not None for customer in customers]


def test_several_are_deleted_listed_and_restored(session, boss):
    customers = [CustomerFactory(name=name) for name in ("青鲸精密", "南方包装", "留下机械")]
    ContactFactory(customer=customers[0])
    chosen = {"rowid": [customer.id for customer in customers[:2]]}
    page = boss.post("/customer/delete", data=chosen, headers=EN, follow_redirects=True).text
    assert "2 records are in the recycle bin." in page
    assert archived(session, *customers) == [True, True, False]
    page = boss.get(BIN, headers=EN).text
    assert "青鲸精密" in page
    assert "留下机械" not in page
    assert "Recycle bin: Customers" in page
    assert "/customer/recover" in page
    boss.post("/customer/recover", data=chosen)
    assert archived(session, *customers) == [False, False, False]


def test_all_or_nothing_with_the_reasons(session, boss):
    needed, free, also = CustomerFactory(name="母公司"), CustomerFactory(name="无关"), CustomerFactory(name="集团")
    CustomerFactory(parent=needed)
    CustomerFactory(parent=also)
    chosen = {"rowid": [needed.id, free.id, also.id]}
    page = boss.post("/customer/delete", data=chosen, headers=EN, follow_redirects=True).text
    assert "Nothing is deleted. “母公司” cannot be deleted" in page
    assert "“集团” cannot be deleted" in page
    assert archived(session, needed, free, also) == [False, False, False]


def test_a_group_goes_whatever_the_order(session, boss):
    top = CustomerFactory()
    below = CustomerFactory(parent=top)
    boss.post("/customer/delete", data={"rowid": [top.id, below.id]})
    assert archived(session, top, below) == [True, True]
    boss.post("/customer/recover", data={"rowid": [top.id, below.id]})
    assert archived(session, top, below) == [False, False]


def test_parts_of_one_that_waits_for_another_still_come_back_with_it(session, boss):
    top = CustomerFactory()
    contact = ContactFactory(customer=top)
    below = CustomerFactory(parent=top)
    ContactFactory(customer=below)
    boss.post("/customer/delete", data={"rowid": [top.id, below.id]})
    assert session.get(Contact, contact.id).archived_at == session.get(Customer, top.id).archived_at
    boss.post(f"/customer/recover/{top.id}")
    assert session.get(Contact, contact.id).archived_at is None


def test_only_those_who_may_delete_have_a_bin_and_only_of_what_they_see(session, login, boss):
    theirs = CustomerFactory(name="别人的", owner=UserFactory(role_names=["Sales"]))
    boss.post("/customer/delete", data={"rowid": [theirs.id]})
    sales = login(UserFactory(role_names=["Sales"]))
    assert sales.get(BIN).status_code == 403
    assert sales.post("/customer/recover", data={"rowid": [theirs.id]}).status_code == 403
    assert "bin=1" not in sales.get("/customer/list/").text
    manager = login(UserFactory(role_names=["SalesManager"], department=DepartmentFactory()))
    assert "别人的" not in manager.get(BIN).text
    assert manager.post("/customer/recover", data={"rowid": [theirs.id]}).status_code == 404
    assert archived(session, theirs) == [True]
