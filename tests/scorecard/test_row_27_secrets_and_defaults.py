"""Row 27: no start in production with a secret that others know, and no secret where anybody could read it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest
from sqlalchemy import select

from app.system import actions, api_tokens
from app.system.models.api_token import ApiToken
from app.system.models.user import User
from app.system.models.user_session import UserSession
from tests.factories.system import UserFactory
from tests.support.processes import ROOT

GOOD_KEY = "Zm9yIHRoaXMgdGVzdCBvbmx5IGJ1dCBsb25nIGVub3VnaA"
PRODUCTION = {"KEHU_ENV": "production", "KEHU_HTTPS": "1", "KEHU_SECRET_KEY": GOOD_KEY}


def start(tmp_path, **settings):
    """Load the configuration as a new process does."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KEHU_")}
    command = [sys.executable, "-c", "import config; config.load(); print('started')"]
    environment = inherited | PRODUCTION | {"KEHU_DATA_DIR": str(tmp_path)} | settings
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


REFUSED = {
    "no key": {"KEHU_SECRET_KEY": ""},
    "the key of an example": {"KEHU_SECRET_KEY": "changeme"},
    "a longer one": {"KEHU_SECRET_KEY": "change-me-to-something-long-and-random-please"},
    "the key of the tests": {"KEHU_SECRET_KEY": "only-for-tests-0123456789abcdef0123456789abcdef"},
    "a short key": {"KEHU_SECRET_KEY": GOOD_KEY[:31]},
    "one sign many times": {"KEHU_SECRET_KEY": "x" * 64},
    "the administrator's name": {"KEHU_ADMIN_PASSWORD": "admin"},
    "with digits": {"KEHU_ADMIN_PASSWORD": "Admin12345"},
    "the first that is tried": {"KEHU_ADMIN_PASSWORD": "password123"},
    "a short password": {"KEHU_ADMIN_PASSWORD": "Kx7!q"},
    "no encryption": {"KEHU_HTTPS": ""},
}


@pytest.mark.parametrize("settings", REFUSED.values(), ids=REFUSED.keys())
def test_no_start_in_production_with(tmp_path, settings):
    done = start(tmp_path, **settings)
    assert done.returncode == 1
    assert "In production" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [value for value in settings.values() if value and value in done.stderr], "nor is it repeated in a log"


def test_with_good_secrets_it_starts(tmp_path):
    assert start(tmp_path, KEHU_ADMIN_PASSWORD="warm tea at noon").stdout == "started\n"


PASSWORD = "warm tea at noon"
PAGES = [
    "/user/show/{id}",
    "/user/edit/{id}",
    "/user/list/",
    "/user/history/{id}",
    "/change/list/",
    "/logins/",
    "/profile/",
]


def test_no_secret_is_on_a_page_in_an_answer_or_in_the_log(session, app, client, login, caplog):
    caplog.set_level(logging.DEBUG)
    user = UserFactory(username="liwei", role_names=["Sales"])
    actions.set_password(user, PASSWORD)
    user.profile.must_change_password = False
    key = api_tokens.create_token(user, "report", "read", 30)
    session.flush()
    body = {"username": "liwei", "password": PASSWORD, "provider": "db"}
    client.post("/login/", data=body)
    client.post("/login/", data=body | {"password": "a mistyped secret"})
    program = {"Authorization": f"Bearer {key}"}
    token = app.test_client().post("/api/v1/security/login", json=body).json["access_token"]
    boss = login(UserFactory(username="boss", role_names=["Admin"]))
    with client.session_transaction() as held:
        mark = held["kehu_session"]
    read = [boss.get(page.format(id=user.id)).text for page in PAGES]
    read += [boss.get("/user/export/csv").text, client.get("/logins/").text]
    read += [client.get(f"/api/v1/{path}", headers=program).text for path in ("customer/", "customer/_info", "menu/")]
    read.append(caplog.text)
    stored = [hashed for hashed in session.scalars(select(User.password)) if "$" in hashed]
    digests = [*session.scalars(select(UserSession.digest)), *session.scalars(select(ApiToken.digest))]
    secrets = [PASSWORD, "a mistyped secret", key, token, mark, app.config["SECRET_KEY"], *stored, *digests]
    found = [secret for secret in secrets if any(secret in text for text in read)]
    assert found == []
