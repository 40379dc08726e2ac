"""Programs that send the same thing, or change the same record, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import func, select

from app.core.access import system_access
from app.core.db import db
from app.customers.models.tag import Tag
from tests.factories.customers import TagFactory
from tests.factories.system import UserFactory

PROGRAMS = 4


@pytest.fixture
def headers(committing_app):
    with committing_app.app_context(), system_access("test"):
        user = UserFactory(role_names=["Admin"])
        db.session.commit()
        return {"Authorization": f"Bearer {create_access_token(identity=str(user.id))}"}


def all_at_once(app, method, path, headers, bodies):
    """The answers to requests that start together."""
    start = Barrier(len(bodies))

    def send(body):
        client = app.test_client()
        start.wait()
        return client.open(f"/api/v1{path}", method=method, headers=headers, json=body)

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def test_the_same_key_makes_one_record(committing_app, headers):
    keyed = headers | {"Idempotency-Key": "k-1"}
    answers = all_at_once(committing_app, "POST", "/territory/", keyed, [{"name": f"T{n}"} for n in range(PROGRAMS)])
    assert [answer.status_code for answer in answers] == [201] * PROGRAMS
    assert len({answer.json["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == PROGRAMS - 1


def test_one_change_of_a_version_wins_and_the_others_are_told(committing_app, headers):
    with committing_app.app_context(), system_access("test"):
        tag_id = TagFactory().id
        db.session.commit()
    bodies = [{"version": 1, "description": str(number)} for number in range(PROGRAMS)]
    answers = all_at_once(committing_app, "PUT", f"/tag/{tag_id}", headers, bodies)
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (PROGRAMS - 1)


def test_one_of_two_equal_names_is_a_conflict(committing_app, headers):
    answers = all_at_once(committing_app, "POST", "/tag/", headers, [{"name": "VIP"}] * PROGRAMS)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (PROGRAMS - 1)
    with committing_app.app_context(), system_access("test"):
        assert db.session.execute(select(func.count()).select_from(Tag)).scalar_one() == 1
