"""By which figures a customer deserves a grade."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.core.columns import boolean, integer, lookup, money
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, unique_among_live


class GradeRule(Record, Model):
    """The least annual revenue (yuan) and number of employees for one grade."""

    __tablename__ = "grade_rule"
    __table_args__ = (unique_among_live("grade_rule", "grade"),)
    __label__ = N_("Grade rule")
    __label_plural__ = N_("Grade rules")
    __title_field__ = "grade"

    grade: Mapped[str] = lookup(N_("Customer grade"), "customer_grade", required=True, key=True)
    position: Mapped[int] = integer(
        N_("Order"), minimum=0, maximum=9999, required=True, default=10, help=N_("The best grade comes first.")
    )
    min_revenue: Mapped[Decimal | None] = money(N_("Least annual revenue (CNY)"), minimum=0)
    min_employees: Mapped[int | None] = integer(N_("Least number of employees"), minimum=0)
    needs_both: Mapped[bool] = boolean(N_("Both figures must be reached"))
