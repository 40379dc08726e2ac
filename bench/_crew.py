"""The colleagues of the bench: salespeople who see a hundredth each, and a manager who sees a quarter."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.core.access import system_access
from app.core.db import db
from app.system.models.department import Department
from app.system.models.user import Role, User
from app.system.setup import create_administrator

PASSWORD = "Forty-two-lanterns"
ADMINISTRATOR, SALESPERSON, MANAGER = "admin", "bench7", "benchmanager"
READERS = {"administrator": ADMINISTRATOR, "salesperson (1 %)": SALESPERSON, "manager of a quarter": MANAGER}
OWNERS, DIVISIONS, TEAMS = 100, 4, 5  # teams in each division, five owners in each team


@dataclass(frozen=True)
class Owner:
    """Who looks after customers, and where."""

    id: int
    department_id: int


def seat() -> list[Owner]:
    """The owners of all customers, in a tree of departments; they and the other readers are made where missing."""
    with system_access("bench"):
        create_administrator(ADMINISTRATOR, PASSWORD, must_change=False, only_if_none=False)
        if not db.session.scalars(select(User.id).where(User.username == MANAGER)).first():
            _hire()
        found = select(User).where(User.username.startswith("bench"), User.username != MANAGER).order_by(User.id)
        return [Owner(person.id, person.profile.department_id) for person in db.session.scalars(found)]


def user_id(name: str) -> int:
    """The id of a colleague with this user name."""
    with system_access("bench"):
        return db.session.scalars(select(User.id).where(User.username == name)).one()


def _hire() -> None:
    roles = {role.name: role for role in db.session.scalars(select(Role))}
    top = db.session.scalars(select(Department).order_by(Department.id)).first()
    divisions = [Department(name=f"事业部 Division {number}", parent=top) for number in range(DIVISIONS)]
    teams = [Department(name=f"{d.name} – {team}", parent=d) for d in divisions for team in range(TEAMS)]
    db.session.add_all([*divisions, *teams])
    # Fast to check: a login is no part of what is measured.
    password = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
    for number in range(OWNERS):
        _add(f"bench{number}", roles["Sales"], teams[number % len(teams)], password)
    _add(MANAGER, roles["SalesManager"], divisions[0], password)
    db.session.commit()


def _add(name: str, role: Role, department: Department, password: str) -> None:
    person = User(username=name, first_name=f"三{name[5:]}", last_name="张", email=f"{name}@example.com", active=True)
    person.password, person.roles = password, [role]
    db.session.add(person)
    db.session.flush()
    person.profile.department = department
