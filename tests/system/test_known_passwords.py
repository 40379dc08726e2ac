"""In production nobody gets in with a password that everybody knows; how long one is at least, the company says."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import select
from werkzeug.security import check_password_hash

from app.core.errors import RuleError
from app.system import actions, settings
from app.system.known_passwords import DEMO_PASSWORD, KNOWN, refuse_known_passwords
from app.system.models.user import User
from tests.factories.system import UserFactory
from tests.support.processes import ROOT, serve
from tests.system.conftest import send

pytestmark = pytest.mark.databases("sqlite")
GOOD = "warm tea at noon"


@pytest.fixture
def production(app, session, monkeypatch):
    """The application in production, with nobody but an administrator whose password is good."""
    for user in session.scalars(select(User)):
        user.password = actions.hashed(GOOD)
    session.flush()
    monkeypatch.setitem(app.config, "KEHU_ENV", "production")
    return app


def with_password(password: str, **values) -> User:
    return UserFactory(password=actions.hashed(password), **values)


def test_with_good_passwords_it_starts(production):
    with_password("password", username="sales", role_names=["Sales"])  # can do little: that is the administrators' care
    refuse_known_passwords(production)


@pytest.mark.parametrize("password", [*KNOWN, "wang", "wang123"])
def test_no_start_while_an_administrator_has(production, password):
    with_password(password, username="wang", role_names=["Sales", "Admin"])
    with pytest.raises(SystemExit, match="everybody knows: wang"):
        refuse_known_passwords(production)


def test_no_start_while_people_of_the_demo_can_get_in(production, session):
    invented = with_password(DEMO_PASSWORD, username="sales1", email="sales1@example.com", role_names=["Sales"])
    with pytest.raises(SystemExit, match="everybody knows: sales1"):
        refuse_known_passwords(production)
    invented.active = False
    session.flush()
    refuse_known_passwords(production)


def test_outside_production_it_starts_all_the_same(app, session):
    with_password("admin", username="wang", role_names=["Admin"])
    refuse_known_passwords(app)


IN_PRODUCTION = {
    "KEHU_ENV": "production",
    "KEHU_PLAIN_HTTP": "1",
    "KEHU_SECRET_KEY": "Zm9yIHRoaXMgdGVzdCBvbmx5IGJ1dCBsb25nIGVub3VnaA",
}


def test_the_server_itself_refuses(installation):
    with pytest.raises(RuntimeError, match="everybody knows: admin"), serve(installation, **IN_PRODUCTION):
        pass


def test_the_servers_of_a_larger_installation_refuse(installation):
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "127.0.0.1:0"]
    environment = installation.environment(**IN_PRODUCTION)
    done = subprocess.run([*command, "run:app"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert "everybody knows: admin" in done.stderr


def test_the_demo_is_refused_in_production(production, session):
    done = production.test_cli_runner().invoke(args=["kehu", "demo", "--customers", "1"])
    assert done.exit_code == 1
    assert "production" in done.output
    assert session.scalar(select(User).where(User.username == "sales1")) is None


def test_where_it_is_wanted_nobody_knows_its_password(production, session):
    done = production.test_cli_runner().invoke(args=["kehu", "demo", "--customers", "1", "--force"])
    assert done.exit_code == 0, done.output
    stored = session.scalars(select(User.password).where(User.username == "sales1")).one()
    assert not check_password_hash(stored, DEMO_PASSWORD)
    refuse_known_passwords(production)


def test_a_command_gives_a_one_time_password(production, session):
    with_password("admin", username="wang", role_names=["Admin"])
    done = production.test_cli_runner().invoke(args=["kehu", "new-password", "wang"])
    assert done.exit_code == 0, done.output
    session.expire_all()
    user = session.scalars(select(User).where(User.username == "wang")).one()
    assert check_password_hash(user.password, done.output.split()[-1])
    assert user.profile.must_change_password
    refuse_known_passwords(production)


def test_the_command_knows_nobody_else(production):
    assert production.test_cli_runner().invoke(args=["kehu", "new-password", "nobody"]).exit_code == 1


def test_the_company_says_how_long_a_password_is(session):
    user = UserFactory(username="wang", role_names=["Sales"])
    actions.set_password(user, "tz4-uq7wLp")
    settings.save({"shortest_password": 14})
    session.flush()
    with pytest.raises(RuleError, match="between 14 and 128"):
        actions.set_password(user, "tz4-uq7wLp")
    settings.save({"shortest_password": 8})
    session.flush()
    actions.set_password(user, "tz4-uq7w")
    with pytest.raises(RuleError, match="between 8 and 128"):
        actions.set_password(user, "tz4-uq7")


@pytest.mark.parametrize("length", ["7", "65", ""])
def test_it_cannot_say_anything(session, login, length):
    assert send(login(UserFactory(role_names=["Admin"])), "/settings/", shortest_password=length).status_code == 422
