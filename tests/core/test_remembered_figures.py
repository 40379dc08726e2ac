"""Charts of very many records are remembered for a minute; nobody sees what another person may see."""

from __future__ import annotations

import pytest

from app.core.access import acting_as
from app.core.charts import remembering
from app.core.charts.aggregate import rows
from app.core.charts.definition import Chart
from app.core.listing import ListRequest
from app.core.registry import entity_of
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory

pytestmark = pytest.mark.databases("sqlite")
BY_STATUS = Chart("by_status", "by status", "status", listed=True)


@pytest.fixture
def many(monkeypatch):
    """Two records are very many."""
    monkeypatch.setattr(remembering, "MANY", 2)


@pytest.fixture
def customers(app, session):
    """`customers(n)`: so many more of them."""
    app.extensions.pop("kehu_remembered", None)

    def more(number, owner=None):
        CustomerFactory.create_batch(number, status="active", owner=owner)
        session.flush()

    yield more
    app.extensions.pop("kehu_remembered", None)


def active(asked: ListRequest | None = None) -> int:
    found = rows(BY_STATUS, asked or ListRequest(entity_of(Customer)), None)
    return sum(int(row.value) for row in found if row.key == "active")


def test_what_was_added_up_from_many_is_remembered(customers, many):
    customers(2)
    before = active()
    customers(1)
    assert active() == before


def test_after_a_minute_it_is_added_up_again(customers, many, monkeypatch):
    monkeypatch.setattr(remembering, "SECONDS", -1.0)
    customers(2)
    before = active()
    customers(1)
    assert active() == before + 1


def test_few_are_always_the_present_ones(customers):
    customers(1)
    before = active()
    customers(1)
    assert active() == before + 1


def test_each_list_has_its_own(customers, many):
    customers(3)
    assert active() >= 3
    assert active(ListRequest(entity_of(Customer), archived=True)) == 0


def test_each_person_has_their_own(customers, many):
    one, other = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    customers(3, one)
    customers(2, other)
    seen = []
    for person in (one, other, one):
        with acting_as(person.id):
            seen.append(active())
    assert seen == [3, 2, 3]


def test_who_sees_more_from_now_on_is_told_at_once(customers, many, session):
    person = UserFactory(role_names=["Sales"])
    customers(2, person)
    customers(2)
    with acting_as(person.id):
        assert active() == 2
    person.roles = UserFactory(role_names=["GeneralManager"]).roles
    session.flush()
    with acting_as(person.id):
        assert active() >= 4


def test_no_more_answers_are_kept_than_there_is_room_for(app, customers, many, monkeypatch):
    monkeypatch.setattr(remembering, "KEPT", 1)
    customers(3)
    active()
    active(ListRequest(entity_of(Customer), query=""))
    with acting_as(UserFactory(role_names=["GeneralManager"]).id):
        active()
    assert len(app.extensions["kehu_remembered"]) == 1
