"""Factories of the customers module."""

from __future__ import annotations

from datetime import date

import factory

from app.core.clock import now
from app.customers.models.assignment_rule import AssignmentRule
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.customer_relation import CustomerRelation
from app.customers.models.data_problem import DataProblem
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.models.grade_rule import GradeRule
from app.customers.models.handover import Handover
from app.customers.models.lead import Lead
from app.customers.models.merge import CustomerMerge, LeadMerge
from app.customers.models.pool_entry import PoolEntry
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


class CustomerRelationFactory(RecordFactory):
    class Meta:
        model = CustomerRelation

    class Params:
        owner = None

    customer = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    other = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    kind = "partner"


class AssignmentRuleFactory(RecordFactory):
    class Meta:
        model = AssignmentRule

    name = factory.Sequence(lambda number: f"Rule {number}")


class GradeRuleFactory(RecordFactory):
    class Meta:
        model = GradeRule

    grade = factory.Sequence(lambda number: f"G{number}")


class HandoverFactory(RecordFactory):
    class Meta:
        model = Handover

    kind_of_record = "lead"
    record_id = factory.Sequence(lambda number: 900_000 + number)
    name = "南方包装"
    kind = "assigned"
    on_day = date(2026, 3, 1)


class PoolEntryFactory(RecordFactory):
    class Meta:
        model = PoolEntry

    name = factory.Sequence(lambda number: f"待领取{number}号有限公司")
    kind_of_record = "lead"
    record_id = factory.Sequence(lambda number: 900_000 + number)
    reason = "given_back"
    entered_on = date(2026, 3, 1)


class DuplicatePairFactory(RecordFactory):
    """`first` and `second` are two customers unless a test says otherwise."""

    class Meta:
        model = DuplicatePair
        exclude = ("owner", "first", "second")

    owner = None
    first = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    second = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    entity = factory.LazyAttribute(lambda pair: pair.first.__tablename__)
    record_id = factory.LazyAttribute(lambda pair: pair.first.id)
    other_entity = factory.LazyAttribute(lambda pair: pair.second.__tablename__)
    other_id = factory.LazyAttribute(lambda pair: pair.second.id)
    score = 92
    reasons = factory.LazyFunction(lambda: ["Same telephone number"])
    found_at = factory.LazyFunction(now)


class CustomerMergeFactory(RecordFactory):
    class Meta:
        model = CustomerMerge
        exclude = ("owner",)

    owner = None
    survivor = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    merged = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    changed = factory.LazyFunction(dict)
    moved = factory.LazyFunction(dict)


class LeadMergeFactory(RecordFactory):
    class Meta:
        model = LeadMerge
        exclude = ("owner",)

    owner = None
    survivor = factory.SubFactory(LeadFactory, owner=factory.SelfAttribute("..owner"))
    merged = factory.SubFactory(LeadFactory, owner=factory.SelfAttribute("..owner"))
    changed = factory.LazyFunction(dict)
    moved = factory.LazyFunction(dict)


class DataProblemFactory(RecordFactory):
    class Meta:
        model = DataProblem
        exclude = ("owner",)

    owner = None
    customer = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    entity = "customer"
    record_id = factory.LazyAttribute(lambda problem: problem.customer.id)
    kind = "missing"
    field = factory.Sequence(lambda number: ("industry", "province", "customer_type", "email")[number % 4])
    found_at = factory.LazyFunction(now)
