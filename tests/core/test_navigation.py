"""The menu: favourites, the spellings by which its pages are found, and what it costs."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.navigation import spelled
from app.system.models.user import UserProfile
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory

EN = {"Accept-Language": "en"}


@pytest.fixture
def ann(session):
    return UserFactory(role_names=["Sales"])


def favourites_of(page: str) -> list[str]:
    part = page.partition('class="sidebar-group favourites"')[2].partition("</ul>")[0]
    return re.findall(r'<a href="([^"]*)"', part)


def kept(session, user) -> list[str] | None:
    session.expire_all()
    screens = session.scalars(select(UserProfile.screens).where(UserProfile.user_id == user.id)).one()
    return screens and screens["favourites"]


def test_a_page_becomes_a_favourite_and_is_none_again(session, login, ann):
    client = login(ann)
    back = "/customer/list/?q=x&quick=mine"
    answer = client.post("/profile/favourite", data={"page": "CustomerView", "next": back})
    assert answer.location == back
    client.post("/profile/favourite", data={"page": "LeadView", "next": back})
    assert kept(session, ann) == ["CustomerView", "LeadView"]
    assert favourites_of(client.get("/", headers=EN).text) == ["/customer/list/", "/lead/list/"]
    client.post("/profile/favourite", data={"page": "CustomerView", "next": "//example.com"})
    assert kept(session, ann) == ["LeadView"]


def test_only_pages_of_the_own_menu_are_favourites(session, login, ann):
    client = login(ann)
    for page in ("RoleView", "customers", "nothing", ""):
        assert client.post("/profile/favourite", data={"page": page, "next": "/"}).status_code == 302
    assert kept(session, ann) is None


def test_a_favourite_that_may_not_be_opened_any_more_is_not_shown(session, login, ann):
    client = login(ann)
    client.post("/profile/favourite", data={"page": "CustomerView", "next": "/"})
    ann.roles = list(UserFactory(role_names=["PortalCustomer"]).roles)
    session.flush()
    assert favourites_of(login(ann).get("/", headers=EN).text) == []


@pytest.mark.databases("sqlite")
def test_the_menu_costs_no_statement_once_the_rights_are_known(session, login, ann, statements):
    client = login(ann)
    client.post("/profile/favourite", data={"page": "CustomerView", "next": "/"})
    record = CustomerFactory(owner=ann)
    client.get(f"/customer/show/{record.id}")
    with statements() as sent:
        client.get(f"/customer/show/{record.id}")
    assert not [sql for sql in sent if "ab_permission" in sql]
    assert len(sent) <= 12, sent


@pytest.mark.parametrize(("label", "typed"), [("客户关系", "khgx"), ("客户关系", "kehuguanxi"), ("API 密钥", "my")])
def test_a_page_is_found_by_its_sound(label, typed):
    assert typed in spelled(label)


def test_pages_say_where_they_stand(session, login, ann):
    record = CustomerFactory(owner=ann)
    page = login(ann).get(f"/customer/show/{record.id}", headers=EN).text
    crumbs = page.partition('class="breadcrumb-line"')[2].partition("</nav>")[0]
    assert re.findall(r">([^<>\n]+)</", crumbs) == ["Customers", "Customers"]
