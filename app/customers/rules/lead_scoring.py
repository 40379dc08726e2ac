"""How promising is a lead, and why? At most 100 points, for what is known of it; time plays no part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from app.core.text import N_
from app.customers.rules.reasons import Reason

# How often leads of a source end as customers, roughly: people who come by themselves before people we looked for.
SOURCE_POINTS = {
    "referral": 15, "partner": 12, "website": 12, "tender": 12, "exhibition": 10, "wechat": 10, "search": 8, "visit": 6,
    "advertising": 5, "telemarketing": 3,
}  # fmt: skip
OTHER_SOURCE = 4
DECIDES = re.compile(
    r"总|经理|主任|厂长|董事|创始|负责人|\b(?:ceo|cto|cfo|coo|president|director|head|chief|owner|founder|manager)\b",
    re.IGNORECASE,
)
# The steps of 统计上大中小微型企业划分办法 for industry: medium and small.
MEDIUM_EMPLOYEES, SMALL_EMPLOYEES = 300, 20
MEDIUM_REVENUE, SMALL_REVENUE = Decimal(20_000_000), Decimal(3_000_000)


class LeadFacts(Protocol):
    """What is looked at. Revenue is annual, in yuan or unknown."""

    phone: str | None
    mobile: str | None
    email: str | None
    wechat: str | None
    contact_name: str | None
    position: str | None
    need: str | None
    source: str | None
    employees: int | None
    annual_revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class LeadScore:
    """Points from 0 to 100, and each of the reasons with its points."""

    points: int
    reasons: tuple[Reason, ...]


def score(lead: LeadFacts) -> LeadScore:
    """The points of a lead; what is not known gives none."""
    found = list(_points(lead))
    reasons = tuple(Reason(message, {"points": points}) for points, message in found)
    return LeadScore(sum(points for points, _ in found), reasons)


def _points(lead: LeadFacts) -> Iterator[tuple[int, str]]:
    if lead.mobile or lead.phone:
        yield 20, N_("can be called: %(points)s points")
    if lead.email:
        yield 10, N_("can be written to: %(points)s points")
    if lead.wechat:
        yield 5, N_("has WeChat: %(points)s points")
    if lead.contact_name:
        yield 10, N_("the person to talk to is known: %(points)s points")
    if lead.position and DECIDES.search(lead.position):
        yield 10, N_("this person may decide: %(points)s points")
    if lead.need and lead.need.strip():
        yield 20, N_("the need is known: %(points)s points")
    if lead.source:
        yield SOURCE_POINTS.get(lead.source, OTHER_SOURCE), N_("where it comes from: %(points)s points")
    size = _size(lead)
    if size:
        yield size, N_("the size of the company: %(points)s points")


def _size(lead: LeadFacts) -> int:
    employees, revenue = lead.employees or 0, lead.annual_revenue or Decimal(0)
    if employees >= MEDIUM_EMPLOYEES or revenue >= MEDIUM_REVENUE:
        return 10
    return 5 if employees >= SMALL_EMPLOYEES or revenue >= SMALL_REVENUE else 0
