"""The nightly search finds each pair once, goes on where it stopped, and respects what people decided."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.core.archiving import archive, archive_all, restore_all
from app.core.jobs.model import Job
from app.core.jobs.queue import enqueue
from app.customers import duplicate_search
from app.customers.duplicate_pairs import keep_apart, reopen
from app.customers.duplicates import similar_to
from app.customers.identities import CUSTOMER
from app.customers.models.duplicate_pair import DuplicatePair
from tests.factories.customers import CustomerFactory, DuplicatePairFactory
from tests.factories.system import UserFactory
from tests.support.import_wizard import work

NAMES = ("深圳市青鲸精密机械有限公司", "赤象软件有限公司", "青鲸精密机械（深圳）有限公司", "墨鹿自动化设备有限公司")


@pytest.fixture
def search(app, session):
    """`search()` runs the nightly search and returns its job."""

    def run():
        session.commit()
        found = enqueue(session(), "find_duplicates")
        session.commit()
        work(app)
        session.expire_all()
        return session.scalars(select(Job).where(Job.id == found.id)).one()

    return run


def pairs(session):
    rows = session.execute(select(DuplicatePair.record_id, DuplicatePair.other_id, DuplicatePair.state))
    return [tuple(row) for row in rows]


def test_each_pair_is_found_once_the_older_first(session, search):
    customers = [CustomerFactory(name=name) for name in NAMES]
    job = search()
    assert job.result == {"records": 4, "pairs": 1}
    assert pairs(session) == [(customers[0].id, customers[2].id, "open")]
    assert search().result["pairs"] == 1
    assert len(pairs(session)) == 1


def test_pairs_see_as_far_as_their_older_customer(session, search, login):
    ann, ben = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    CustomerFactory(name=NAMES[0], owner=ann)
    CustomerFactory(name=NAMES[2], owner=ben)
    search()
    page = login(ann).get("/duplicate_pair/list/").text
    assert NAMES[0] in page
    assert NAMES[2] not in page
    assert NAMES[0] not in login(ben).get("/duplicate_pair/list/").text


def test_what_is_decided_stays_decided_and_is_not_warned_of(session, search):
    one, other = (CustomerFactory(name=NAMES[n]) for n in (0, 2))
    search()
    pair = session.scalars(select(DuplicatePair)).one()
    keep_apart([pair])
    search()
    assert pairs(session) == [(one.id, other.id, "different")]
    assert similar_to(CUSTOMER, CUSTOMER.of(other), other.id) == []
    reopen([pair])
    session.flush()
    assert [found.record_id for found in similar_to(CUSTOMER, CUSTOMER.of(other), other.id)] == [one.id]


def test_what_is_no_pair_any_more_disappears(session, search):
    one, other = (CustomerFactory(name=NAMES[n]) for n in (0, 2))
    search()
    other.name = "银狐食品有限公司"
    search()
    assert pairs(session) == []
    other.name = one.name
    search()
    archive(other)
    session.flush()
    assert pairs(session) == []


def test_customers_that_look_alike_are_deleted_and_come_back(session, search):
    both = [CustomerFactory(name=NAMES[0]), CustomerFactory(name=NAMES[2])]
    search()
    archive_all(both)
    session.commit()
    assert pairs(session) == []
    restore_all(both)
    search()
    assert pairs(session) == [(both[0].id, both[1].id, "open")]


def test_a_second_attempt_goes_on_after_the_last_customer(app, session, monkeypatch):
    customers = [CustomerFactory(name=name) for name in NAMES]
    session.commit()
    monkeypatch.setattr(duplicate_search, "AT_ONCE", 1)
    job = enqueue(session(), "find_duplicates")
    session.flush()
    checkpoint = {"began": "2020-01-01T00:00:00+00:00", "done": 2, "pairs": 0, "last": customers[1].id}
    session.execute(update(Job).where(Job.id == job.id).values(checkpoint=checkpoint))
    session.commit()
    work(app)
    session.expire_all()
    assert session.scalars(select(Job.result).where(Job.id == job.id)).one() == {"records": 4, "pairs": 1}


def test_the_search_costs_a_few_statements_for_many_customers(app, session, statements, search):
    CustomerFactory.create_batch(50)
    with statements() as few:
        search()
    CustomerFactory.create_batch(100)
    with statements() as many:
        search()
    assert len(many) == len(few)


def test_a_salesperson_decides_on_the_screen(session, login):
    ann = UserFactory(role_names=["Sales"])
    pair = DuplicatePairFactory(owner=ann)
    session.commit()
    client = login(ann)
    assert "Same telephone number" in client.get("/duplicate_pair/list/?_l_=en").text
    assert client.post(f"/duplicate_pair/action/keep_apart/{pair.id}").status_code == 302
    session.expire_all()
    assert (pair.state, pair.decided_by_id) == ("different", ann.id)
    assert client.post(f"/duplicate_pair/action/merge/{pair.id}").status_code == 403


def test_a_manager_goes_on_from_a_pair_to_the_merge(session, login):
    boss = UserFactory(role_names=["GeneralManager"])
    pair = DuplicatePairFactory(owner=boss)
    session.commit()
    answer = login(boss).post(f"/duplicate_pair/action/merge/{pair.id}")
    assert answer.location == f"/customer/merge/{pair.record_id}?other={pair.other_id}"
