"""A list of colleagues becomes accounts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.system.models.user import User
from tests.factories.system import DepartmentFactory
from tests.support.import_wizard import Wizard

PEOPLE = """User name,Family name,Given name,E-mail,Department,Roles
wangfang,王,芳,wangfang@example.com,North,Sales
lina,李,娜,lina@example.com,North,"Sales, Technician"
"""


@pytest.fixture
def wizard(app, session, at_admin) -> Wizard:
    return Wizard(app, at_admin, session, "user")


def imported(session: Any, username: str) -> Any:
    return session.scalars(select(User).where(User.username == username)).one()


def test_people_are_imported_with_department_and_roles(session, wizard):
    DepartmentFactory(name="North")
    session.commit()
    counts = wizard.run(PEOPLE)
    assert (counts["good"], counts["refused"]) == (2, 0)
    session.expire_all()
    wangfang, lina = imported(session, "wangfang"), imported(session, "lina")
    assert (str(wangfang), wangfang.profile.department.name) == ("王芳", "North")
    assert lina.active
    assert {role.name for role in lina.roles} == {"Sales", "Technician"}


def test_nobody_logs_in_before_somebody_sets_a_password(session, wizard, client, at_admin):
    DepartmentFactory(name="North")
    session.commit()
    wizard.run(PEOPLE)
    session.expire_all()
    lina = imported(session, "lina")
    for guess in ("", "!", "lina"):
        client.post("/login/", data={"username": "lina", "password": guess})
        assert client.get("/").status_code == 302
    chosen = "warm tea at noon"
    assert at_admin.post(f"/user/password/{lina.id}", data={"new_password": chosen}).status_code == 302
    client.post("/login/", data={"username": "lina", "password": chosen})
    assert "/password/" in client.get("/").location  # logged in, and to choose a password of her own
