"""A customer with contacts has exactly one main contact, whatever is done to them and by how many at once."""

from __future__ import annotations

from collections import Counter
from random import Random
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from app.core.access import acting_as, system_access
from app.core.archiving import archive, restore
from app.core.clock import now
from app.core.db import db
from app.core.errors import RuleError
from app.core.history import Change
from app.customers.actions import customer as actions
from app.customers.models.contact import Contact
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import UserFactory


@pytest.fixture
def team(session):
    """A customer with three contacts, the first of them the main one."""
    customer = CustomerFactory()
    contacts = [ContactFactory(customer=customer, is_main=False) for _ in range(3)]
    session.commit()
    return contacts


def mains(session, *contacts):
    """Which of `contacts` are marked in the database, by their place."""
    session.flush()
    session.expire_all()
    return [place for place, contact in enumerate(contacts) if contact.is_main]


def test_the_first_contact_becomes_main_unasked(session, team):
    assert mains(session, *team) == [0]


def test_a_new_contact_replaces_the_main_one_only_on_demand(session, team):
    plain = ContactFactory(customer=team[0].customer, is_main=False)
    assert mains(session, *team, plain) == [0]
    eager = ContactFactory(customer=team[0].customer, is_main=True)
    assert mains(session, *team, plain, eager) == [4]


def test_contacts_saved_together_with_their_customer(session):
    customer = CustomerFactory.build()
    contacts = [ContactFactory.build(customer=customer, is_main=wants) for wants in (False, False, True)]
    session.add_all(contacts)
    assert mains(session, *contacts) == [2]


def test_promoting_one_demotes_the_other_and_both_say_so_in_their_history(session, team):
    boss = UserFactory(role_names=["Admin"])
    versions = [contact.version for contact in team]
    with acting_as(boss.id):
        actions.make_main_contact(team[2])
        assert mains(session, *team) == [2]
    rows = session.execute(
        select(Change.record_id, Change.changes, Change.user_id).where(
            Change.entity == "contact", Change.kind == "update"
        )
    ).all()
    assert {(record_id, tuple(changes["is_main"]), user_id) for record_id, changes, user_id in rows} == {
        (team[0].id, (True, False), boss.id),
        (team[2].id, (False, True), boss.id),
    }
    assert [contact.version for contact in team] == [versions[0] + 1, versions[1], versions[2] + 1]


def test_promoting_works_on_records_that_were_not_loaded(session, team):
    session.expire_all()
    team[1].is_main = True
    assert mains(session, *team) == [1]


def test_when_the_main_one_is_deleted_the_longest_standing_takes_over(session, team):
    archive(team[0])
    assert mains(session, *team) == [1]
    restore(team[0])
    assert mains(session, *team) == [1]


def test_deleting_several_at_once_and_the_last_one(session, team):
    archive(team[0])
    archive(team[1])
    assert mains(session, *team) == [2]
    archive(team[2])
    assert mains(session, *team) == []
    restore(team[1])
    assert mains(session, *team) == [1]


def test_a_contact_deleted_for_good_leaves_the_mark_to_another(session, team):
    session.delete(team[0])
    session.flush()
    assert mains(session, *team[1:]) == [0]


def test_moving_to_another_customer_leaves_one_main_contact_at_both(session, team):
    there = ContactFactory()
    team[0].customer = there.customer
    assert mains(session, *team, there) == [1, 3]
    empty = CustomerFactory()
    team[1].customer_id = empty.id
    assert mains(session, *team, there) == [1, 2, 3]


def test_a_main_contact_who_joined_later_leaves_for_a_customer_without_contacts(session, team):
    actions.make_main_contact(team[2])
    assert mains(session, *team) == [2]
    team[2].customer = CustomerFactory()
    assert mains(session, *team) == [0, 2]


def test_the_mark_is_not_simply_taken_away(session, team):
    team[0].is_main = False
    with pytest.raises(RuleError, match="Choose another main contact instead") as refusal:
        session.flush()
    assert refusal.value.field == "is_main"
    session.rollback()
    assert mains(session, *team) == [0]


def test_the_mark_moves_when_one_is_cleared_and_another_set_at_once(session, team):
    team[0].is_main, team[1].is_main = False, True
    assert mains(session, *team) == [1]


def test_whatever_happens_there_is_exactly_one(session):
    rng = Random(7)
    customers = [CustomerFactory() for _ in range(3)]
    contacts = [ContactFactory(customer=rng.choice(customers), is_main=rng.random() < 0.5) for _ in range(6)]
    for step in range(60):
        for _ in range(rng.choice((1, 1, 3))):  # several changes in one flush
            deed, contact = rng.choice(("add", "promote", "archive", "restore", "move")), rng.choice(contacts)
            if deed == "add":
                contacts.append(ContactFactory.build(customer=rng.choice(customers), is_main=rng.random() < 0.5))
                session.add(contacts[-1])
            elif deed == "move":
                contact.customer = rng.choice(customers)
            elif deed == "promote" and contact.archived_at is None:
                contact.is_main = True
            else:
                contact.archived_at = now() if deed == "archive" else None
        session.flush()
        session.expire_all()
        live = session.execute(select(Contact.customer_id, Contact.is_main).where(Contact.archived_at.is_(None))).all()
        expected = {customer_id: 1 for customer_id, _ in live}
        assert Counter(customer_id for customer_id, is_main in live if is_main) == expected, step


def test_two_at_once_make_one_main_contact_and_nobody_is_refused(committing_app):
    app = committing_app
    with app.app_context(), system_access("test"):
        customer_id = CustomerFactory(name="同时公司").id
        db.session.commit()
    started, failures = Barrier(4), []

    def add(number: int) -> None:
        with app.app_context(), system_access("test"):
            try:
                started.wait()
                db.session.add(Contact(name=f"联系人{number}", customer_id=customer_id, is_main=number % 2 == 0))
                db.session.commit()
            except Exception as error:
                failures.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context(), system_access("test"):
        marks = db.session.scalars(select(Contact.is_main).where(Contact.customer_id == customer_id)).all()
    assert not failures
    assert sorted(marks) == [False, False, False, True]
