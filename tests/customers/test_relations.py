"""Relations between customers: none to oneself, none twice, no circle of referrers, under concurrency too."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core.access import system_access
from app.core.db import db
from app.core.errors import RuleError
from app.customers.models.customer_relation import CustomerRelation
from tests.factories.customers import CustomerFactory, CustomerRelationFactory
from tests.factories.system import UserFactory

EN = {"Accept-Language": "en"}


@pytest.fixture
def three(session):
    return [CustomerFactory() for _ in range(3)]


def test_nobody_is_related_to_itself(session, three):
    with pytest.raises(RuleError, match="itself"):
        CustomerRelationFactory(customer=three[0], other=three[0])


def test_a_partner_is_a_partner_once_from_either_side(session, three):
    a, b, _ = three
    CustomerRelationFactory(customer=a, other=b, kind="partner")
    with pytest.raises(RuleError, match="already"):
        CustomerRelationFactory(customer=b, other=a, kind="partner")


def test_a_relation_with_a_direction_may_stand_both_ways(session, three):
    a, b, _ = three
    CustomerRelationFactory(customer=a, other=b, kind="supplier")
    CustomerRelationFactory(customer=b, other=a, kind="supplier")
    assert session.scalar(select(func.count()).select_from(CustomerRelation)) == 2


def test_the_same_relation_twice_is_refused_by_the_database(session, three):
    a, b, _ = three
    CustomerRelationFactory(customer=a, other=b, kind="supplier")
    with pytest.raises(IntegrityError):
        CustomerRelationFactory(customer=a, other=b, kind="supplier")


def test_a_chain_of_referrers_does_not_close(session, three):
    a, b, c = three
    CustomerRelationFactory(customer=a, other=b, kind="referrer")
    CustomerRelationFactory(customer=b, other=c, kind="referrer")
    with pytest.raises(RuleError, match="lead back"):
        CustomerRelationFactory(customer=c, other=a, kind="referrer")


def test_a_chain_does_not_close_through_a_second_referrer(session, three):
    a, b, c = three
    CustomerRelationFactory(customer=a, other=CustomerFactory(), kind="referrer")
    CustomerRelationFactory(customer=a, other=b, kind="referrer")
    CustomerRelationFactory(customer=b, other=c, kind="referrer")
    with pytest.raises(RuleError, match="lead back"):
        CustomerRelationFactory(customer=c, other=a, kind="referrer")


def test_a_chain_does_not_close_by_what_is_saved_at_once(session, three):
    a, b, _ = three
    session.add_all(CustomerRelation(customer=x, other=y, kind="referrer") for x, y in ((a, b), (b, a)))
    with pytest.raises(RuleError, match="lead back"):
        session.flush()


def test_a_chain_turned_round_in_one_edit_is_none(session, three):
    a, b, _ = three
    relation = CustomerRelationFactory(customer=a, other=b, kind="referrer")
    relation.customer, relation.other = b, a
    session.flush()
    session.expire_all()
    assert (relation.customer, relation.other) == (b, a)


def test_each_of_two_saves_alone_is_right_but_not_both(committing_app):
    app = committing_app
    with app.app_context(), system_access("test"):
        ids = [CustomerFactory().id for _ in range(2)]
        db.session.commit()
    started, refused = Barrier(2, timeout=30), []

    def relate(customer_id: int, other_id: int) -> None:
        with app.app_context(), system_access("test"):
            try:
                started.wait()
                db.session.add(CustomerRelation(customer_id=customer_id, other_id=other_id, kind="referrer"))
                db.session.commit()
            except RuleError as refusal:
                refused.append(refusal)
            finally:
                db.session.remove()

    threads = [Thread(target=relate, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with app.app_context(), system_access("test"):
        assert db.session.scalar(select(func.count()).select_from(CustomerRelation)) == 1


def test_both_customers_show_the_relation(session, login, three):
    a, b, _ = three
    CustomerRelationFactory(customer=a, other=b, kind="partner")
    session.commit()
    client = login(UserFactory(role_names=["GeneralManager"]))
    assert b.name in client.get(f"/customer/related/customer_relation-customer/{a.id}", headers=EN).text
    assert a.name in client.get(f"/customer/related/customer_relation-other/{b.id}", headers=EN).text


def test_an_invisible_customer_is_nobodys_partner(session, login, three):
    ann = UserFactory(role_names=["Sales"])
    own = CustomerFactory(owner=ann)
    session.commit()
    form = {"customer": str(own.id), "other": str(three[0].id), "kind": "partner"}
    assert login(ann).post("/customer_relation/add", data=form).status_code == 422
    assert session.scalar(select(func.count()).select_from(CustomerRelation)) == 0
