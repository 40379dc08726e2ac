"""Row 8: guessing stops, whatever door and process it is tried at, and sessions end at the next request."""

from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection

import pytest
from sqlalchemy import select, update

from app.core.access import system_access
from app.core.clock import now
from app.core.db import db
from app.core.history import Change
from app.system import actions, authentication, sessions, settings, throttle
from app.system.models.login_tries import LoginTries
from app.system.models.user import Role, User
from app.system.models.user_session import UserSession
from tests.factories.system import RoleFactory, UserFactory
from tests.support.processes import serve
from tests.system.conftest import form_of

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
                throttle.clear_tries(now())
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


class Visit:
    """Somebody who logged in by form and by API, and a thief who copied both."""

    def __init__(self, app, name="liwei"):
        self.browser, self.thief = app.test_client(), app.test_client()
        assert by_form(self.browser, name, PASSWORD).location == "/"
        self.thief.set_cookie("session", self.browser.get_cookie("session").value)
        token = by_api(app.test_client(), name, PASSWORD).json["access_token"]
        self.bearer = {"Authorization": f"Bearer {token}"}
        assert (self.by_cookie(), self.by_token()) == (200, 200)

    def by_cookie(self):
        return self.thief.get("/profile/").status_code

    def by_token(self):
        return self.thief.get("/api/v1/customer/", headers=self.bearer).status_code


@pytest.fixture
def visit(app, liwei):
    return Visit(app)


@pytest.fixture
def boss(session, login):
    return login(UserFactory(username="boss", role_names=["Admin"]))


def by_logging_out(visit, boss, user):
    assert visit.browser.post("/logout/").status_code == 302


def by_changing_the_password(visit, boss, user):
    new = {"old_password": PASSWORD, "new_password": "cold tea at midnight", "repeated": "cold tea at midnight"}
    assert visit.browser.post("/password/", data=new).status_code == 302
    assert visit.browser.get("/profile/").status_code == 200, "whoever changes it goes on"


def by_a_reset(visit, boss, user):
    assert boss.post(f"/user/password/{user.id}", data={"new_password": ""}).status_code == 200


def by_deactivation(visit, boss, user):
    boss.post(f"/user/action/deactivate/{user.id}")


def by_losing_a_role(visit, boss, user):
    form = form_of(boss, f"/user/edit/{user.id}")
    other = str(boss.application.appbuilder.sm.find_role("Marketing").id)
    assert boss.post(f"/user/edit/{user.id}", data=form | {"roles": [other]}).status_code == 302


def by_an_administrator(visit, boss, user):
    assert boss.post(f"/user/end_logins/{user.id}").status_code == 302


def by_ending_all_others(visit, boss, user):
    elsewhere = boss.application.test_client()
    by_form(elsewhere, user.username, PASSWORD)
    assert elsewhere.post("/logins/end_others").status_code == 302
    assert elsewhere.get("/profile/").status_code == 200


ENDS = [
    by_logging_out,
    by_changing_the_password,
    by_a_reset,
    by_deactivation,
    by_losing_a_role,
    by_an_administrator,
    by_ending_all_others,
]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_a_copied_cookie_and_a_token_die_with_the_next_request(visit, boss, liwei, end):
    end(visit, boss, liwei)
    assert (visit.by_cookie(), visit.by_token()) == (302, 401)


def test_reactivation_revives_nothing(session, visit, boss, liwei):
    by_deactivation(visit, boss, liwei)
    boss.post(f"/user/action/activate/{liwei.id}")
    assert (visit.by_cookie(), visit.by_token()) == (302, 401)


def test_a_further_role_ends_nothing(session, visit, liwei):
    liwei.roles.append(session.scalars(select(Role).where(Role.name == "Marketing")).one())
    session.flush()
    assert (visit.by_cookie(), visit.by_token()) == (200, 200)


def test_a_colleague_s_logins_stay(app, session, visit, boss, liwei):
    make_user("wangfang")
    colleague = Visit(app, "wangfang")
    for end in (by_an_administrator, by_a_reset):
        end(visit, boss, liwei)
    assert (colleague.by_cookie(), colleague.by_token()) == (200, 200)


