"""Factories of the customers module."""

from __future__ import annotations

import factory

from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.models.tag import Tag
from app.customers.models.territory import Territory
from tests.factories.base import RecordFactory


class TerritoryFactory(RecordFactory):
    class Meta:
        model = Territory

    name = factory.Sequence(lambda number: f"Territory {number}")


class TagFactory(RecordFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda number: f"Tag {number}")


class CustomerFactory(RecordFactory):
    class Meta:
        model = Customer

    name = factory.Sequence(lambda number: f"华东精密{number}号有限公司")


class ContactFactory(RecordFactory):
    class Meta:
        model = Contact

    name = factory.Sequence(lambda number: f"李{number}")
    owner = None
    # A contact's access follows its customer, so both belong to the same colleague unless a test says otherwise.
    customer = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    is_main = True


class LeadFactory(RecordFactory):
    class Meta:
        model = Lead

    name = factory.Sequence(lambda number: f"南方包装{number}号有限公司")
    contact_name = factory.Sequence(lambda number: f"陈{number}")
