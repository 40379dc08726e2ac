"""Which grade is proposed and which reasons are given."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.customers.rules.grading import DEFAULT_RULES, GradeRule, check_rules, propose_grade

STRICT = (GradeRule("A", Decimal(100), 10, needs_both=True), GradeRule("B", Decimal(50)))


@pytest.mark.parametrize(
    ("case", "revenue", "employees", "rules", "grade"),
    [
        ("large by both", Decimal(900_000_000), 5000, DEFAULT_RULES, "A"),
        ("a trading house: large with few people", Decimal(400_000_000), 30, DEFAULT_RULES, "A"),
        ("one yuan short of A", Decimal("399999999.99"), 999, DEFAULT_RULES, "B"),
        ("exactly at both limits of B", Decimal(20_000_000), 300, DEFAULT_RULES, "B"),
        ("revenue unknown", None, 20, DEFAULT_RULES, "C"),
        ("employees unknown", Decimal(3_000_000), None, DEFAULT_RULES, "C"),
        ("micro", Decimal(0), 0, DEFAULT_RULES, "D"),
        ("nothing known", None, None, DEFAULT_RULES, None),
        ("no rules at all", Decimal(1), 1, (), None),
        ("both wanted, both there", Decimal(100), 10, STRICT, "A"),
        ("both wanted, one short", Decimal(100), 9, STRICT, "B"),
        ("both wanted, one unknown", Decimal(100), None, STRICT, "A"),
        ("only revenue counts and is unknown", None, 9, STRICT, None),
        ("below the last rule", Decimal(49), 9, STRICT, None),
    ],
)
def test_grade(case, revenue, employees, rules, grade):
    assert propose_grade(revenue, employees, rules).grade == grade, case


@pytest.mark.parametrize(
    ("case", "revenue", "employees", "sentences"),
    [
        (
            "what was reached, then what was missed",
            Decimal("5000000.00"),
            12,
            [
                "Annual revenue of CNY 5,000,000 reaches CNY 3,000,000 (grade C).",
                "Annual revenue of CNY 5,000,000 is below CNY 20,000,000 (grade B).",
                "The number of employees, 12, is below 300 (grade B).",
            ],
        ),
        ("the best grade misses nothing", None, 1000, ["The number of employees, 1,000, reaches 1,000 (grade A)."]),
        ("nothing known", None, None, ["Neither annual revenue nor number of employees is known."]),
    ],
)
def test_reasons(case, revenue, employees, sentences):
    reasons = propose_grade(revenue, employees).reasons
    assert [reason.message % reason.params for reason in reasons] == sentences, case


@pytest.mark.parametrize(
    ("case", "revenue", "employees", "field"),
    [
        ("negative revenue", Decimal(-1), 5, "annual_revenue"),
        ("not a number", Decimal("NaN"), 5, "annual_revenue"),
        ("negative employees", None, -1, "employees"),
    ],
)
def test_impossible_figures_are_refused(case, revenue, employees, field):
    with pytest.raises(RuleError) as refusal:
        propose_grade(revenue, employees)
    assert refusal.value.field == field, case


@pytest.mark.parametrize(
    ("case", "rules", "message"),
    [
        ("a grade twice", (GradeRule("A", Decimal(2)), GradeRule("A", Decimal(1))), "Grade A has two rules."),
        (
            "the lower grade asks for more people",
            (GradeRule("A", None, 10), GradeRule("B", None, 11)),
            "Grade B must not ask for more than the better grade A.",
        ),
        (
            "the better grade asks for nothing",
            (GradeRule("A"), GradeRule("B", Decimal(1))),
            "Grade B must not ask for more than the better grade A.",
        ),
    ],
)
def test_edited_rules_that_make_no_sense_are_refused(case, rules, message):
    with pytest.raises(RuleError) as refusal:
        check_rules(rules)
    assert str(refusal.value) == message, case


def test_the_rules_we_ship_make_sense():
    check_rules(DEFAULT_RULES)


@given(st.decimals(0, 10**12, places=2), st.integers(0, 10**6), st.decimals(0, 10**12, places=2), st.integers(0, 10**6))
def test_a_customer_that_grows_never_drops(revenue, employees, more_revenue, more_employees):
    before = propose_grade(revenue, employees).grade
    after = propose_grade(revenue + more_revenue, employees + more_employees).grade
    assert after <= before
