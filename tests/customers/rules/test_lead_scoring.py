"""How promising a lead is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.customers.rules.lead_scoring import score


@dataclass
class Facts:
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    wechat: str | None = None
    contact_name: str | None = None
    position: str | None = None
    need: str | None = None
    source: str | None = None
    employees: int | None = None
    annual_revenue: Decimal | None = None


BEST = Facts(
    "021-5550 1234", "13800138000", "a@example.com", "wx_abc123", "张伟", "采购总监", "十台", "referral", 500, None
)


@pytest.mark.parametrize(
    ("case", "facts", "points"),
    [
        ("nothing is known", Facts(), 0),
        ("everything is known and good", BEST, 100),
        ("two numbers are one way to call", Facts(phone="1", mobile="2"), 20),
        ("somebody without a say", Facts(contact_name="张伟", position="工程师"), 10),
        ("somebody who may decide", Facts(contact_name="Ann", position="Head of Purchasing"), 20),
        ("a header is no head", Facts(position="Header designer"), 0),
        ("an empty need is none", Facts(need="  "), 0),
        ("an unknown source", Facts(source="fair-2031"), 4),
        ("a call by us", Facts(source="telemarketing"), 3),
        ("a small company by its people", Facts(employees=20), 5),
        ("a medium company by its revenue", Facts(annual_revenue=Decimal(20000000)), 10),
        ("a micro company", Facts(employees=19, annual_revenue=Decimal("2999999.99")), 0),
    ],
)
def test_points(case, facts, points):
    result = score(facts)
    assert result.points == points, case
    assert sum(int(str(reason.params["points"])) for reason in result.reasons) == points, case
