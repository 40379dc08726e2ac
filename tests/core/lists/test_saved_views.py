"""Saved views: who sees them, who may publish them, and what the list does with them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.access import acting_as, system_access
from app.core.saved_views.model import SavedView
from tests.factories.customers import CustomerFactory
from tests.factories.system import SavedViewFactory, UserFactory
from tests.support.forms import successful_controls

EN = {"Accept-Language": "en"}
LIST = "/customer/list/"


@pytest.fixture
def ann(session):
    return UserFactory(username="ann", role_names=["Sales"])


@pytest.fixture
def ben(session):
    return UserFactory(username="ben", role_names=["Sales"])


@pytest.fixture
def mia(session):
    return UserFactory(username="mia", role_names=["SalesManager"])


def save_view(client, query: str, **values: str):
    """What the list shows under `query`, saved under a name."""
    address = f"/saved_view/add?list=CustomerView&{query}"
    form = successful_controls(client.get(address, headers=EN).text, "record-form")
    return client.post(address, data=form | values, headers=EN)


def names_seen(user) -> set[str]:
    from app.core.db import db

    with acting_as(user.id):
        return set(db.session.scalars(select(SavedView.name)))


def test_a_view_keeps_search_filters_order_and_columns(session, login, ann):
    CustomerFactory(name="x", status="lost", owner=ann)
    client = login(ann)
    query = "q=x&_flt_0_status=lost&quick=mine&_oc_CustomerView=name&_od_CustomerView=desc"
    answer = save_view(client, f"{query}&columns=name,city,owner", name="Gone")
    kept = session.scalars(select(SavedView)).one()
    assert (kept.name, kept.owner_id, kept.audience, kept.columns) == (
        "Gone",
        ann.id,
        "private",
        ["name", "city", "owner"],
    )
    assert {tuple(pair) for pair in kept.arguments} == {
        ("q", "x"), ("_flt_0_status", "lost"), ("quick", "mine"), ("_oc_CustomerView", "name"),
        ("_od_CustomerView", "desc"),
    }  # fmt: skip
    page = client.get(answer.location, headers=EN).text
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert [label for label in ("City", "Owner", "Phone") if label in head] == ["City", "Owner"]
    assert 'aria-current="true">Gone' in page
    assert "changed" not in page.partition('class="menu views"')[2].partition("</summary>")[0]
    assert "changed" in client.get(answer.location.replace("lost", "active"), headers=EN).text


def test_who_sees_which_view(session, ann, ben, mia):
    sales = ann.roles[0]
    SavedViewFactory(name="own", owner=ann)
    SavedViewFactory(name="role", owner=mia, audience="role", role=sales)
    SavedViewFactory(name="all", owner=mia, audience="everybody")
    assert names_seen(ann) == {"own", "role", "all"}
    assert names_seen(ben) == {"role", "all"}
    assert names_seen(mia) == {"role", "all"}  # the role's as its owner
    assert names_seen(UserFactory(role_names=["Finance"])) == {"all"}


def test_publishing_takes_its_right(session, login, ann, mia):
    form = login(ann).get("/saved_view/add?list=CustomerView").text
    assert 'name="audience"' not in form
    save_view(login(ann), "", name="Smuggled", audience="everybody")
    assert session.scalars(select(SavedView.audience)).all() == ["private"]
    assert save_view(login(mia), "", name="For all", audience="everybody").status_code == 302
    assert session.scalars(select(SavedView.audience).where(SavedView.name == "For all")).one() == "everybody"


def test_a_role_is_named_where_its_members_are_meant(session, login, mia):
    answer = save_view(login(mia), "", name="Nobody's", audience="role")
    assert answer.status_code == 422
    assert "Choose the role whose members see it." in answer.text
    assert session.scalars(select(SavedView)).all() == []


@pytest.mark.parametrize("audience", ["private", "everybody"])
def test_nobody_changes_the_view_of_somebody_else(session, login, ann, ben, audience):
    view = SavedViewFactory(name="Ann's", owner=ann, audience=audience)
    client = login(ben)
    expected = 404 if audience == "private" else 422
    typed = {"name": "Ben's", "row_version": "1"}
    assert client.post(f"/saved_view/edit/{view.id}", data=typed).status_code == expected
    client.post(f"/saved_view/delete/{view.id}")
    client.post(f"/saved_view/keep/{view.id}?_flt_0_status=lost")
    session.expire_all()
    assert (view.name, view.archived_at, view.arguments) == ("Ann's", None, [["_flt_0_status", "active"]])


def test_the_list_opens_with_the_nearest_default_and_with_everything_on_demand(session, login, ann, mia):
    SavedViewFactory(name="house", owner=mia, audience="everybody", is_default=True)
    client = login(ann)
    assert f"view={session.scalars(select(SavedView.id)).one()}" in client.get(LIST).location
    mine = SavedViewFactory(name="mine", owner=ann, is_default=True)
    first = client.get(LIST)
    assert first.status_code == 302
    assert f"view={mine.id}" in first.location
    assert "_flt_0_status=active" in first.location
    assert client.get(first.location).status_code == 200
    assert client.get(f"{LIST}?view=0").status_code == 200


def test_a_view_of_a_field_that_is_no_more_opens_what_is_left(session, login, ann):
    view = SavedViewFactory(owner=ann, arguments=[["_flt_0_nothing", "1"]], columns=["name", "nothing", "city"])
    client = login(ann)
    assert client.get(f"/saved_view/show/{view.id}").status_code == 200
    page = client.get(f"{LIST}?view={view.id}&columns=name,nothing,city", headers=EN)
    assert page.status_code == 200


def test_a_view_takes_what_its_list_shows_now(session, login, ann):
    view = SavedViewFactory(owner=ann)
    login(ann).post(f"/saved_view/keep/{view.id}?_flt_0_status=lost&columns=name,city")
    session.expire_all()
    assert (view.arguments, view.columns) == ([["_flt_0_status", "lost"]], ["name", "city"])


def test_a_shared_view_of_mine_means_each_readers_own(session, login, ann, ben, mia):
    CustomerFactory(name="Anns Kunde", owner=ann)
    CustomerFactory(name="Bens Kunde", owner=ben)
    for user, seen, other in ((ann, "Anns", "Bens"), (ben, "Bens", "Anns")):
        page = login(user).get(f"{LIST}?quick=mine").text
        assert f"{seen} Kunde" in page
        assert f"{other} Kunde" not in page


def test_views_go_with_their_owner(session, ann):
    SavedViewFactory(owner=ann)
    with system_access("test"):
        session.delete(ann)
        session.flush()
        session.expire_all()
        assert session.scalars(select(SavedView)).all() == []
