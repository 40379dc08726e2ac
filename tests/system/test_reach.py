"""Who looks after accounts, roles or departments sees no more records by it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core.access import Scope
from app.system import actions
from app.system.models.department import Department
from app.system.models.user import User
from tests.factories.customers import CustomerFactory
from tests.factories.system import DepartmentFactory, RoleFactory, UserFactory
from tests.system.conftest import form_of, send

RIGHTS = {
    *((right, "User") for right in ("can_read", "can_create", "can_edit", "can_reset_password", "activate")),
    *((right, kind) for kind in ("Role", "Department") for right in ("can_read", "can_create", "can_edit")),
    ("can_read", "Customer"),
    ("can_read", "Profile"),
    ("can_edit", "Profile"),
}


def role_of(session, name, scope) -> Any:
    role = RoleFactory(name=name)
    actions.set_rights(role, RIGHTS, {"customers": scope})
    session.flush()
    return role


@pytest.fixture
def office_role(session) -> Any:
    return role_of(session, "Office", Scope.SUBTREE)


@pytest.fixture
def tree(session) -> Any:
    """North and South below the head office, a branch below North."""
    head = DepartmentFactory(name="Head")
    north, south = DepartmentFactory(name="North", parent=head), DepartmentFactory(name="South", parent=head)
    return {"head": head, "north": north, "south": south, "branch": DepartmentFactory(name="Branch", parent=north)}


@pytest.fixture
def office(session, tree, office_role) -> Any:
    return UserFactory(username="office", roles=[office_role], department=tree["north"])


@pytest.fixture
def at_office(login, office) -> Any:
    return login(office)


def member(office_role, tree, where) -> Any:
    return UserFactory(username=f"of_{where}", roles=[office_role], department=tree[where])


@pytest.mark.parametrize("where", ["head", "south", "branch"])
def test_nobody_moves_their_own_account(session, at_office, office, tree, where):
    answer = send(at_office, f"/user/edit/{office.id}", department=str(tree[where].id))
    assert answer.status_code == 422
    session.expire_all()
    assert office.profile.department.name == "North"


def test_their_own_settings_stay_theirs(session, at_office, office):
    assert send(at_office, f"/user/edit/{office.id}", zone="Asia/Tokyo").status_code == 302
    session.expire_all()
    assert office.profile.zone == "Asia/Tokyo"


@pytest.mark.parametrize(("where", "status"), [("head", 422), ("south", 422), ("north", 302), ("branch", 302)])
def test_a_password_is_reset_only_where_one_sees_all_that_the_person_sees(
    session, at_office, office_role, tree, where, status
):
    person = member(office_role, tree, where)
    before = person.password
    answer = send(at_office, f"/user/password/{person.id}", new_password="warm tea at noon")
    assert answer.status_code == status
    session.expire_all()
    assert (person.password != before) == (status == 302)


@pytest.mark.parametrize(("where", "made"), [("head", False), ("south", False), ("branch", True)])
def test_an_account_is_made_only_in_a_department_one_sees(session, at_office, office_role, tree, where, made):
    form = form_of(at_office, "/user/add")
    person = {"username": "twin", "last_name": "T", "first_name": "W", "email": "twin@example.com"}
    at_office.post(
        "/user/add", data=form | person | {"department": str(tree[where].id), "roles": [str(office_role.id)]}
    )
    found = session.scalars(select(User).where(User.username == "twin")).first()
    assert (found is not None) == made


@pytest.mark.parametrize(("where", "status"), [("south", 422), ("head", 422), ("branch", 302)])
def test_a_person_is_moved_only_within_what_one_sees(session, at_office, tree, where, status):
    """The person sees nothing, but the records they own go along with them."""
    person = UserFactory(username="former", department=tree["north"])
    CustomerFactory(owner=person)
    assert send(at_office, f"/user/edit/{person.id}", department=str(tree[where].id)).status_code == status
    session.expire_all()
    assert (person.profile.department == tree[where]) == (status == 302)


def test_nor_is_a_person_fetched_from_elsewhere(session, at_office, tree):
    person = UserFactory(username="former", department=tree["south"])
    CustomerFactory(owner=person)
    assert send(at_office, f"/user/edit/{person.id}", department=str(tree["north"].id)).status_code == 422


def test_who_owns_nothing_and_sees_nothing_is_moved_by_whoever_may_edit_people(session, at_office, tree):
    person = UserFactory(username="former", department=tree["south"])
    assert send(at_office, f"/user/edit/{person.id}", department=str(tree["north"].id)).status_code == 302


def test_a_role_is_not_given_where_it_sees_more(session, at_office, office_role, tree):
    person = UserFactory(username="plain", department=tree["south"])
    assert send(at_office, f"/user/edit/{person.id}", roles=[str(office_role.id)]).status_code == 422
    session.expire_all()
    assert person.roles == []


def test_a_role_does_not_grow_for_members_elsewhere(session, at_office, tree):
    narrow = role_of(session, "Narrow", Scope.NONE)
    UserFactory(username="southerner", roles=[narrow], department=tree["south"])
    form = form_of(at_office, f"/role/edit/{narrow.id}") | {"scope-customers": "SUBTREE"}
    assert at_office.post(f"/role/edit/{narrow.id}", data=form).status_code == 422
    session.expire_all()
    assert actions.held_by(narrow).scopes["customers"] == Scope.NONE


@pytest.mark.parametrize(
    ("moved", "above", "status"),
    [("south", "north", 422), ("head", "branch", 422), ("north", "south", 302), ("branch", "south", 302)],
)
def test_a_branch_is_moved_only_by_who_sees_it(session, at_office, tree, moved, above, status):
    for place in tree.values():
        CustomerFactory(owner=UserFactory(department=place))
    answer = send(at_office, f"/department/edit/{tree[moved].id}", parent=str(tree[above].id))
    assert answer.status_code == status
    session.expire_all()
    assert (tree[moved].parent == tree[above]) == (status == 302)


def test_a_new_department_holds_nothing_yet(session, at_office, tree):
    form = form_of(at_office, "/department/add")
    answer = at_office.post("/department/add", data=form | {"name": "New", "parent": str(tree["south"].id)})
    assert answer.status_code == 302
    assert session.scalars(select(Department).where(Department.name == "New")).one().parent == tree["south"]


def test_who_sees_everything_may_do_all_of_it(session, login, office_role, tree):
    wide = UserFactory(username="wide", roles=[role_of(session, "Wide", Scope.ALL)], department=tree["north"])
    client, person = login(wide), member(office_role, tree, "head")
    assert send(client, f"/user/edit/{wide.id}", department=str(tree["head"].id)).status_code == 302
    assert send(client, f"/user/edit/{person.id}", department=str(tree["south"].id)).status_code == 302
    assert send(client, f"/department/edit/{tree['south'].id}", parent=str(tree["north"].id)).status_code == 302
