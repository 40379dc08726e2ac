"""Filters of one click, and what an empty list says."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.entity_view import EntityView
from tests.factories.customers import CustomerFactory, LeadFactory
from tests.factories.system import DepartmentFactory, UserFactory

EN = {"Accept-Language": "en"}


def quick_of(page: str) -> dict[str, tuple[str, bool]]:
    """{label: (address, on)} of the quick filters."""
    part = page.partition('<ul class="quick"')[2].partition("</ul>")[0].replace("&amp;", "&")
    found = re.findall(r'<a href="([^"]*)"([^>]*)>([^<]*)</a>', part)
    return {label: (address, "aria-current" in rest) for address, rest, label in found}


@pytest.fixture
def company(session):
    east = DepartmentFactory(name="East")
    below = DepartmentFactory(name="Below", parent=east)
    people = {
        "mia": UserFactory(role_names=["SalesManager"], department=east),
        "ann": UserFactory(role_names=["Sales"], department=below),
    }
    CustomerFactory(name="of mia", owner=people["mia"], status="active")
    CustomerFactory(name="of ann", owner=people["ann"], status="lost", created_at=now() - timedelta(days=40))
    return people


def names(page: str) -> set[str]:
    return set(re.findall(r'<a class="record-link"[^>]*>([^<]*)</a>', page))


def test_one_click_narrows_and_another_one_widens_again(login, company):
    client = login(company["mia"])
    page = client.get("/customer/list/", headers=EN).text
    assert names(page) == {"of mia", "of ann"}
    offered = quick_of(page)
    expected = {"Mine": {"of mia"}, "My department": {"of mia"}, "Created this month": {"of mia"}, "Lost": {"of ann"}}
    for label, left in expected.items():
        narrowed = client.get(offered[label][0], headers=EN).text
        assert names(narrowed) == left, label
        back, on = quick_of(narrowed)[label]
        assert on
        assert names(client.get(back, headers=EN).text) == {"of mia", "of ann"}


def test_two_states_are_alternatives_and_mine_narrows_them(login, company):
    client = login(company["mia"])
    both = client.get("/customer/list/?_flt_0_status=lost&_flt_0_status=active").text
    assert names(both) == {"of mia", "of ann"}
    assert names(client.get("/customer/list/?_flt_0_status=lost&quick=mine").text) == set()


def test_my_department_is_offered_to_those_who_see_further(login, company):
    assert "My department" not in quick_of(login(company["ann"]).get("/customer/list/", headers=EN).text)
    assert login(company["ann"]).get("/customer/list/?quick=department").status_code == 200  # out of a shared view


def test_what_is_no_quick_filter_is_refused(login, company):
    client = login(company["mia"])
    assert client.get("/customer/list/?quick=everything").status_code == 400
    assert client.get("/tag/list/?quick=mine").status_code == 400


def test_exports_and_charts_follow_the_quick_filters(login, company):
    client = login(company["mia"])
    exported = client.post("/customer/export/csv?quick=mine").get_data().decode("utf-8-sig")
    assert "of mia" in exported
    assert "of ann" not in exported
    assert "/charts/customers/?quick=mine" in client.get("/customer/list/?quick=mine").text


def test_a_list_of_some_records_offers_no_new_ones(session, login):
    client = login(UserFactory(role_names=["GeneralManager"]))
    page = client.get("/outdated/customers/list/", headers=EN).text
    assert 'class="empty-state"' in page
    assert "/customer/add" not in page
    assert "/customer/add" in client.get("/customer/list/", headers=EN).text


@pytest.mark.databases("sqlite")
def test_an_empty_list_says_what_to_do(app, session, login):
    client = login(UserFactory(role_names=["GeneralManager"]))
    business = [view for view in app.appbuilder.baseviews if getattr(view, "generated", False)]
    for view in (view for view in business if view.entity.module == "customers"):
        assert view.nothing_yet != EntityView.nothing_yet, type(view).__name__
        with app.test_request_context():
            where = view.url_to("list")
        page = client.get(where, headers=EN).text
        if 'class="empty-state"' in page:  # the delivered rules are there from the beginning
            assert html.escape(view.nothing_yet) in page, where
            assert 'class="quick"' not in page, where


def test_states_are_coloured_by_what_they_mean(login, company):
    page = login(company["mia"]).get("/customer/list/", headers=EN).text
    assert re.search(r'class="choice tone tone-bad"><span>Lost', page)
    assert re.search(r'class="choice tone tone-good"><span>Active', page)
    LeadFactory(owner=company["mia"])
    assert 'class="choice tone tone-calm"><span>New lead' in login(company["mia"]).get("/lead/list/", headers=EN).text
