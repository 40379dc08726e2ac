"""Who gets a new lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from app.customers.rules.assignment import Candidate, first_fitting, least_busy


@dataclass
class Place:
    country: str | None = None
    province: str | None = None
    city: str | None = None
    industry: str | None = None
    source: str | None = None


SHANGHAI_FOOD, SHANGHAI, CHINA, ANYBODY = (
    Place("CN", "310000", industry="food"), Place("CN", "310000"), Place("CN"), Place(country="")
)  # fmt: skip
RULES = [SHANGHAI_FOOD, SHANGHAI, CHINA]


@pytest.mark.parametrize(
    ("case", "rules", "lead", "chosen"),
    [
        ("all conditions of the first one hold", RULES, Place("CN", "310000", None, "food"), SHANGHAI_FOOD),
        ("one condition fails, the next rule fits", RULES, Place("CN", "310000", None, "metals"), SHANGHAI),
        ("only the widest one fits", RULES, Place("CN", "440000"), CHINA),
        ("what is unknown meets no condition", RULES, Place(), None),
        ("a rule without conditions takes everybody", [*RULES, ANYBODY], Place("JP"), ANYBODY),
        ("the order decides", [CHINA, SHANGHAI_FOOD], Place("CN", "310000", None, "food"), CHINA),
        ("no rules", [], Place("CN"), None),
    ],
)
def test_first_fitting(case, rules, lead, chosen):
    assert first_fitting(rules, lead) is chosen, case


@pytest.mark.parametrize(
    ("case", "candidates", "chosen"),
    [
        ("nobody", [], None),
        ("who has less", [Candidate(1, 5), Candidate(2, 4)], 2),
        ("who waits longer", [Candidate(1, 4, date(2026, 3, 2)), Candidate(2, 4, date(2026, 3, 1))], 2),
        ("who never got one comes before who did", [Candidate(1, 4, date(2026, 3, 1)), Candidate(2, 4)], 2),
        ("the lower id where all is equal", [Candidate(2, 4), Candidate(1, 4)], 1),
    ],
)
def test_least_busy(case, candidates, chosen):
    assert least_busy(candidates) == chosen, case