def test_a_refreshed_token_ends_with_the_first(app, liwei, boss, visit):
    body = {"username": "liwei", "password": PASSWORD, "provider": "db", "refresh": True}
    client = app.test_client()
    refresh = {"Authorization": "Bearer " + client.post(API, json=body).json["refresh_token"]}
    assert client.post("/api/v1/security/refresh", headers=refresh).status_code == 200
    by_an_administrator(visit, boss, liwei)
    assert client.post("/api/v1/security/refresh", headers=refresh).status_code == 401


@pytest.mark.parametrize(
    ("began", "seen", "status"),
    [(0, 0, 200), (60, 9, 200), (60, 20, 302), (119, 0, 200), (121, 0, 302)],
    ids=["now", "active", "idle", "soon over", "over"],
)
def test_a_login_ends_by_itself(session, visit, began, seen, status):
    """Here after ten minutes without activity, and after two hours in any case."""
    settings.save({"session_idle_minutes": 10, "session_hours": 2})
    moments = {"created_at": now() - timedelta(minutes=began), "seen_at": now() - timedelta(minutes=seen)}
    session.execute(update(UserSession).values(moments))
    assert visit.by_cookie() == status


def test_who_only_reads_stays_logged_in_and_seldom_writes(committing_app, statements):
    with committing_app.app_context(), system_access("test"):
        make_user()
        db.session.commit()
    visit = Visit(committing_app)
    with statements() as sent:
        visit.browser.get("/profile/")
    assert not [text for text in sent if text.startswith("UPDATE")]
    with committing_app.app_context(), system_access("test"):
        before = now() - timedelta(minutes=6)
        db.session.execute(update(UserSession).values(seen_at=before))
        db.session.commit()
        visit.browser.get("/profile/")
        assert db.session.scalars(select(UserSession.seen_at)).one() > before + timedelta(minutes=5)


def test_one_sees_and_ends_ones_own_logins_only(app, session, visit, liwei):
    make_user("wangfang")
    stranger = Visit(app, "wangfang")
    told = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36"}
    by_form(app.test_client(), "liwei", PASSWORD, headers=told)
    page = visit.browser.get("/logins/").text
    assert page.count("192.0.2.7") == 2
    assert "Chrome · Windows" in page
    for row in session.scalars(select(UserSession)).all():
        stranger.browser.post(f"/logins/end/{row.id}")
    assert visit.by_cookie() == 200
    assert stranger.by_cookie() == 302


def test_nobody_ends_the_logins_of_those_who_hold_more(session, login, visit, boss):
    helper = UserFactory(role_names=["Sales"])
    sm = boss.application.appbuilder.sm
    role = RoleFactory()
    role.permissions = [sm.find_permission_view_menu(name, "User") for name in ("can_read", "can_reset_password")]
    helper.roles.append(role)
    session.flush()
    admin = session.scalars(select(User).where(User.username == "boss")).one()
    assert login(helper).post(f"/user/end_logins/{admin.id}").status_code == 400
    assert boss.get("/profile/").status_code == 200


def test_a_session_given_to_somebody_does_not_become_theirs(app, liwei):
    """Fixation: what the browser held before is not what it holds after the login."""
    client = app.test_client()
    with client.session_transaction() as held:
        held["planted"] = "x"
        held["kehu_session"] = "known to a stranger"
    by_form(client, "liwei", PASSWORD)
    with client.session_transaction() as held:
        assert "planted" not in held
        assert held["kehu_session"] != "known to a stranger"


def test_the_night_forgets_what_is_over(session, visit):
    session.execute(update(UserSession).values(seen_at=now() - timedelta(days=40)))
    sessions.clear_sessions()
    assert session.scalars(select(UserSession)).all() == []


def test_a_screen_left_alone_does_not_give_the_password_away(visit, checked):
    """Whoever finds somebody logged in guesses no faster on the page that changes the password."""
    guess = {"old_password": "wrong", "new_password": "cold tea at midnight", "repeated": "cold tea at midnight"}
    answers = Counter(visit.browser.post("/password/", data=guess).status_code for _ in range(15))
    assert answers == {422: 10, 429: 5}


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
