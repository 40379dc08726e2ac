"""The history of everything: for those who audit, and nobody changes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.access import Scope, acting_as
from app.core.clock import now
from app.core.history import Change
from app.system import actions
from tests.factories.customers import CustomerFactory
from tests.factories.system import DepartmentFactory, RoleFactory, UserFactory


@pytest.fixture
def auditor(session):
    return UserFactory(username="auditor", role_names=["Auditor"])


@pytest.fixture
def at_auditor(login, auditor):
    return login(auditor)


def last_change(session, entity):
    return session.scalars(select(Change).where(Change.entity == entity).order_by(Change.id.desc())).first()


@pytest.fixture
def renamed(session, colleague):
    """A customer that a colleague renamed."""
    customer = CustomerFactory(name="Before Ltd", owner=colleague)
    with acting_as(colleague.id):
        customer.name = "After Ltd"
        session.flush()
    return customer


def test_a_change_is_shown_with_its_record(session, at_auditor, renamed):
    page = at_auditor.get("/change/list/", headers={"Accept-Language": "en"}).text
    assert "After Ltd" in page
    assert "李伟" in page
    shown = at_auditor.get(
        f"/change/show/{last_change(session, 'customer').id}", headers={"Accept-Language": "en"}
    ).text
    assert '<td class="before">Before Ltd</td><td class="after">After Ltd</td>' in shown
    assert f'href="/customer/show/{renamed.id}"' in shown


def test_it_can_be_narrowed(session, at_auditor, auditor, colleague, renamed):
    DepartmentFactory(name="华东")
    user, entity = f"_flt_0_user={colleague.id}", "_flt_0_entity=customer"
    tomorrow = (now() + timedelta(days=2)).date().isoformat()
    for query, seen in {
        user: True,
        f"_flt_0_user={auditor.id}": False,
        entity: True,
        "_flt_0_entity=department": False,
        f"{user}&{entity}&_flt_0_kind=update": True,
        "_flt_0_kind=archive": False,
        "_flt_2_title=After": True,
        f"_flt_4_at={tomorrow}": False,
        f"_flt_5_at={tomorrow}": True,
    }.items():
        assert ("After Ltd" in at_auditor.get(f"/change/list/?{query}").text) is seen, query


def test_what_is_gone_is_told_still(session, at_admin):
    department = DepartmentFactory(name="Short-lived")
    session.delete(department)
    session.flush()
    change = last_change(session, "department")
    shown = at_admin.get(f"/change/show/{change.id}", headers={"Accept-Language": "en"})
    assert shown.status_code == 200
    assert "Deleted for good" in shown.text
    assert "/department/show/" not in shown.text


def test_a_change_of_a_kind_that_is_gone(session, at_admin):
    row = {
        "at": now(),
        "entity": "of_the_past",
        "record_id": 1,
        "title": "Old",
        "kind": "update",
        "changes": {"a": [1, 2]},
    }
    session.add(Change(**row))
    session.flush()
    assert at_admin.get(f"/change/show/{last_change(session, 'of_the_past').id}").status_code == 200
    assert "of_the_past" in at_admin.get("/change/list/").text


@pytest.mark.parametrize("method", ["add", "edit/{id}", "delete/{id}", "import"])
def test_nobody_writes_it(session, app, at_admin, renamed, method):
    change = last_change(session, "customer")
    address = "/change/" + method.format(id=change.id)
    assert at_admin.get(address).status_code == 404
    assert at_admin.post(address, data={"title": "x"}).status_code == 404
    session.expire_all()
    assert change.title == "After Ltd"


def test_programs_do_not_read_it(session, client, admin, renamed):
    assert client.get("/api/v1/change/").status_code == 404


class TestSomebodyWhoSeesOnlyAPart:
    @pytest.fixture
    def at_reader(self, session, login):
        held = RoleFactory(name="Reader")
        grants = {("can_read", "Change"), ("can_read", "Customer"), ("can_read", "Department")}
        actions.set_rights(held, grants, {"customers": Scope.SUBTREE})
        session.flush()
        return login(UserFactory(username="reader", roles=[held]))

    def test_sees_no_values_of_governed_records(self, session, at_reader, renamed):
        assert "After Ltd" not in at_reader.get("/change/list/").text
        assert at_reader.get(f"/change/show/{last_change(session, 'customer').id}").status_code == 404

    def test_sees_no_kind_that_is_closed_to_them(self, session, at_reader):
        UserFactory(username="newuser", last_name="欧阳", first_name="芳")
        assert "欧阳芳" not in at_reader.get("/change/list/").text
        assert at_reader.get(f"/change/show/{last_change(session, 'user').id}").status_code == 404

    def test_sees_what_is_open(self, session, at_reader):
        DepartmentFactory(name="华东大区")
        assert "华东大区" in at_reader.get("/change/list/").text


def test_the_export_holds_what_the_list_holds(session, at_auditor, renamed):
    answer = at_auditor.post("/change/export/csv?_flt_0_entity=customer")
    assert answer.status_code == 200
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    wanted = session.scalars(select(Change).where(Change.entity == "customer")).all()
    assert len(lines) == 1 + len(wanted)
    assert "After Ltd" in lines[1]


def test_the_box_to_choose_from_offers_no_more_than_the_list(session, login, renamed):
    """The title of a change is its record's."""
    role = RoleFactory()
    actions.set_rights(role, {("can_read", "Change"), ("can_read", "Customer")}, {"customers": Scope.DEPARTMENT})
    session.flush()
    reader = login(UserFactory(roles=[role], department=DepartmentFactory()))
    change = last_change(session, "customer")
    for address in ("/change/lookup", "/change/lookup?q=After"):
        answer = reader.get(address)
        assert answer.status_code == 200
        assert "Ltd" not in answer.text
    assert reader.get(f"/change/show/{change.id}").status_code == 404
    assert reader.get(f"/change/history/{change.id}").status_code == 404


def test_who_sees_every_customer_is_offered_their_changes(at_auditor, renamed):
    assert "Ltd" in at_auditor.get("/change/lookup").text
