"""The table of rights: what it offers, what saving it does, and when that takes effect."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.access import Scope
from app.core.errors import RuleError
from app.core.history import Change
from app.system import actions
from app.system.models.role_scope import ROLES
from app.system.models.user import Role
from app.system.rights import COMMON, catalogue
from tests.conftest import build_app
from tests.factories.customers import CustomerFactory
from tests.factories.system import DepartmentFactory, RoleFactory, UserFactory
from tests.support.visitors import login as log_in
from tests.system.conftest import form_of, send


def role(session, name) -> Role:
    return session.scalars(select(Role).where(Role.name == name)).one()


def test_every_right_has_a_label(app, session):
    with app.test_request_context():
        unnamed = [
            (subject.name, right)
            for module in catalogue()
            for subject in module.subjects
            for right, label in subject.rights.items()
            if right == label
        ]
    assert not unnamed, f"Name it in `permission_labels` of its view: {unnamed}"


def test_the_table_offers_every_permission_there_is(app, session):
    """But for the entries of the menu, which follow, and the framework's own addresses."""
    own = {"OpenApi", "SwaggerView", "MenuApi", "SecurityApi"}
    existing = {
        (held.permission.name, held.view_menu.name)
        for held in role(session, "Admin").permissions
        if held.permission.name != "menu_access" and held.view_menu.name not in own
    }
    with app.test_request_context():
        offered = {(right, subject.name) for m in catalogue() for subject in m.subjects for right in subject.rights}
    assert existing - offered == set()


def test_rights_are_changed_for_the_next_request(session, at_admin, login, colleague):
    at_colleague = login(colleague)
    assert at_colleague.get("/tag/list/").status_code == 200
    sales = role(session, "Sales")
    form = form_of(at_admin, f"/role/edit/{sales.id}")
    form["right"] = [right for right in form["right"] if right != "can_read:Tag"] + ["can_export:Customer"]
    assert at_admin.post(f"/role/edit/{sales.id}", data=form).status_code == 302
    assert at_colleague.get("/tag/list/").status_code == 403
    assert "/tag/list/" not in at_colleague.get("/profile/").text
    assert "export" in at_colleague.get("/customer/list/").text


def test_the_reach_is_changed_for_the_next_request(session, at_admin, login):
    east = DepartmentFactory()
    ann = UserFactory(username="ann", department=east, role_names=["Sales"])
    ben = UserFactory(username="ben", department=east, role_names=["Sales"])
    CustomerFactory(name="Ben's customer", owner=ben)
    at_ann = login(ann)
    assert "Ben&#39;s customer" not in at_ann.get("/customer/list/").text
    send(at_admin, f"/role/edit/{role(session, 'Sales').id}", **{"scope-customers": "DEPARTMENT"})
    assert "Ben&#39;s customer" in at_ann.get("/customer/list/").text


@pytest.mark.databases("sqlite")
def test_every_other_process_follows_at_its_next_request(committing_app, installation):
    """A second application on the same database stands for a second web worker: it shares no memory with the first."""
    from app.core.access import system_access
    from app.core.db import db

    other = build_app(installation)
    with committing_app.app_context(), system_access("test"):
        boss = UserFactory(username="boss", role_names=["Admin"])
        colleague = UserFactory(username="colleague", role_names=["Sales"])
        sales = role(db.session, "Sales")
        db.session.commit()
    at_other = log_in(other.test_client(), colleague)
    assert at_other.get("/tag/list/").status_code == 200
    at_admin = log_in(committing_app.test_client(), boss)
    form = form_of(at_admin, f"/role/edit/{sales.id}")
    form["right"] = [right for right in form["right"] if right != "can_read:Tag"]
    assert at_admin.post(f"/role/edit/{sales.id}", data=form).status_code == 302
    assert at_other.get("/tag/list/").status_code == 403


def test_one_history_row_says_everything(session, at_admin):
    sales = role(session, "Sales")
    form = form_of(at_admin, f"/role/edit/{sales.id}") | {"scope-customers": "SUBTREE", "name": "Sales"}
    form["right"] = [*form["right"], "can_delete:Customer"]
    at_admin.post(f"/role/edit/{sales.id}", data=form)
    rows = session.scalars(select(Change).where(Change.entity == "role", Change.record_id == sales.id)).all()
    changes = rows[-1].changes
    assert set(changes) == {"rights:Customer", "scope:customers"}
    assert changes["scope:customers"] == ["OWN", "SUBTREE"]
    before, after = changes["rights:Customer"]
    assert set(after) - set(before) == {"can_delete"}
    shown = at_admin.get(f"/role/history/{sales.id}", headers={"Accept-Language": "en"}).text
    assert "Own department and below" in shown
    assert "View, Add, Edit, Delete" in shown


def test_saving_unchanged_writes_nothing(session, at_admin):
    sales = role(session, "Sales")
    before = actions.held_by(sales)
    rows = session.scalars(select(Change).where(Change.entity == "role")).all()
    assert send(at_admin, f"/role/edit/{sales.id}").status_code == 302
    session.expire_all()
    assert actions.held_by(sales) == before
    assert session.scalars(select(Change).where(Change.entity == "role")).all() == rows


def test_a_stale_table_is_refused(session, at_admin):
    sales = role(session, "Sales")
    stale = form_of(at_admin, f"/role/edit/{sales.id}")
    send(at_admin, f"/role/edit/{sales.id}", **{"scope-customers": "ALL"})
    refused = at_admin.post(f"/role/edit/{sales.id}", data=stale)
    assert refused.status_code == 409
    session.expire_all()
    assert actions.held_by(sales).scopes["customers"] is Scope.ALL


