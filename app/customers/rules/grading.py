"""Which grade does a customer deserve by its size, and why?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.core.errors import RuleError
from app.core.text import N_
from app.customers.rules.reasons import Reason


@dataclass(frozen=True, slots=True)
class GradeRule:
    """The least annual revenue (yuan, CNY) and number of employees for a grade.

    A limit of None asks for nothing; without any limit the rule takes everybody. Where both are set, reaching one of
    them is enough (a trading house is large with few people), unless `needs_both`.
    """

    grade: str
    min_revenue: Decimal | None = None
    min_employees: int | None = None
    needs_both: bool = False


# The limits of 统计上大中小微型企业划分办法 (National Bureau of Statistics, 2017) for industry: large, medium, small,
# micro. The Bureau asks for both figures; a seller looks at the larger one, so here either will do.
DEFAULT_RULES: tuple[GradeRule, ...] = (
    GradeRule("A", Decimal(400_000_000), 1000),
    GradeRule("B", Decimal(20_000_000), 300),
    GradeRule("C", Decimal(3_000_000), 20),
    GradeRule("D"),
)


@dataclass(frozen=True, slots=True)
class GradeProposal:
    """`grade` is a lookup code, or None when no rule fits or nothing is known; `reasons` explain it either way."""

    grade: str | None
    reasons: tuple[Reason, ...]


def propose_grade(
    revenue: Decimal | None, employees: int | None, rules: Sequence[GradeRule] = DEFAULT_RULES
) -> GradeProposal:
    """The first of `rules` (best grade first) that the customer reaches; `revenue` is annual, in yuan.

    A figure that is not known neither helps nor hurts: the other one decides alone. The reasons tell what was reached
    and what kept the customer from the next better grade. RuleError for negative figures.
    """
    _refuse_negative(revenue, employees)
    if revenue is None and employees is None:
        return GradeProposal(None, (Reason(N_("Neither annual revenue nor number of employees is known.")),))
    missed: tuple[Reason, ...] = ()
    for rule in rules:
        checks = tuple(_checks(rule, revenue, employees))
        reached = [reason for met, reason in checks if met]
        if _is_reached(rule, len(reached), len(checks)):
            return GradeProposal(rule.grade, (*reached, *missed))
        missed = tuple(reason for met, reason in checks if not met)
    return GradeProposal(None, (Reason(N_("No grade rule fits.")), *missed))


def check_rules(rules: Sequence[GradeRule]) -> None:
    """RuleError when edited `rules` could never all be used: a grade twice, or a lower grade that asks for more."""
    grades = [rule.grade for rule in rules]
    for rule in rules:
        _refuse_negative(rule.min_revenue, rule.min_employees)
        if grades.count(rule.grade) > 1:
            raise RuleError(N_("Grade %(grade)s has two rules."), field="grade", grade=rule.grade)
    for better, worse in pairwise(rules):
        if (worse.min_revenue or 0) > (better.min_revenue or 0) or (
            (worse.min_employees or 0) > (better.min_employees or 0)
        ):
            message = N_("Grade %(worse)s must not ask for more than the better grade %(better)s.")
            raise RuleError(message, field="grade", worse=worse.grade, better=better.grade)


def _is_reached(rule: GradeRule, reached: int, known: int) -> bool:
    """`known` counts the limits of the rule that could be compared, `reached` those that were met."""
    if rule.min_revenue is None and rule.min_employees is None:
        return True
    return reached > 0 and (reached == known or not rule.needs_both)


def _checks(rule: GradeRule, revenue: Decimal | None, employees: int | None) -> Iterator[tuple[bool, Reason]]:
    """Each limit of `rule` whose figure is known: is it met, and how to say so."""
    if revenue is not None and rule.min_revenue is not None:
        met = revenue >= rule.min_revenue
        over = N_("Annual revenue of CNY %(value)s reaches CNY %(limit)s (grade %(grade)s).")
        under = N_("Annual revenue of CNY %(value)s is below CNY %(limit)s (grade %(grade)s).")
        params = {"value": _amount(revenue), "limit": _amount(rule.min_revenue), "grade": rule.grade}
        yield met, Reason(over if met else under, params)
    if employees is not None and rule.min_employees is not None:
        met = employees >= rule.min_employees
        over = N_("The number of employees, %(value)s, reaches %(limit)s (grade %(grade)s).")
        under = N_("The number of employees, %(value)s, is below %(limit)s (grade %(grade)s).")
        params = {"value": f"{employees:,}", "limit": f"{rule.min_employees:,}", "grade": rule.grade}
        yield met, Reason(over if met else under, params)


def _amount(value: Decimal) -> str:
    """With separators and without the zeros that a column adds behind the point."""
    return f"{value.normalize():,f}"


def _refuse_negative(revenue: Decimal | None, employees: int | None) -> None:
    if revenue is not None and not (revenue.is_finite() and revenue >= 0):
        raise RuleError(N_("Annual revenue cannot be negative."), field="annual_revenue")
    if employees is not None and employees < 0:
        raise RuleError(N_("The number of employees cannot be negative."), field="employees")
