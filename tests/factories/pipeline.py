"""Factories of what comes before an order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from sqlalchemy import select

from app.core.db import db
from app.sales.models.contract import Contract
from app.sales.models.opportunity import Opportunity, OpportunityMove
from app.sales.models.opportunity_stage import OpportunityStage, StageRequirement
from app.sales.models.quote import Quote, QuoteLine
from app.sales.models.sales_plan import SalesPlan, SalesPlanShare
from tests.factories.base import RecordFactory
from tests.factories.customers import CustomerFactory
from tests.factories.products import ProductFactory
from tests.factories.system import UserFactory


def delivered_stage(name_en: str) -> OpportunityStage:
    """One of the stages that come with the program."""
    return db.session.execute(select(OpportunityStage).where(OpportunityStage.name_en == name_en)).scalar_one()


class OpportunityStageFactory(RecordFactory):
    class Meta:
        model = OpportunityStage

    name = factory.Sequence(lambda number: f"阶段{number}")
    probability = 30
    position = 45


class StageRequirementFactory(RecordFactory):
    class Meta:
        model = StageRequirement

    stage = factory.SubFactory(OpportunityStageFactory)
    field = "contact"


class OpportunityFactory(RecordFactory):
    class Meta:
        model = Opportunity

    name = factory.Sequence(lambda number: f"青鲸水泵项目{number}")
    owner = None
    customer = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    amount = Decimal(10000)


class OpportunityMoveFactory(RecordFactory):
    """The first one, which every opportunity makes itself."""

    class Meta:
        model = OpportunityMove
        exclude = ("owner",)

    owner = None
    opportunity = factory.SubFactory(OpportunityFactory, owner=factory.SelfAttribute("..owner"))

    @classmethod
    def _create(cls, model_class, *_arguments, opportunity, **values):
        made = db.session.scalars(select(model_class).where(model_class.opportunity_id == opportunity.id)).one()
        for name, value in values.items():
            setattr(made, name, value)
        return made


class SalesPlanFactory(RecordFactory):
    class Meta:
        model = SalesPlan

    name = factory.Sequence(lambda number: f"计划{number}")
    begins = date(2026, 5, 5)
    target = Decimal(1000)


class SalesPlanShareFactory(RecordFactory):
    class Meta:
        model = SalesPlanShare
        exclude = ("owner",)

    owner = None
    plan = factory.SubFactory(SalesPlanFactory, owner=factory.SelfAttribute("..owner"))
    person = factory.SubFactory(UserFactory)


class QuoteFactory(RecordFactory):
    """A draft without lines, of a customer of the same colleague."""

    class Meta:
        model = Quote

    name = factory.Sequence(lambda number: f"青鲸水泵报价{number}")
    owner = None
    customer = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    quote_date = date(2026, 3, 2)


class QuoteLineFactory(RecordFactory):
    class Meta:
        model = QuoteLine
        exclude = ("owner",)

    owner = None
    quote = factory.SubFactory(QuoteFactory, owner=factory.SelfAttribute("..owner"))
    product = factory.SubFactory(ProductFactory)
    quantity = Decimal(2)
    unit_price = Decimal(100)


class ContractFactory(RecordFactory):
    class Meta:
        model = Contract

    name = factory.Sequence(lambda number: f"青鲸水泵合同{number}")
    owner = None
    customer = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    amount = Decimal(10000)