def test_a_copy_has_the_same_rights_under_its_own_name(session, at_admin):
    manager = role(session, "SalesManager")
    form = form_of(at_admin, f"/role/add?copy={manager.id}")
    assert at_admin.post("/role/add", data=form | {"name": "华东经理"}).status_code == 302
    copied = role(session, "华东经理")
    original = actions.held_by(manager)
    held = actions.held_by(copied)
    assert set(held.grants) == set(original.grants)
    assert held.scopes["customers"] is original.scopes["customers"]


def test_a_refused_form_keeps_the_boxes(session, at_admin):
    form = form_of(at_admin, "/role/add")
    answer = at_admin.post("/role/add", data=form | {"name": "Sales", "right": ["can_read:Tag"]})
    assert answer.status_code == 422
    assert 'value="can_read:Tag" aria-label="' in answer.text
    assert answer.text.count(" checked") == 1


def test_entries_of_the_menu_follow_the_right_to_read(session):
    made = RoleFactory()
    actions.set_rights(made, {("can_read", "Tag"), ("can_edit", "Customer")}, {})
    assert {name for permission, name in actions.held_by(made).grants if permission == "menu_access"} == {
        "TagView",
        "customers",
    }


def test_rights_that_do_not_exist_are_not_made(session):
    made = RoleFactory()
    actions.set_rights(made, {("can_read", "Nothing"), ("can_fly", "Tag"), ("can_read", "MenuApi")}, {})
    assert set(actions.held_by(made).grants) == set()


class TestTheAdministratorsRole:
    def test_holds_everything(self, app, session):
        held = set(actions.held_by(role(session, "Admin")).grants)
        with app.test_request_context():
            assert {(right, s.name) for m in catalogue() for s in m.subjects for right in s.rights} <= held
            assert all(
                actions.held_by(role(session, "Admin")).scopes[m.name] is Scope.ALL for m in catalogue() if m.scoped
            )

    def test_is_not_changed_by_its_form(self, session, at_admin):
        admin_role = role(session, "Admin")
        before = actions.held_by(admin_role)
        form = form_of(at_admin, f"/role/edit/{admin_role.id}")
        assert at_admin.post(f"/role/edit/{admin_role.id}", data=form | {"right": []}).status_code == 422
        assert at_admin.post(f"/role/edit/{admin_role.id}", data=form | {"name": "Other"}).status_code == 422
        session.expire_all()
        assert (admin_role.name, actions.held_by(admin_role)) == ("Admin", before)

    def test_is_not_deleted(self, session, at_admin):
        at_admin.post(f"/role/delete/{role(session, 'Admin').id}")
        session.delete(role(session, "Admin"))
        with pytest.raises(RuleError, match="stays as it is"):
            session.flush()


def test_a_role_that_people_have_is_not_deleted(session, at_admin, colleague):
    sales = role(session, "Sales")
    assert "1" in at_admin.post(f"/role/delete/{sales.id}", follow_redirects=True).text
    assert role(session, "Sales") is sales
    colleague.roles = []
    session.flush()
    at_admin.post(f"/role/delete/{sales.id}")
    assert session.scalars(select(Role).where(Role.name == "Sales")).first() is None


@pytest.mark.parametrize(("locale", "label"), [("zh", "销售经理"), ("en", "Sales manager")])
def test_ready_roles_are_named_in_the_readers_language(session, at_admin, locale, label):
    for page in ("/role/list/", f"/role/show/{role(session, 'SalesManager').id}", "/user/add"):
        assert label in at_admin.get(page, headers={"Accept-Language": locale}).text


def test_roles_of_ones_own_keep_their_name(session, at_admin):
    RoleFactory(name="华东组长")
    assert "华东组长" in at_admin.get("/role/list/", headers={"Accept-Language": "en"}).text


def test_the_role_of_anonymous_visitors_is_none(session, at_admin):
    for page in ("/role/list/", "/user/add"):
        assert "Public" not in at_admin.get(page).text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("name", [name for name in ROLES if name != "Admin"])
def test_only_administrators_manage(session, login, name):
    """Auditors look; everybody has their own account and jobs; nobody else comes near."""
    client = login(UserFactory(username="somebody", role_names=[name]))
    reading = 200 if name == "Auditor" else 403
    for page in (
        "user/list/",
        "role/list/",
        "department/list/",
        "lookup/list/",
        "sequence/list/",
        "change/list/",
        "settings/",
    ):
        assert client.get(f"/{page}").status_code == reading, page
    for page in ("user/add", "role/add", "department/add", "lookup/add"):
        assert client.get(f"/{page}").status_code == 403, page
    for page in ("user/delete/1", "role/delete/1", "user/action/deactivate/1", "settings/", "user/password/1"):
        assert client.post(f"/{page}").status_code == 403, page
    for page in ("profile/", "jobs/", "password/"):
        assert client.get(f"/{page}").status_code == 200, page
    menu = client.get("/profile/").text
    assert ('href="/jobs/"' in menu, 'href="/profile/"' in menu) == (True, True)


def test_the_common_rights_are_the_columns(session, at_admin):
    page = at_admin.get("/role/add", headers={"Accept-Language": "en"}).text
    for label in COMMON.values():
        assert f'<th scope="col" class="right">{label}</th>' in page
    assert 'value="mark_lost:Customer"' in page
    assert "Mark as lost" in page


def test_the_role_of_anonymous_visitors_is_nowhere(session, at_admin):
    public = session.scalars(select(Role).where(Role.name == "Public")).one()
    for address in ("/role/lookup", "/role/lookup?q=Pub", "/user/lookup/roles?q=Pub", "/role/list/"):
        answer = at_admin.get(address)
        assert answer.status_code == 200
        assert "Public" not in answer.text
    assert at_admin.get(f"/role/show/{public.id}").status_code == 404
    assert at_admin.post(f"/role/delete/{public.id}").status_code == 404
