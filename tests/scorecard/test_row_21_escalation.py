"""Scorecard row 21: sixty ways to get more rights than one has, none of which works.

More of the same, by people who look after accounts, is in tests/system/test_escalation.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.access import system_access
from app.customers.models.customer import Customer
from app.system.models.role_scope import RoleScope
from app.system.models.user import Role, User
from tests.factories.customers import CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.forms import successful_controls
from tests.support.import_wizard import Wizard
from tests.support.tables import checksums, differing

# Columns that no form, program or file of a salesperson sets, with what they would set.
SYSTEM = {
    "id": "1", "version": "99", "acc_owner_id": "{other}", "acc_department_id": "{place}", "acc_territory_id": "1",
    "acc_group": "", "created_by": "{other}", "created_by_id": "{other}", "created_at": "2001-01-01T00:00:00Z",
    "changed_by_id": "{other}", "archived_at": "2001-01-01T00:00:00Z", "search_text": "zzz", "extra": "{{}}",
    "owner_id": "{other}", "stage_since": "2001-01-01",
}  # fmt: skip
OF_USERS = {
    "roles": "{admin_role}", "active": "1", "is_admin": "1", "password": "warm tea at noon", "username": "admin2",
    "department": "{place}", "login_count": "0", "fail_login_count": "0", "must_change_password": "",
}  # fmt: skip
# What a salesperson has no page for: (method, address, form).
CLOSED = [
    ("POST", "/user/add", {"username": "mine", "last_name": "a", "first_name": "b", "email": "a@b.cn",
                           "roles": "{admin_role}"}),
    ("POST", "/user/edit/{other}", {"roles": "{admin_role}"}),
    ("POST", "/user/edit/{me}", {"roles": "{admin_role}"}),
    ("POST", "/user/edit/{boss}", {"active": ""}),
    ("POST", "/user/password/{boss}", {"new_password": "warm tea at noon"}),
    ("POST", "/user/password/{me}", {"new_password": "warm tea at noon"}),
    ("POST", "/user/delete/{boss}", {}),
    ("POST", "/user/delete", {"rowid": "{boss}"}),
    ("POST", "/user/action/deactivate/{boss}", {}),
    ("POST", "/user/action/activate/{me}", {}),
    ("POST", "/user/action_post", {"action": "deactivate", "rowid": "{boss}"}),
    ("POST", "/user/action/hand_over/{other}", {"answered": "1", "to": "{me}"}),
    ("GET", "/user/action/deactivate/{boss}", {}),
    ("POST", "/user/import", {}),
    ("POST", "/role/add", {"name": "Mine", "right": "can_read:Setting"}),
    ("POST", "/role/edit/{admin_role}", {"name": "Mine"}),
    ("POST", "/role/edit/{sales_role}", {"name": "Sales", "right": "can_delete:Customer", "scope-customers": "ALL"}),
    ("POST", "/role/delete/{admin_role}", {}),
    ("GET", "/role/add?copy={admin_role}", {}),
    ("POST", "/viewing/begin/{admin_role}", {}),
    ("POST", "/settings/", {"pool_hold_limit": "1"}),
    ("POST", "/department/add", {"name": "Mine", "manager": "{me}"}),
    ("POST", "/department/edit/{place}", {"name": "Mine", "manager": "{me}"}),
    ("POST", "/lookup/add", {"kind": "industry", "code": "mine", "name_zh": "a", "name_en": "a"}),
    ("POST", "/territory/add", {"name": "Mine", "manager": "{me}"}),
    ("POST", "/customer/delete/{foreign}", {}),
    ("POST", "/customer/recover/{foreign}", {}),
    ("POST", "/customer/edit/{foreign}", {"name": "hacked", "row_version": "1"}),
    ("POST", "/customer/shares/{foreign}/add", {"colleague": "{me}", "level": "write"}),
    ("POST", "/customer/action_post", {"action": "hand_over", "rowid": "{foreign}", "answered": "1", "to": "{me}"}),
    ("POST", "/change/export/csv", {}),
]  # fmt: skip
PROGRAMS = [
    ("PUT", "/api/v1/user/{me}", {"roles": ["{admin_role}"], "version": 1}),
    ("POST", "/api/v1/user/", {"username": "mine", "roles": ["{admin_role}"]}),
    ("DELETE", "/api/v1/user/{boss}", {}),
    ("PUT", "/api/v1/role/{sales_role}", {"name": "Mine"}),
    ("PUT", "/api/v1/customer/{foreign}", {"name": "hacked", "version": 1}),
    ("DELETE", "/api/v1/customer/{foreign}", {"version": 1}),
    ("PUT", "/api/v1/territory/1", {"manager": "{me}", "version": 1}),
]


def test_there_are_sixty_ways():
    ways = len(SYSTEM) * 3 + len(OF_USERS) + len(CLOSED) + len(PROGRAMS)
    assert ways >= 60


@pytest.fixture
def place(session) -> Any:
    return DepartmentFactory(name="West")


@pytest.fixture
def names(session, place) -> dict[str, Any]:
    """Everybody and everything that an attempt may name, by the word that it uses."""
    roles = {role.name: role.id for role in session.scalars(select(Role))}
    me = UserFactory(username="ann", role_names=["Sales"], department=DepartmentFactory(name="East"))
    other = UserFactory(username="ben", role_names=["Sales"], department=place)
    boss = UserFactory(username="boss", role_names=["Admin"])
    foreign = CustomerFactory(name="Foreign", owner=other)
    session.flush()
    session.commit()
    found = {"me": me.id, "other": other.id, "boss": boss.id, "place": place.id, "foreign": foreign.id}
    return found | {"admin_role": roles["Admin"], "sales_role": roles["Sales"]}


@pytest.fixture
def me(session, names) -> Any:
    return session.get(User, names["me"])


def filled(values: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    return {key: value.format(**names) if isinstance(value, str) else value for key, value in values.items()}


def who_may(session: Any) -> Any:
    """Everything that rights hang on, as it stands in the database."""
    session.expire_all()
    with system_access("compare rights"):
        users = [(u.id, u.username, u.active, u.password, u.email, u.profile.department_id,
                  sorted(r.id for r in u.roles)) for u in session.scalars(select(User).order_by(User.id))]  # fmt: skip
        roles = [(r.id, r.name, sorted(p.id for p in r.permissions)) for r in session.scalars(select(Role))]
        scopes = [(s.role_id, s.module, s.scope) for s in session.scalars(select(RoleScope))]
    return users, sorted(roles), sorted(scopes)


@pytest.mark.parametrize(("method", "address", "form"), CLOSED, ids=lambda part: part if isinstance(part, str) else "")
def test_a_page_that_is_closed_stays_closed(session, names, me, login, method, address, form):
    client, before = login(me), checksums()
    answer = client.open(address.format(**names), method=method, data=filled(form, names))
    assert answer.status_code in (302, 403, 404, 405)
    assert differing(before, checksums()) == []


@pytest.mark.parametrize(("method", "address", "body"), PROGRAMS, ids=[f"{m} {a}" for m, a, _ in PROGRAMS])
def test_nor_does_a_program_open_it(session, names, me, client, method, address, body):
    before, headers = checksums(), {"Authorization": f"Bearer {create_access_token(identity=str(me.id))}"}
    answer = client.open(address.format(**names), method=method, json=filled(body, names), headers=headers)
    assert answer.status_code in (403, 404, 405)
    assert differing(before, checksums()) == []


def stamps(customer: Customer) -> dict[str, Any]:
    """What the system itself writes."""
    names = ("acc_owner_id", "acc_department_id", "acc_territory_id", "created_by_id", "changed_by_id", "owner_id",
             "archived_at", "version", "extra", "stage_since")  # fmt: skip
    found = {name: getattr(customer, name) for name in names}
    return found | {"aged": customer.created_at.year == 2001, "felt for": "zzz" in customer.search_text}


@pytest.mark.parametrize("name", SYSTEM)
def test_a_form_sets_no_system_field(session, names, me, login, name):
    client, forged = login(me), filled({name: SYSTEM[name]}, names)
    for called, more in (("Plain", {}), ("Forged", forged)):
        form = successful_controls(client.get("/customer/add").text, "record-form")
        assert client.post("/customer/add", data=form | {"name": called} | more).status_code == 302
    with system_access("look"):
        plain, forged_one = session.scalars(
            select(Customer).where(Customer.id > names["foreign"]).order_by(Customer.id)
        )
    assert stamps(forged_one) == stamps(plain)


@pytest.mark.parametrize("name", SYSTEM)
def test_a_program_sets_no_system_field(session, names, me, client, name):
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(me.id))}"}
    body = {"name": "hacked"} | filled({name: SYSTEM[name]}, names)
    assert client.post("/api/v1/customer/", json=body, headers=headers).status_code == 422
    assert session.scalars(select(Customer).where(Customer.name == "hacked")).all() == []


@pytest.mark.databases("sqlite")
def test_a_file_sets_no_system_field(app, session, names, login):
    marketer = UserFactory(username="marketer", role_names=["Marketing"])
    session.commit()
    wizard = Wizard(app, login(marketer), session)
    values = [str(value) for value in filled(SYSTEM, names).values()]
    content = f"name,{','.join(SYSTEM)}\nhacked,{','.join(values)}\nplain,{',' * (len(SYSTEM) - 1)}\n"
    wizard.run(content)
    with system_access("look"):
        made = {c.name: stamps(c) for c in session.scalars(select(Customer).where(Customer.id > names["foreign"]))}
    assert made["hacked"] == made["plain"]


@pytest.mark.parametrize("name", OF_USERS)
def test_one_s_own_profile_gives_nothing(session, names, me, login, name):
    client, before = login(me), who_may(session)
    form = successful_controls(client.get("/profile/").text, "record-form")
    client.post("/profile/", data=form | filled({name: OF_USERS[name]}, names))
    assert who_may(session) == before


@pytest.mark.parametrize("argument", ["_flt_0_owner={other}", "owner={other}", "_flt_0_created_by={other}"])
def test_a_preset_owner_gives_no_record_away(session, names, me, login, argument):
    """The form may suggest; what is saved is what the form says, and nobody's rights grow by it."""
    client = login(me)
    address = f"/customer/add?{argument.format(**names)}"
    form = successful_controls(client.get(address).text, "record-form")
    client.post(address, data={k: v for k, v in form.items() if k != "owner"} | {"name": "mine"})
    [made] = session.scalars(select(Customer).where(Customer.name == "mine")).all() or [None]
    assert made is None or made.owner_id in (me.id, None)
    assert made is None or made.acc_owner_id == made.owner_id


