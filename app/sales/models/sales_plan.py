"""What is to be sold in a period, divided until the parts add up to the whole."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount as money
from app.core.columns import choice, date, decimal, integer, link, lookup, string, text
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Owned, Record, access_indexes, live_indexes
from app.products.models.base import titles
from app.sales.models.base import SalesGoverned
from app.sales.pipeline_enums import PlanPeriod, PlanSide

NONE = Decimal(0)


class SalesPlan(SalesGoverned, Owned, Record, Model):
    """A target for a month, a quarter or a year. Its parts add up to it, or nothing is given to any of them yet."""

    __tablename__ = "sales_plan"
    __table_args__ = (*access_indexes("sales_plan"), *live_indexes("sales_plan", "begins"))
    __label__ = N_("Sales plan")
    __label_plural__ = N_("Sales plans")

    name: Mapped[str] = string(N_("Plan name"), 100, required=True, key=True)
    period: Mapped[str] = choice(N_("Period"), PlanPeriod, required=True, default="year")
    begins: Mapped[Day] = date(
        N_("Begins on"), required=True, help=N_("Any day of it: the plan begins with its month, quarter or year.")
    )
    ends: Mapped[Day | None] = date(N_("Ends on"), computed=True)
    side: Mapped[str] = choice(N_("Divided by"), PlanSide, required=True, default="person")
    target: Mapped[Decimal] = money(N_("Target"), required=True, minimum=0)
    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, default="CNY")
    given: Mapped[Decimal] = money(N_("Given to the parts"), required=True, computed=True, default=NONE)
    actual: Mapped[Decimal | None] = money(
        N_("Ordered"), computed=True, help=N_("Orders without tax that the owner of the plan may see.")
    )
    achieved: Mapped[Decimal | None] = decimal(N_("Achieved in per cent"), 12, 1, computed=True)
    counted_at: Mapped[datetime | None] = moment(N_("Counted at"), computed=True)
    remarks: Mapped[str | None] = text(N_("Remarks"))


class SalesPlanShare(SalesGoverned, Record, Model):
    """The part of one territory, department, person, distributor or product category: whatever the plan divides by."""

    __tablename__ = "sales_plan_share"
    __table_args__ = (*access_indexes("sales_plan_share"), Index("ix_sales_plan_share_of", "plan_id", "position", "id"))
    __label__ = N_("Part of a sales plan")
    __label_plural__ = N_("Parts of sales plans")
    __title_field__ = "id"
    __part_of__ = "SalesPlan"

    plan = link(
        N_("Sales plan"), "SalesPlan", table="sales_plan", required=True, parent=True, key=True, fixed=True,
        ondelete="CASCADE",
    )  # fmt: skip
    position: Mapped[int] = integer(N_("Order"), minimum=0, maximum=9999, required=True, default=10)
    territory = link(N_("Territory"), "Territory", key=True)
    department = link(N_("Department"), "Department", key=True)
    person = link(N_("Salesperson"), "User", table="ab_user", key=True)
    distributor = link(N_("Distributor"), "Customer", key=True)
    category = link(N_("Product category"), "ProductCategory", table="product_category", key=True)
    weight: Mapped[Decimal | None] = decimal(
        N_("Weight"), 12, 4, minimum=Decimal(0), help=N_("For dividing by weights; 2 gets twice as much as 1.")
    )
    amount: Mapped[Decimal] = money(N_("Target"), "plan.currency", required=True, computed=True, default=NONE)
    before: Mapped[Decimal | None] = money(N_("Ordered a year before"), "plan.currency", computed=True)
    actual: Mapped[Decimal | None] = money(N_("Ordered"), "plan.currency", computed=True)
    achieved: Mapped[Decimal | None] = decimal(N_("Achieved in per cent"), 12, 1, computed=True)

    def __str__(self) -> str:
        return f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """The plan and whose part it is, as far as the reader may see them."""
        for side in PlanSide:
            if self.__dict__.get(f"{side.value}_id") is not None:
                return titles(self, "plan", side.value)
        return titles(self, "plan")
