"""The pages of charts: each reader's own numbers, language and filters, at a constant cost."""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory, TerritoryFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.customers import random_customer, sixty_customers

CARD = "/charts/customers/%s/card"
CHARTS = ("industry", "source", "grade", "status", "territory", "province", "owner", "stage")


@pytest.fixture
def customers(session) -> list[Customer]:
    made = sixty_customers()
    session.flush()
    return made


def drawn(client: Any, address: str) -> dict[str, Any]:
    """What the browser would draw of the card at `address`; {} for an empty one."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    found = re.search(r'data-chart="([^"]*)"', answer.text)
    drawing: dict[str, Any] = json.loads(html.unescape(found[1])) if found else {}
    return drawing


def values(drawing: dict[str, Any]) -> dict[str, float]:
    return {group["label"]: group["value"] for group in drawing.get("groups", [])}


def test_each_reader_sees_the_sums_of_their_own_records(session, login):
    east = DepartmentFactory()
    shop = DepartmentFactory(parent=east)
    people = {
        "ann": UserFactory(role_names=["Sales"], department=shop),
        "ben": UserFactory(role_names=["Sales"], department=east),
        "manager": UserFactory(role_names=["SalesManager"], department=east),
        "admin": UserFactory(role_names=["Admin"]),
        "newcomer": UserFactory(role_names=["Sales"], department=east),
    }
    stranger = UserFactory(role_names=["Sales"], department=DepartmentFactory())
    for owner, number in ((people["ann"], 1), (people["ben"], 2), (stranger, 4)):
        for _ in range(number):
            CustomerFactory(owner=owner, industry="food", annual_revenue=Decimal(10), currency="CNY")
    session.flush()
    expected = {"ann": 1, "ben": 2, "manager": 3, "admin": 7, "newcomer": 0}
    clients = {name: login(person) for name, person in people.items()}
    for name in (*people, *reversed(people)):
        counts = values(drawn(clients[name], CARD % "customers_by_industry"))
        money = values(drawn(clients[name], CARD % "revenue_by_industry"))
        assert (sum(counts.values()), sum(money.values())) == (expected[name], 10 * expected[name]), name


def test_labels_speak_the_readers_language(session, login):
    CustomerFactory(industry="food", province="440000")
    CustomerFactory(industry="no_longer_listed", province="Texas")
    client = login(UserFactory(role_names=["Admin"]))
    for locale, food, province in (("zh", "食品饮料", "广东省"), ("en", "Food and beverages", "Guangdong")):
        client.get(f"/lang/{locale}")
        assert values(drawn(client, CARD % "customers_by_industry")) == {food: 1, "no_longer_listed": 1}
        assert values(drawn(client, CARD % "customers_by_province")) == {province: 1, "Texas": 1}
        assert drawn(client, CARD % "customers_by_province")["locale"] == locale


def test_long_numbers_are_short_in_the_readers_language(session, login):
    CustomerFactory(industry="food", annual_revenue=Decimal("123456789.50"), currency="CNY")
    client = login(UserFactory(role_names=["Admin"]))
    for locale, short in (("zh", "1.2亿"), ("en", "123.5M")):
        client.get(f"/lang/{locale}")
        group = drawn(client, CARD % "revenue_by_industry")["groups"][0]
        assert (group["short"], group["text"]) == (short, "123,456,789.5")


def test_the_filters_of_the_list_apply(session, login):
    for status, name in (("lost", "宁波海天"), ("lost", "杭州东方"), ("active", "宁波港务")):
        CustomerFactory(status=status, name=name, industry="food")
    client = login(UserFactory(role_names=["Admin"]))
    address = CARD % "customers_by_industry"
    assert [sum(values(drawn(client, address + query)).values()) for query in ("", "?_flt_0_status=lost")] == [3, 2]
    assert sum(values(drawn(client, address + "?q=ningbo")).values()) == 2
    assert sum(values(drawn(client, address + "?q=ningbo&_flt_0_status=lost")).values()) == 1
    assert not drawn(client, address + "?q=nowhere")
    for query in ("?_flt_0_status=nonsense", "?_flt_0_remarks=x", "?_flt_99_status=lost", "?q=" + "x" * 201):
        assert client.get(address + query).status_code == 400, query


def test_the_list_leads_to_its_charts_with_its_filters(session, login):
    client = login(UserFactory(role_names=["Admin"]))
    page = html.unescape(client.get("/customer/list/?_flt_0_status=lost&q=x&page_CustomerView=0").text)
    assert 'href="/charts/customers/?_flt_0_status=lost&q=x"' in page


@pytest.mark.parametrize("name", [*(f"customers_by_{field}" for field in CHARTS), "customers_new_per_month"])
def test_each_group_leads_to_the_list_of_just_its_records(customers, login, name):
    client = login(UserFactory(role_names=["Admin"]))
    for query in ("", "?_flt_1_status=lost"):
        groups = [group for group in drawn(client, CARD % name + query)["groups"] if group["value"]]
        assert groups
        for group in groups:
            page = client.get(group["url"]).text
            count = re.search(r"data-count>([\d,]+)<", page)
            assert count, group["url"]
            assert int(count[1].replace(",", "")) == group["value"], group


def test_who_may_not_read_charts_is_offered_none(session, login, client):
    portal = login(UserFactory(role_names=["PortalCustomer"]))
    for address in ("/charts/customers/", "/charts/customers/customers_by_industry", CARD % "customers_by_industry"):
        assert portal.get(address).status_code in (302, 403), address
        assert client.get(address).status_code in (302, 401), address
    assert login(UserFactory(role_names=["Admin"])).get(CARD % "nonsense").status_code == 404


def test_names_are_printed_never_run(session, login):
    hostile = '"><script>alert(1)</script>{{7*7}}'
    CustomerFactory(territory=TerritoryFactory(name=hostile))
    client = login(UserFactory(role_names=["Admin"]))
    page = client.get("/charts/customers/customers_by_territory").text
    assert "<script>alert" not in page
    assert "49" not in re.sub(r"\d{3,}", "", page)
    assert hostile in values(drawn(client, CARD % "customers_by_territory"))


@pytest.mark.parametrize("name", ["customers_by_industry", "customers_by_territory", "customers_new_per_month"])
def test_the_cost_does_not_grow_with_the_data(session, login, statements, name):
    client = login(UserFactory(role_names=["Admin"]))
    rng, sent = Random(5), []
    for number in (3, 30):
        for _ in range(number):
            random_customer(rng, TerritoryFactory())
        session.flush()
        client.get(CARD % name)
        with statements() as collected:
            assert drawn(client, CARD % name)["groups"]
        sent.append(collected)
    assert len(sent[0]) == len(sent[1]), f"{sent[0]}\n{sent[1]}"
    assert len(sent[1].touching("FROM customer")) == 1, str(sent[1])