def test_a_password_is_reset_by_no_argument(session, names, me, login):
    before = who_may(session)
    client = login(me)
    for pk in (names["boss"], names["other"]):
        form = {"pk": pk, "user_id": pk, "id": pk, "password": "warm tea at noon", "new_password": "warm tea at noon"}
        client.post(f"/password/?pk={pk}", data=form)
        client.post(f"/profile/?pk={pk}", data=form)
        client.get(f"/password/?pk={pk}")
    assert who_may(session) == before


@pytest.mark.parametrize("way", ["deactivate", "delete", "take the role", "uncheck", "delete the role", "all at once"])
def test_the_last_administrator_stays(session, login, way):
    boss = UserFactory(username="last", role_names=["Admin"])
    admin_role = boss.roles[0]
    for other in session.scalars(select(User).where(User.id != boss.id, User.roles.any(Role.id == admin_role.id))):
        other.active = False
    session.commit()
    client = login(boss)
    form = successful_controls(client.get(f"/user/edit/{boss.id}").text, "record-form")
    {
        "deactivate": lambda: client.post(f"/user/action/deactivate/{boss.id}"),
        "delete": lambda: client.post(f"/user/delete/{boss.id}"),
        "take the role": lambda: client.post(f"/user/edit/{boss.id}", data=form | {"roles": []}),
        "uncheck": lambda: client.post(f"/user/edit/{boss.id}", data={k: v for k, v in form.items() if k != "active"}),
        "delete the role": lambda: client.post(f"/role/delete/{admin_role.id}"),
        "all at once": lambda: client.post("/user/action_post", data={"action": "deactivate", "rowid": [str(boss.id)]}),
    }[way]()
    session.expire_all()
    assert boss.active
    assert [role.name for role in boss.roles] == ["Admin"]
    assert client.get("/user/list/").status_code == 200
