"""Row 8: guessing stops, whatever door and process it is tried at, and sessions end at the next request."""

from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from sqlalchemy import select, update

from app.core.access import system_access
from app.core.db import db
from app.core.history import Change
from app.system import actions, authentication, throttle
from app.system.models.login_tries import LoginTries
from tests.factories.system import UserFactory
from tests.support.processes import serve

PASSWORD = "warm tea at noon"
API = "/api/v1/security/login"
OFFICE = {"REMOTE_ADDR": "192.0.2.7"}
WAIT = {"en": "Try again in", "zh": "请在"}


def make_user(name="liwei", **options):
    user = UserFactory(username=name, role_names=["Sales"], **options)
    actions.set_password(user, PASSWORD)
    user.profile.must_change_password = False
    db.session.flush()
    return user


@pytest.fixture
def liwei(session):
    return make_user()


@pytest.fixture
def checked(monkeypatch):
    """Every password that was really looked at."""
    seen, real = [], authentication.check_password_hash

    def look(stored, password):
        seen.append(password)
        return real(stored, password)

    monkeypatch.setattr(authentication, "check_password_hash", look)
    return seen


def by_form(client, name, password="wrong", **options):
    return client.post("/login/", data={"username": name, "password": password}, environ_base=OFFICE, **options)


def by_api(client, name, password="wrong", **options):
    body = {"username": name, "password": password, "provider": "db"}
    return client.post(API, json=body, environ_base=OFFICE, **options)


def test_ten_tries_a_minute_by_both_doors_and_both_names_together(client, liwei, checked):
    doors = [(by_form, "liwei"), (by_api, "liwei"), (by_form, liwei.email), (by_api, "LiWei")]
    answers = [door(client, name).status_code for door, name in doors * 5]
    assert len(checked) == 10
    assert Counter(answers) == {302: 5, 401: 5, 429: 10}
    for door in (by_form, by_api):
        refused = door(client, "liwei", PASSWORD)
        assert refused.status_code == 429, "the right password is not looked at either"
        assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert len(checked) == 10


def test_a_minute_later_there_is_room_again(session, client, liwei):
    for _ in range(11):
        by_form(client, "liwei")
    key = f"user:{liwei.id}"
    times = session.scalars(select(LoginTries.times).where(LoginTries.key == key)).one()
    earlier = [at - 60 for at in times]
    session.execute(update(LoginTries).where(LoginTries.key == key).values(times=earlier))
    assert by_form(client, "liwei", PASSWORD).location == "/"
    assert client.get("/profile/").status_code == 200


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_whoever_is_refused_reads_when_to_try_again(client, liwei, locale):
    told = {"headers": {"Accept-Language": locale}}
    for _ in range(10):
        by_form(client, "liwei", **told)
    assert WAIT[locale] in by_form(client, "liwei", **told).text
    assert WAIT[locale] in by_api(client, "liwei", **told).json["message"]


def test_who_knows_the_password_may_log_in_as_often_as_they_like(app, liwei):
    for _ in range(9):
        by_form(app.test_client(), "liwei")
    for _ in range(12):
        assert by_form(app.test_client(), "liwei", PASSWORD).location == "/"
    assert by_form(app.test_client(), "liwei").status_code == 302, "the ninth mistake is still the ninth"
    assert by_form(app.test_client(), "liwei").status_code == 429


def test_an_office_behind_one_address_is_not_locked_out(app, liwei):
    """Nine colleagues who all mistype do not keep the tenth from working."""
    for number in range(9):
        for _ in range(10):
            by_form(app.test_client(), f"colleague{number}")
    assert by_form(app.test_client(), "liwei", PASSWORD).location == "/"


def test_who_tries_many_names_from_one_address_is_stopped(client, checked):
    answers = Counter(by_api(client, f"name{number}").status_code for number in range(105))
    assert answers == {401: 100, 429: 5}
    assert len(checked) == 100
    elsewhere = client.post(
        "/login/", data={"username": "a", "password": "b"}, environ_base={"REMOTE_ADDR": "192.0.2.8"}
    )
    assert elsewhere.status_code == 302


class TestNobodyLearnsWhoThereIs:
    @pytest.fixture
    def names(self, session, liwei):
        make_user("gone", active=False)
        UserFactory(username="without")  # no password yet
        return ["liwei", "gone", "without", "nobody", "a\x00b", "x" * 5000]

    @pytest.mark.parametrize("door", [by_form, by_api])
    def test_by_the_answer_or_the_work(self, app, names, checked, statements, door):
        answers, work = set(), set()
        for name in names:
            door(app.test_client(), name)  # the first time a counter is made
            client = app.test_client()
            checked.clear()
            with statements() as sent:
                answer = door(client, name)
            page = client.get(answer.location).text if answer.status_code == 302 else answer.text
            answers.add((answer.status_code, page.replace(name, "")))
            work.add((len(checked), sum(text.startswith(("INSERT", "UPDATE")) for text in sent) // 2))
        assert len({status for status, _ in answers}) == 1
        assert {hashes for hashes, _ in work} == {1}

    def test_nor_by_being_locked_out(self, app, names):
        for name in names:
            for _ in range(10):
                by_api(app.test_client(), name)
            assert by_api(app.test_client(), name).status_code == 429, name
            with app.app_context():
                throttle.clear_tries(throttle.now())
                db.session.commit()


def test_what_happened_at_the_door_is_in_the_history(session, client, liwei):
    by_form(client, "liwei")
    by_form(client, "liwei", PASSWORD)
    statement = select(Change).where(Change.entity == "user", Change.record_id == liwei.id).order_by(Change.id.desc())
    login, refused, *_ = session.scalars(statement)
    assert (refused.kind, refused.user_id, refused.changes) == ("login_refused", None, {"address": [None, "192.0.2.7"]})
    assert (login.kind, login.user_id) == ("login", liwei.id)


def test_no_more_get_through_when_all_try_at_once(committing_app, checked):
    """Thirty tries by fifteen threads; each is a worker to the database."""
    with committing_app.app_context(), system_access("test"):
        make_user()
        db.session.commit()
    lock, answers = threading.Lock(), Counter()

    def guess(number):
        door = (by_form, by_api)[number % 2]
        answer = door(committing_app.test_client(), "liwei")
        with lock:
            answers[answer.status_code] += 1

    with ThreadPoolExecutor(15) as pool:
        list(pool.map(guess, range(30)))
    assert len(checked) == 10
    assert answers[429] == 20


def test_processes_count_together(installation):
    """Real servers over one database: what one has counted, the other does not admit."""
    statuses = Counter()
    with serve(installation) as one, serve(installation) as other:
        for server in [one, other] * 8:
            connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
            body = json.dumps({"username": "admin", "password": "wrong", "provider": "db"})
            connection.request("POST", API, body, {"Content-Type": "application/json"})
            statuses[connection.getresponse().status] += 1
            connection.close()
    assert statuses == {401: 10, 429: 6}
