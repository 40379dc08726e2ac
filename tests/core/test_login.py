"""Logging in keeps nobody waiting."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from app.core.access import system_access
from app.core.db import db
from app.system import actions, authentication
from tests.factories.system import UserFactory

PASSWORD = "warm tea at noon"


@pytest.fixture
def username(committing_app) -> str:
    with committing_app.app_context(), system_access("test"):
        user = UserFactory(username="liwei", role_names=["Sales"])
        actions.set_password(user, PASSWORD)
        db.session.commit()
    return "liwei"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("typed", [PASSWORD, "wrong"])
@pytest.mark.parametrize("name", ["liwei", "nobody"])
def test_somebody_else_can_write_while_a_password_is_hashed(committing_app, username, monkeypatch, typed, name):
    with committing_app.app_context():
        path = db.engine.url.database
    hashed, checked = authentication.check_password_hash, []

    def while_hashing(*args: Any) -> bool:
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # raises "database is locked" where somebody writes
        other.execute("ROLLBACK")
        other.close()
        checked.append(args)
        return bool(hashed(*args))

    monkeypatch.setattr(authentication, "check_password_hash", while_hashing)
    client = committing_app.test_client()
    assert client.post("/login/", data={"username": name, "password": typed}).status_code == 302
    assert len(checked) == 1
    logged_in = name == username and typed == PASSWORD
    with client.session_transaction() as session:
        assert ("_user_id" in session) == logged_in
    with committing_app.app_context(), system_access("test"):
        user = committing_app.appbuilder.sm.find_user(username="liwei")
        counted = (1, 0) if logged_in else (0, 1) if name == username else (0, 0)
        assert ((user.login_count or 0), (user.fail_login_count or 0)) == counted
