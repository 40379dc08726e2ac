"""Logging in in two steps: what the password alone no longer opens, and what helps whoever lost the telephone."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import select

from app.core.access import system_access
from app.core.clock import now
from app.core.db import db
from app.core.history import Change
from app.system import actions, second_step
from app.system.models.login_tries import LoginTries
from app.system.models.second_step import RecoveryCode
from app.system.models.user import Role, UserProfile
from tests.factories.system import UserFactory

PASSWORD = "warm tea at noon"
API = "/api/v1/security/login"
BODY = {"username": "liwei", "password": PASSWORD, "provider": "db"}


def step(shift=0):
    return int(now().timestamp()) // 30 + shift


def code_of(user, shift=0):
    secret = second_step.secret_of(user.id, user.profile.totp_nonce)
    return pyotp.TOTP(secret).at(step(shift) * 30)


@pytest.fixture
def liwei(session):
    user = UserFactory(username="liwei", role_names=["Sales"])
    actions.set_password(user, PASSWORD)
    user.profile.must_change_password = False
    session.flush()
    return user


@pytest.fixture
def codes(session, liwei, app):
    """The recovery codes of somebody who logs in in two steps; codes of an hour ago were used."""
    with app.test_request_context():
        made = second_step.turn_on(liwei, second_step.new_nonce(), step(-120))
    session.flush()
    return made


def password_step(client, **options):
    return client.post("/login/", data={"username": "liwei", "password": PASSWORD}, **options)


def code_step(client, code):
    return client.post("/login/code", data={"code": code})


def program(client, told):
    """A request of a program that logged in."""
    return client.get("/api/v1/customer/", headers={"Authorization": f"Bearer {told.json['access_token']}"})


def is_in(client):
    return client.get("/profile/").status_code == 200


def test_setting_it_up(session, login, liwei):
    browser = login(liwei)
    page = browser.get("/second-step/").text
    assert "<svg" in page
    secret = re.search(r"<code>([A-Z2-7 ]{30,50})</code>", page).group(1).replace(" ", "")
    sent = {"code": pyotp.TOTP(secret).at(step() * 30), "password": PASSWORD}
    done = browser.post("/second-step/", data=sent)
    assert done.headers["Cache-Control"].startswith("no-store")
    assert len(re.findall(r"<code>[a-z2-9]{4}(?:-[a-z2-9]{4}){3}</code>", done.text)) == 10
    session.expire_all()
    assert second_step.is_on(liwei)
    assert is_in(browser)
    change = session.scalars(select(Change).where(Change.entity == "user").order_by(Change.id.desc())).first()
    assert change.changes == {"second_step": [False, True]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "000000"}, "code"),
        ({"code": ""}, "code"),
        ({"password": "wrong"}, "password"),
        ({"password": ""}, "password"),
    ],
)
def test_nothing_is_set_up_without_a_right_code_and_the_password(session, login, liwei, changes, field):
    browser = login(liwei)
    secret = re.search(r"<code>([A-Z2-7 ]{30,50})</code>", browser.get("/second-step/").text).group(1).replace(" ", "")
    right = {"code": pyotp.TOTP(secret).at(step() * 30), "password": PASSWORD}
    answer = browser.post("/second-step/", data=right | changes)
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    session.expire_all()
    assert not second_step.is_on(liwei)


def test_the_password_alone_opens_nothing(client, codes):
    answer = password_step(client, query_string={"next": "/customer/list/"})
    assert answer.location == "/login/code?next=/customer/list/"
    assert not is_in(client)


def test_with_the_code_one_is_in(client, liwei, codes):
    password_step(client)
    assert client.get("/login/code").status_code == 200
    assert code_step(client, code_of(liwei)).location == "/"
    assert is_in(client)


def test_a_code_is_good_once(app, liwei, codes):
    one, other = app.test_client(), app.test_client()
    password_step(one), password_step(other)
    code = code_of(liwei)
    assert code_step(one, code).location == "/"
    assert code_step(other, code).status_code == 422
    assert code_step(other, code_of(liwei, -1)).status_code == 422, "nor one from before"
    assert code_step(other, code_of(liwei, 1)).location == "/"


@pytest.mark.parametrize("shift", [-3, -2, 3, 4])  # two ahead may be one ahead by the time it arrives
def test_codes_of_other_times_are_none(client, liwei, codes, shift):
    password_step(client)
    assert code_step(client, code_of(liwei, shift)).status_code == 422


def test_a_recovery_code_is_good_once(session, app, codes):
    for status in (302, 422):
        client = app.test_client()
        password_step(client)
        assert code_step(client, codes[0].upper().replace("-", " ")).status_code == status
    assert len(session.scalars(select(RecoveryCode)).all()) == 9


def test_codes_are_stored_as_digests(session, liwei, codes):
    stored = repr([vars(row) for row in session.scalars(select(RecoveryCode)).all()])
    assert not [code for code in codes if code in stored or code.replace("-", "") in stored]
    secret = second_step.secret_of(liwei.id, liwei.profile.totp_nonce)
    assert secret not in repr(session.execute(select(UserProfile.totp_nonce, UserProfile.totp_step)).all())


def test_guessing_codes_is_stopped(client, liwei, codes):
    password_step(client)
    answers = [code_step(client, f"{number:06}").status_code for number in range(12)]
    assert answers == [422] * 10 + [429] * 2
    assert code_step(client, code_of(liwei)).status_code == 429
    assert password_step(client).status_code == 429, "passwords and codes count together"


def tried_earlier(session, seconds):
    for row in session.scalars(select(LoginTries)):
        row.times = [at - seconds for at in row.times]
    session.flush()


def test_whoever_knows_the_password_does_not_try_all_codes(session, client, liwei, codes):
    """Ten a minute would find one of the three right ones within weeks: there are ten in an hour."""
    password_step(client)
    for number in range(10):
        code_step(client, f"{number:06}")
    tried_earlier(session, 61)
    assert code_step(client, code_of(liwei)).status_code == 429
    assert client.post(API, json=BODY | {"code": code_of(liwei)}).status_code == 429
    tried_earlier(session, 3600)
    assert code_step(client, code_of(liwei)).status_code == 302


def test_a_program_that_knows_of_no_code_uses_none_up(session, client, liwei, codes):
    for _ in range(3):
        for _ in range(5):
            assert client.post(API, json=BODY).status_code == 401
        tried_earlier(session, 61)
    password_step(client)
    assert code_step(client, code_of(liwei)).status_code == 302


def test_nobody_comes_to_the_second_step_without_the_first(client, liwei, codes):
    assert client.get("/login/code").location == "/login/"
    assert code_step(client, code_of(liwei)).location == "/login/"


def test_the_first_step_is_worth_nothing_after_five_minutes_or_with_a_new_password(session, app, liwei, codes):
    late, client = app.test_client(), app.test_client()
    password_step(late), password_step(client)
    with late.session_transaction() as held:
        held["kehu_first_step"] = held["kehu_first_step"] | {"at": now().timestamp() - 301}
    assert code_step(late, code_of(liwei)).location == "/login/"
    actions.set_password(liwei, "cold tea at midnight")
    session.flush()
    assert code_step(client, code_of(liwei)).location == "/login/"


def test_programs_send_the_code_along(client, liwei, codes):
    body = {"username": "liwei", "password": PASSWORD, "provider": "db"}
    assert client.post(API, json=body).status_code == 401
    assert client.post(API, json=body | {"code": "000000"}).status_code == 401
    told = client.post(API, json=body | {"code": code_of(liwei)})
    assert (
        client.get("/api/v1/customer/", headers={"Authorization": f"Bearer {told.json['access_token']}"}).status_code
        == 200
    )


class TestARoleAsksForIt:
    @pytest.fixture(autouse=True)
    def asked(self, session, liwei, login):
        boss = login(UserFactory(username="boss", role_names=["Admin"]))
        role = session.scalars(select(Role).where(Role.name == "Sales")).one()
        assert boss.post(f"/role/action/two_steps/{role.id}").status_code == 302
        return boss, role

    def test_whoever_has_none_sets_it_up_first(self, login, liwei):
        browser = login(liwei)
        assert browser.get("/customer/list/").location == "/second-step/"
        assert browser.get("/second-step/").status_code == 200
        assert browser.get("/api/v1/menu/").status_code == 403

    def test_whoever_has_one_works(self, login, liwei, codes):
        assert login(liwei).get("/customer/list/").status_code == 200

    def test_programs_of_those_without_are_shut_out(self, client, liwei):
        token = client.post(API, json={"username": "liwei", "password": PASSWORD, "provider": "db"}).json[
            "access_token"
        ]
        assert client.get("/api/v1/customer/", headers={"Authorization": f"Bearer {token}"}).status_code == 403

    def test_others_are_left_alone(self, session, login):
        assert login(UserFactory(role_names=["Marketing"])).get("/customer/list/").status_code == 200

    def test_until_it_is_left_to_them_again(self, login, liwei, asked):
        boss, role = asked
        boss.post(f"/role/action/one_step/{role.id}")
        assert login(liwei).get("/customer/list/").status_code == 200


def test_turning_it_off_takes_the_password(session, login, liwei, codes):
    browser = login(liwei)
    assert browser.post("/second-step/off", data={"password": "wrong"}).status_code == 422
    assert browser.post("/second-step/off", data={"password": PASSWORD}).status_code == 302
    session.expire_all()
    assert not second_step.is_on(liwei)
    assert session.scalars(select(RecoveryCode)).all() == []


def test_new_recovery_codes_replace_the_old(session, client, login, liwei, codes):
    assert login(liwei).post("/second-step/codes", data={"password": PASSWORD}).status_code == 200
    password_step(client)
    assert code_step(client, codes[0]).status_code == 422


def test_an_administrator_helps_whoever_lost_everything(session, client, login, liwei, codes):
    boss = login(UserFactory(username="boss", role_names=["Admin"]))
    assert boss.post(f"/user/one_step/{liwei.id}").status_code == 302
    assert password_step(client).location == "/"


def test_of_many_who_send_one_code_at_once_one_is_let_in(committing_app):
    with committing_app.app_context(), system_access("test"):
        user = UserFactory(username="liwei", role_names=["Sales"])
        actions.set_password(user, PASSWORD)
        user.profile.must_change_password = False
        db.session.flush()
        with committing_app.test_request_context():
            nonce = second_step.new_nonce()
        second_step._store(user.id, totp_nonce=nonce, totp_step=step(-120))
        db.session.commit()
        code = pyotp.TOTP(second_step.secret_of(user.id, nonce)).at(step() * 30)
    browsers = [committing_app.test_client() for _ in range(6)]
    for browser in browsers:
        assert password_step(browser).location.startswith("/login/code")
    lock, answers = threading.Lock(), []

    def send(browser):
        status = code_step(browser, code).status_code
        with lock:
            answers.append(status)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, browsers))
    assert sorted(answers) == [302, 422, 422, 422, 422, 422]
