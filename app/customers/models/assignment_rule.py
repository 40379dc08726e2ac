"""Who gets new leads."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.core.columns import boolean, integer, link, lookup, string, suggested
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record


class AssignmentRule(Record, Model):
    """New leads that meet every condition go to a colleague, or to whoever has least to do in a department."""

    __tablename__ = "assignment_rule"
    __label__ = N_("Assignment rule")
    __label_plural__ = N_("Assignment rules")

    name: Mapped[str] = string(N_("Rule name"), 100, required=True, key=True)
    position: Mapped[int] = integer(N_("Order"), minimum=0, maximum=9999, required=True, default=10)
    active: Mapped[bool] = boolean(N_("Enabled"), default=True)
    country: Mapped[str | None] = lookup(N_("Country or region"), "country")
    province: Mapped[str | None] = suggested(N_("Province"), 60, "region", ("country",))
    city: Mapped[str | None] = suggested(N_("City"), 60, "region", ("country", "province"))
    industry: Mapped[str | None] = lookup(N_("Industry"), "industry")
    source: Mapped[str | None] = lookup(N_("Source"), "customer_source")
    territory = link(N_("Goes to the territory"), "Territory")
    assignee = link(N_("Goes to the colleague"), "User", table="ab_user")
    department = link(N_("Goes round in the department"), "Department")
