"""The promises of the fixtures: a test sees what was committed, the next does not, visitors know nothing of either."""

from __future__ import annotations

from contextvars import ContextVar

import pytest
from flask import Flask, g
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from app.core.db import db, engine_options
from tests.support.rollback import database_replaced, everything_rolled_back
from tests.support.statements import collect_statements
from tests.support.visitors import Visitor

METADATA = MetaData()
WORDS = Table("word", METADATA, Column("id", Integer, primary_key=True), Column("text", String(20)))
MOOD: ContextVar[str] = ContextVar("mood", default="calm")


@pytest.fixture
def small_app(database_uri):
    """One table and two pages on the database under test."""
    app = Flask("small")
    app.config |= {
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(database_uri),
        "SECRET_KEY": "x",
    }
    app.test_client_class = Visitor
    db.init_app(app)
    app.add_url_rule("/add/<text>", view_func=add, methods=["POST"])
    app.add_url_rule("/mood", view_func=lambda: f"{MOOD.get()} {g.get('mood')}")
    with app.app_context():
        METADATA.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def add(text: str) -> str:
    db.session.execute(insert(WORDS).values(text=text))
    db.session.commit()
    return "added"


def words(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(WORDS.c.text).order_by(WORDS.c.id)))


def test_what_a_request_commits_is_seen_and_then_gone(small_app):
    with everything_rolled_back(small_app):
        small_app.test_client().post("/add/one")
        small_app.test_client().post("/add/two")
        assert words(small_app) == ["one", "two"]
    assert words(small_app) == []


def test_a_rollback_in_the_application_takes_back_its_own_work_only(small_app):
    with everything_rolled_back(small_app):
        small_app.test_client().post("/add/kept")
        with small_app.app_context():
            db.session.execute(insert(WORDS).values(text="lost"))
            db.session.rollback()
        assert words(small_app) == ["kept"]


def test_commits_on_a_replaced_database_are_real_and_stay_there(small_app, databases):
    other = databases.empty()
    with database_replaced(small_app, other.uri) as engine:
        METADATA.create_all(engine)
        small_app.test_client().post("/add/real")
        with engine.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(WORDS)) == 1
    assert words(small_app) == []
    databases.discard(other)


@pytest.mark.databases("sqlite")
def test_a_request_knows_nothing_of_the_test_around_it(small_app):
    MOOD.set("excited")
    with small_app.app_context():
        g.mood = "excited"
        assert small_app.test_client().get("/mood").text == "calm None"


@pytest.mark.databases("sqlite")
def test_statements_are_those_of_the_block_without_the_frame_of_the_test(small_app):
    with everything_rolled_back(small_app):
        words(small_app)
        with collect_statements() as sent:
            small_app.test_client().post("/add/one")
            words(small_app)
        words(small_app)
    assert [statement.split()[0] for statement in sent] == ["INSERT", "SELECT"]
    assert len(sent.touching("word")) == 2
