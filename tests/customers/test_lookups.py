"""The first rows of the open lists are complete and cannot collide."""

import pytest

from app.customers.lookups import KIND_LABELS, LOOKUPS
from app.customers.rules.grading import DEFAULT_RULES


def test_every_list_has_a_title():
    assert set(LOOKUPS) == set(KIND_LABELS)


@pytest.mark.parametrize("kind", LOOKUPS)
def test_codes_and_names_of_a_list_are_complete_and_distinct(kind):
    rows = LOOKUPS[kind]
    for values in ([row.code for row in rows], [row.name_zh for row in rows], [row.name_en for row in rows]):
        assert all(values)
        assert len(set(values)) == len(rows)


def test_every_grade_that_can_be_proposed_is_in_the_list():
    assert {rule.grade for rule in DEFAULT_RULES} <= {row.code for row in LOOKUPS["customer_grade"]}
