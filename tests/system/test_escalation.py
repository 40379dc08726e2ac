"""The right to edit users or roles is not the right to everything."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core.access import Scope, acting_as, system_access
from app.core.errors import RuleError
from app.system import actions
from app.system.models.user import Role, User
from tests.factories.system import DepartmentFactory, RoleFactory, UserFactory
from tests.system.conftest import form_of, send

OFFICE = {
    *((right, "User") for right in ("can_read", "can_create", "can_edit", "can_reset_password", "deactivate")),
    *((right, "Role") for right in ("can_read", "can_create", "can_edit")),
    ("can_read", "Customer"),
    ("can_edit", "Profile"),
}


def role(session, name) -> Role:
    return session.scalars(select(Role).where(Role.name == name)).one()


@pytest.fixture
def office(session) -> Any:
    """Somebody who looks after accounts and roles, but is no administrator: sees the own department's customers."""
    held = RoleFactory(name="Office")
    actions.set_rights(held, OFFICE, {"customers": Scope.DEPARTMENT})
    session.flush()
    return UserFactory(username="office", roles=[held])


@pytest.fixture
def at_office(login, office) -> Any:
    return login(office)


@pytest.mark.parametrize("name", ["Admin", "GeneralManager", "Sales", "Auditor"])
def test_no_role_is_given_that_holds_more(session, at_office, colleague, name):
    colleague.roles = []
    session.flush()
    answer = send(at_office, f"/user/edit/{colleague.id}", roles=[str(role(session, name).id)])
    assert answer.status_code == 422
    session.expire_all()
    assert colleague.roles == []


def test_nor_taken_for_oneself(session, at_office, office):
    own = [str(held.id) for held in office.roles]
    answer = send(at_office, f"/user/edit/{office.id}", roles=[*own, str(role(session, "Admin").id)])
    assert answer.status_code == 422
    session.expire_all()
    assert [held.name for held in office.roles] == ["Office"]


def test_what_one_holds_can_be_given(session, at_office, office, colleague):
    colleague.roles = []
    session.flush()
    [own] = office.roles
    assert send(at_office, f"/user/edit/{colleague.id}", roles=[str(own.id)]).status_code == 302
    session.expire_all()
    assert colleague.roles == [own]


@pytest.mark.parametrize(
    "changes", [{"email": "mine@example.com"}, {"active": ""}, {"zone": "Asia/Tokyo"}, {"roles": []}]
)
def test_an_administrators_account_is_out_of_reach(session, at_office, admin, changes):
    UserFactory(username="other", role_names=["Admin"])
    before = (admin.email, admin.active, admin.profile.zone, [held.name for held in admin.roles])
    assert send(at_office, f"/user/edit/{admin.id}", **changes).status_code == 422
    session.expire_all()
    assert (admin.email, admin.active, admin.profile.zone, [held.name for held in admin.roles]) == before


def test_the_password_of_somebody_with_more_rights_is_not_reset(session, at_office, admin, colleague):
    colleague.roles = []
    session.flush()
    before = admin.password
    assert send(at_office, f"/user/password/{admin.id}", new_password="warm tea at noon").status_code == 422
    assert send(at_office, f"/user/password/{colleague.id}", new_password="warm tea at noon").status_code == 302
    session.expire_all()
    assert admin.password == before


def test_nor_is_that_person_deactivated(session, at_office, admin):
    UserFactory(username="other", role_names=["Admin"])
    at_office.post(f"/user/action/deactivate/{admin.id}")
    session.expire_all()
    assert admin.active


@pytest.mark.parametrize(
    "wanted",
    [
        {"right": ["can_delete:Customer"]},
        {"right": ["can_read:Setting"]},
        {"right": ["can_read:Customer"], "scope-customers": "ALL"},
    ],
    ids=["a right", "a page", "a reach"],
)
def test_no_role_is_made_with_more_than_one_holds(session, at_office, wanted):
    answer = send(at_office, "/role/add", name="Too much", **wanted)
    assert answer.status_code == 422
    assert session.scalars(select(Role).where(Role.name == "Too much")).first() is None


def test_a_role_within_ones_own_rights_can_be_made(session, at_office):
    answer = send(
        at_office, "/role/add", **{"name": "Reader", "right": ["can_read:Customer"], "scope-customers": "OWN"}
    )
    assert answer.status_code == 302
    made = role(session, "Reader")
    assert {name: scope for name, scope in actions.held_by(made).scopes.items() if scope} == {"customers": Scope.OWN}


def test_ones_own_role_does_not_grow(session, at_office, office):
    [own] = office.roles
    before = actions.held_by(own)
    form = form_of(at_office, f"/role/edit/{own.id}")
    refused = at_office.post(
        f"/role/edit/{own.id}", data=form | {"right": [*form["right"], "can_delete:User"], "scope-customers": "ALL"}
    )
    assert refused.status_code == 422
    session.expire_all()
    assert actions.held_by(own) == before


@pytest.mark.parametrize("change", [{"right": []}, {"name": "Renamed"}, {"scope-customers": "NONE"}])
def test_a_role_that_gives_more_is_not_stripped(session, at_office, office, change):
    """It grants nothing, but those who work with the role would lose what they need."""
    wide = role(session, "GeneralManager")
    before = actions.held_by(wide)
    form = form_of(at_office, f"/role/edit/{wide.id}")
    assert at_office.post(f"/role/edit/{wide.id}", data=form | change).status_code == 422
    session.expire_all()
    assert (wide.name, actions.held_by(wide)) == ("GeneralManager", before)


def test_nor_is_it_deleted(session, login, office):
    [own] = office.roles
    actions.set_rights(own, OFFICE | {("can_delete", "Role")}, {"customers": Scope.DEPARTMENT})
    fuller = RoleFactory(name="Fuller")
    actions.set_rights(fuller, {("can_delete", "Customer")}, {})
    lesser = RoleFactory(name="Lesser")
    actions.set_rights(lesser, {("can_read", "Customer")}, {"customers": Scope.OWN})
    session.flush()
    client = login(office)
    for kept in (fuller, lesser):
        client.post(f"/role/delete/{kept.id}")
    session.expire_all()
    assert {r.name for r in session.scalars(select(Role))} & {"Fuller", "Lesser"} == {"Fuller"}


def test_a_role_that_gives_no_more_may_be_cut(session, at_office):
    lesser = RoleFactory(name="Lesser")
    actions.set_rights(lesser, {("can_read", "Customer"), ("can_read", "User")}, {"customers": Scope.OWN})
    session.flush()
    form = form_of(at_office, f"/role/edit/{lesser.id}")
    assert at_office.post(f"/role/edit/{lesser.id}", data=form | {"right": ["can_read:User"]}).status_code == 302
    session.expire_all()
    assert ("can_read", "Customer") not in actions.held_by(lesser).grants


def test_it_holds_outside_the_screens_too(session, office, colleague):
    """The same rule stands between a job, an import or a program and the database."""
    with acting_as(office.id):
        colleague.roles = [role(session, "Admin")]
        with pytest.raises(RuleError, match="cannot grant"):
            session.flush()
    session.rollback()


def test_a_department_that_only_the_profile_keeps(session, office, admin):
    with acting_as(office.id):
        admin.profile.department = DepartmentFactory()
        with pytest.raises(RuleError, match="more rights than you"):
            session.flush()
    session.rollback()


def test_the_system_itself_is_not_limited(session, office, colleague):
    with acting_as(office.id), system_access("for this test"):
        colleague.roles = [role(session, "Auditor")]
        session.flush()
    assert session.scalars(select(User).where(User.roles.any(Role.name == "Auditor"))).all() == [colleague]
