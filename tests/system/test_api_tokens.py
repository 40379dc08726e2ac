"""Keys for programs: made by people for themselves, shown once, and good for no more than was said."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core.access import system_access
from app.core.clock import now
from app.core.db import db
from app.core.history import Change
from app.system import actions, api_tokens
from app.system.models.api_token import ApiToken
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support.visitors import login as logged_in

URL = "/api/v1/customer/"
ONLY_READS = {"en": "This key may only read.", "zh": "该密钥只能读取。"}
WANTED = {"name": "nightly report", "scope": "read", "days": "30", "module": ""}


@pytest.fixture
def ann(session):
    return UserFactory(username="ann", role_names=["Sales"])


@pytest.fixture
def at_ann(login, ann):
    return login(ann)


def make_key(client, **changes):
    answer = client.post("/logins/add_key", data=WANTED | changes)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return re.search(r"<code>(kehu_[\w-]{43})</code>", answer.text).group(1)


def bearer(key, locale="en"):
    return {"Authorization": f"Bearer {key}", "Accept-Language": locale}


def test_a_key_works_on_its_owner_s_behalf(client, at_ann, ann):
    mine, _foreign = CustomerFactory(owner=ann), CustomerFactory()
    answer = client.get(URL, headers=bearer(make_key(at_ann)))
    assert (answer.status_code, answer.json["ids"]) == (200, [mine.id])


def test_only_a_digest_is_kept_and_nothing_shows_the_key_again(session, at_ann):
    key = make_key(at_ann)
    assert key not in at_ann.get("/logins/").text
    row = session.scalars(select(ApiToken)).one()
    assert key not in repr(vars(row))
    [change] = session.scalars(select(Change).where(Change.entity == "user").order_by(Change.id.desc()).limit(1))
    assert change.changes == {"api_token": [None, "nightly report"]}


def test_whatever_is_wrong_with_a_key_the_answer_is_the_same(session, client, at_ann, ann):
    expired, withdrawn, good = make_key(at_ann), make_key(at_ann, name="old"), make_key(at_ann, name="good")
    digest = api_tokens.digest_of(expired)
    session.execute(update(ApiToken).where(ApiToken.digest == digest).values(expires_at=now()))
    old = session.scalars(select(ApiToken.id).where(ApiToken.name == "old")).one()
    assert at_ann.post(f"/logins/withdraw_key/{old}").status_code == 302
    cases = [expired, withdrawn, "kehu_unknown", "kehu_", good[:-1], good + "x", "kehu_\xff"]
    answers = {
        (a.status_code, a.text, a.headers["WWW-Authenticate"])
        for a in (client.get(URL, headers=bearer(key)) for key in cases)
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401
    assert client.get(URL, headers=bearer(good)).status_code == 200


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_a_key_for_reading_changes_nothing(client, at_ann, ann, locale):
    customer = CustomerFactory(owner=ann, name="Before Ltd")
    key = make_key(at_ann)
    calls = [
        client.post(URL, json={"name": "New Ltd"}, headers=bearer(key, locale)),
        client.put(f"{URL}{customer.id}", json={"name": "After Ltd", "version": 1}, headers=bearer(key, locale)),
        client.delete(f"{URL}{customer.id}", json={"version": 1}, headers=bearer(key, locale)),
    ]
    assert [answer.status_code for answer in calls] == [403] * 3
    assert {answer.json["message"] for answer in calls} == {
        {"en": "This key may only read.", "zh": "该密钥只能读取。"}[locale]
    }
    assert client.get(f"{URL}{customer.id}", headers=bearer(key)).json["result"]["name"] == "Before Ltd"


def test_a_key_for_changing_changes(client, at_ann):
    key = make_key(at_ann, scope="write")
    assert client.post(URL, json={"name": "New Ltd"}, headers=bearer(key)).status_code == 201


def test_a_key_for_one_module_opens_no_other(session, client, login):
    boss = login(UserFactory(username="boss", role_names=["Admin"]))
    key = make_key(boss, module="customers")
    assert client.get(URL, headers=bearer(key)).status_code == 200
    assert client.get("/api/v1/user/", headers=bearer(key)).status_code == 403


def test_a_key_gives_no_right_that_its_owner_lacks(client, at_ann):
    assert client.get("/api/v1/user/", headers=bearer(make_key(at_ann))).status_code == 403


def test_a_key_counts_where_a_cookie_says_otherwise(client, at_ann, ann):
    mine, _foreign = CustomerFactory(owner=ann), CustomerFactory()
    key = make_key(at_ann)
    logged_in(client, UserFactory(role_names=["Admin"]))
    assert client.get(URL, headers=bearer(key)).json["ids"] == [mine.id]


def test_a_key_opens_no_page(client, at_ann):
    assert client.get("/customer/list/", headers=bearer(make_key(at_ann))).status_code == 302


def lose_the_password(ann):
    actions.set_password(ann, "")


def be_deactivated(ann):
    actions.deactivate([ann])


def lose_a_role(ann):
    ann.roles.clear()


def get_a_one_time_password(ann):
    ann.profile.must_change_password = True


@pytest.mark.parametrize(
    ("event", "status"),
    [(lose_the_password, 401), (be_deactivated, 401), (lose_a_role, 401), (get_a_one_time_password, 403)],
)
def test_keys_end_with_what_they_stand_on(session, client, at_ann, ann, event, status):
    key = make_key(at_ann)
    event(ann)
    session.flush()
    assert client.get(URL, headers=bearer(key)).status_code == status


def test_somebody_else_s_key_is_not_withdrawn(session, client, login, at_ann):
    key = make_key(at_ann)
    row = session.scalars(select(ApiToken)).one()
    login(UserFactory(role_names=["Admin"])).post(f"/logins/withdraw_key/{row.id}")
    assert client.get(URL, headers=bearer(key)).status_code == 200


BAD = {
    "no name": {"name": ""},
    "a scope that is none": {"scope": "admin"},
    "for ever": {"days": "100000"},
    "a module that is none": {"module": "nowhere"},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_what_makes_no_sense_is_refused(session, at_ann, changes):
    assert at_ann.post("/logins/add_key", data=WANTED | changes).status_code == 422
    assert session.scalars(select(ApiToken)).all() == []


def test_there_are_not_endlessly_many(session, at_ann, ann):
    for number in range(api_tokens.MOST):
        api_tokens.create_token(ann, str(number), "read", 30)
    session.flush()
    assert at_ann.post("/logins/add_key", data=WANTED).status_code == 422


def test_the_last_use_is_written_down_now_and_then(committing_app):
    with committing_app.app_context(), system_access("test"):
        ann = UserFactory(username="ann", role_names=["Sales"])
        key = api_tokens.create_token(ann, "report", "read", 30)
        db.session.commit()
        client = committing_app.test_client()
        used = []
        for _ in range(2):
            assert client.get(URL, headers=bearer(key)).status_code == 200
            used.append(db.session.scalars(select(ApiToken.used_at)).one())
        assert used[0] is not None
        assert used[0] == used[1]


def test_the_night_forgets_what_expired_long_ago(session, at_ann):
    make_key(at_ann)
    session.execute(update(ApiToken).values(expires_at=now() - timedelta(days=31)))
    api_tokens.clear_tokens()
    assert session.scalars(select(ApiToken)).all() == []
