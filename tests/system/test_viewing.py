"""Looking with the eyes of a role: what is seen is the role's, nothing changes, and only administrators may."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.access import system_access
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory


@pytest.fixture
def administrator(session):
    return UserFactory(username="root", role_names=["Admin"])


@pytest.fixture
def role(app, session):
    return app.appbuilder.sm.find_role("Sales")


@pytest.fixture
def looking(login, session, administrator, role):
    """An administrator who looks as a salesperson."""
    CustomerFactory(name="别人的客户有限公司", owner=UserFactory(username="ben", role_names=["Sales"]))
    CustomerFactory(name="自己的客户有限公司", owner=administrator)
    session.flush()
    client = login(administrator)
    assert client.post(f"/viewing/begin/{role.id}").status_code == 302
    return client


def test_pages_show_what_the_role_sees(looking):
    page = looking.get("/customer/list/").text
    assert "自己的客户有限公司" in page
    assert "别人的客户有限公司" not in page
    assert looking.get("/role/list/").status_code in (302, 403)
    assert "/role/list/" not in looking.get("/").text


def test_the_bar_says_so_in_both_languages_and_leads_back(looking):
    assert (
        "You see what somebody with the role “Sales” sees." in looking.get("/", headers={"Accept-Language": "en"}).text
    )
    assert "您看到的是角色“销售”所见的内容" in looking.get("/", headers={"Accept-Language": "zh"}).text
    assert looking.post("/viewing/end").status_code == 302
    assert "别人的客户有限公司" in looking.get("/customer/list/").text


def test_nothing_can_be_changed_meanwhile(looking, session):
    own = session.scalars(select(Customer).where(Customer.name == "自己的客户有限公司")).one()
    for address, data in (
        ("/customer/add", {"name": "新客户", "kind": "company"}),
        (f"/customer/edit/{own.id}", {"name": "改名"}),
        (f"/customer/delete/{own.id}", {}),
        (f"/customer/action/mark_quiet/{own.id}", {}),
        ("/profile/form", {}),
    ):
        assert looking.post(address, data=data).status_code in (403, 404, 405), address
    with system_access("read back"):
        names = set(session.scalars(select(Customer.name).where(Customer.archived_at.is_(None))))
    assert names == {"别人的客户有限公司", "自己的客户有限公司"}


def test_only_administrators_may(login, role):
    client = login(UserFactory(username="ann", role_names=["Sales"]))
    assert client.post(f"/viewing/begin/{role.id}").status_code in (302, 403)
    with client.session_transaction() as kept:
        assert "viewed_role" not in kept
        kept["viewed_role"] = role.id + 1  # nor by any other way
    assert "viewing/end" not in client.get("/").text


def test_it_ends_with_the_rights_of_an_administrator(looking, session, administrator, role, app):
    administrator.roles = [app.appbuilder.sm.find_role("Marketing")]
    session.flush()
    assert "viewing/end" not in looking.get("/").text


def test_the_role_that_holds_everything_is_no_other_view(login, administrator, app):
    client = login(administrator)
    client.post(f"/viewing/begin/{app.appbuilder.sm.find_role('Admin').id}")
    assert "viewing/end" not in client.get("/").text
