"""Who a program acts for: whoever the token names, whatever else the request carries."""

from datetime import timedelta

import pytest
from flask_jwt_extended import create_access_token
from werkzeug.security import generate_password_hash

from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support.visitors import login

URL = "/api/v1/customer/"


def bearer(token):
    return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}


def token_for(user, **options):
    return create_access_token(identity=str(user.id), **options)


@pytest.fixture
def ann(session):
    return UserFactory(role_names=["Sales"])


def test_a_token_is_got_with_the_password(session, client):
    user = UserFactory(role_names=["Sales"], password=generate_password_hash("Shanghai-2026", "pbkdf2:sha256:1"))
    body = {"username": user.username, "password": "Shanghai-2026", "provider": "db", "refresh": True}
    told = client.post("/api/v1/security/login", json=body)
    assert told.status_code == 200
    assert client.get(URL, headers=bearer(told.json["access_token"])).status_code == 200
    renewed = client.post("/api/v1/security/refresh", headers=bearer(told.json["refresh_token"]))
    assert client.get(URL, headers=bearer(renewed.json["access_token"])).status_code == 200
    assert client.post("/api/v1/security/login", json=body | {"password": "wrong"}).status_code == 401


def test_without_a_usable_token_there_is_a_reason_and_no_record(session, client, ann):
    refused = {
        "none": {},
        "another kind": {"Authorization": "Basic YTpi"},
        "an empty one": {"Authorization": "Bearer"},
        "rubbish": bearer("rubbish"),
        "an expired one": bearer(token_for(ann, expires_delta=timedelta(seconds=-1))),
        "one changed on the way": bearer(token_for(ann)[:-4] + "AAAA"),
        "one of nobody": bearer(create_access_token(identity="999999")),
    }
    for case, headers in refused.items():
        answer = client.get(URL, headers=headers)
        assert (answer.status_code, answer.headers.get("WWW-Authenticate")) == (401, "Bearer"), case
        assert answer.json["message"], case


def test_somebody_who_left_is_let_in_no_more(session, client, ann):
    token = token_for(ann)
    assert client.get(URL, headers=bearer(token)).status_code == 200
    ann.active = False
    session.flush()
    assert client.get(URL, headers=bearer(token)).status_code == 401


def test_a_browser_s_session_opens_nothing(session, client, ann):
    CustomerFactory(owner=ann)
    login(client, ann)
    assert client.get("/customer/list/").status_code == 200
    assert client.get(URL).status_code == 401
    assert client.post(URL, json={"name": "A"}).status_code == 401


def test_the_token_counts_where_a_session_says_otherwise(session, client, ann):
    mine, foreign = CustomerFactory(owner=ann), CustomerFactory()
    login(client, UserFactory(role_names=["Admin"]))
    assert client.get(URL, headers=bearer(token_for(ann))).json["ids"] == [mine.id]
    assert client.get(f"{URL}{foreign.id}", headers=bearer(token_for(ann))).status_code == 404
    made = client.post(URL, json={"name": "A"}, headers=bearer(token_for(ann))).json
    assert made["result"]["owner"]["id"] == ann.id


def test_after_a_refusal_the_request_still_knows_who_acts(session, client, ann):
    """A rollback expires the user that the token was read into; finding out again must not go in circles."""
    foreign = CustomerFactory()
    answer = client.post("/api/v1/contact/", json={"name": "A", "customer": foreign.id}, headers=bearer(token_for(ann)))
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["customer"])
    twin = {"name": "twin", "code": "C-1"}
    assert client.post(URL, json=twin, headers=bearer(token_for(ann))).status_code == 201
    assert client.post(URL, json=twin, headers=bearer(token_for(ann))).status_code == 409
