"""What a database refuses is said in words, and blamed on the right field, whatever the values look like."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.core.refusals import refusal_of
from app.core.registry import entity_of
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory, TagFactory


def refused(session, entity, act):
    with pytest.raises(IntegrityError) as error:
        act()
    session.rollback()
    return refusal_of(error.value, entity_of(entity))


def test_a_taken_value_is_blamed_on_its_field_even_if_it_reads_like_another(session):
    CustomerFactory(code="phone")
    session.commit()
    refusal = refused(session, Customer, lambda: CustomerFactory(code="phone", phone="010-0123 4567"))
    assert refusal.field == "code"
    assert refusal.message == "Another record already has this value in “%(label)s”."


def test_a_value_that_another_entity_refuses_is_not_blamed_on_this_one(session):
    TagFactory(name="VIP")
    session.commit()
    refusal = refused(session, Customer, lambda: TagFactory(name="VIP"))
    assert refusal.field is None
    assert refusal.message == "Another record already has this value."


def test_a_second_main_contact_is_explained(session):
    first = ContactFactory()
    ContactFactory(customer=first.customer, is_main=False)
    session.commit()
    everybody = update(Contact).values(is_main=True)
    refusal = refused(session, Contact, lambda: session.execute(everybody))
    assert refusal.message.startswith("This customer has another main contact by now.")
