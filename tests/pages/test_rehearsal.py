"""What a server answers into the void before its first visitor comes."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import Context

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import CacheStats

from app import rehearsal
from app.core.access import acting_as
from app.core.db import db
from app.core.stamps import forget_cached, stamped
from app.customers.models.customer import Customer
from tests.factories.system import UserFactory

PLENTY = 600.0  # seconds


def rehearsed(app, seconds=PLENTY):
    """As at the start of a server, where nobody acts and no session is open."""
    return Context().run(rehearsal.rehearse, app, seconds)


@pytest.fixture
def answered(monkeypatch):
    """The (reader, address) pairs that were answered, as the framework saw them."""
    seen = []
    answer = rehearsal._answer

    def note(app, reader, address):
        seen.append((reader, address))
        answer(app, reader, address)

    monkeypatch.setattr(rehearsal, "_answer", note)
    return seen


@contextmanager
def newly_compiled():
    """The statements that the block sends for the first time."""
    found = []

    def note(_connection, _cursor, statement, _parameters, context, _many):
        if context.cache_hit is CacheStats.CACHE_MISS:
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.databases("sqlite")
def test_one_reader_of_each_role_opens_lists_and_records(app, session, samples, answered):
    owner, manager = UserFactory(role_names=["Sales"]), UserFactory(role_names=["SalesManager"])
    samples(owner)
    session.commit()
    with acting_as(owner.id):
        newest = max(session.execute(select(Customer.id)).scalars())
    assert rehearsed(app) == len(answered)
    seen = {address for reader, address in answered if reader == owner.id}
    assert {"/", "/customer/list/", "/contact/list/", f"/customer/show/{newest}"} <= seen
    assert {"/", "/customer/list/"} <= {address for reader, address in answered if reader == manager.id}


@pytest.mark.databases("sqlite")
def test_nothing_that_was_read_is_kept(app, session, samples):
    samples(UserFactory(role_names=["Sales"]))
    session.commit()
    with app.app_context():
        stamped("role", "before", lambda: "read before")
    assert rehearsed(app)
    assert not app.extensions.get("kehu_caches")


@pytest.mark.databases("sqlite")
def test_the_first_visitor_finds_the_statements_of_a_list_compiled(app, session, samples, login):
    owner = UserFactory(role_names=["Sales"])
    samples(owner)
    session.commit()
    client = login(owner)
    with app.app_context():
        db.engine.engine.clear_compiled_cache()
        forget_cached()
    rehearsed(app)
    with newly_compiled() as statements:
        assert client.get("/customer/list/").status_code == 200
    assert not [statement for statement in statements if "FROM customer" in statement]


@pytest.mark.databases("sqlite")
def test_it_ends_when_its_time_is_up(app, session, samples, answered):
    samples(UserFactory(role_names=["Sales"]))
    session.commit()
    assert rehearsed(app, seconds=0.0) == 0
    assert not answered


@pytest.mark.databases("sqlite")
def test_a_page_that_fails_keeps_no_server_from_starting(app, session, samples, monkeypatch):
    samples(UserFactory(role_names=["Sales"]))
    session.commit()
    monkeypatch.setattr(app, "dispatch_request", lambda: 1 / 0)
    assert rehearsed(app) == 0
