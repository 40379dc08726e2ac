"""The sales funnel by example: three stages, some lost, some won."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.sales.rules.funnel import Standing, funnel

D = Decimal
TODAY = date(2026, 3, 31)


def test_who_went_on_and_how_long_the_others_wait():
    standing = [
        Standing(1, date(2026, 3, 21), 2, D(300), D(30)),
        Standing(1, date(2026, 3, 30), 1, D(100), D(10)),
        Standing(3, date(2026, 3, 31), 1, D(50), D(25)),
    ]
    # Open or lost by the furthest stage: 5 stayed in the first, 2 in the second, 1 in the third; 2 were won.
    steps = funnel([1, 2, 3], standing, {1: 5, 2: 2, 3: 1}, 2, TODAY)
    assert [(s.reached, s.rate) for s in steps] == [(10, D("50.0")), (5, D("60.0")), (3, D("66.7"))]
    assert [(s.number, s.age) for s in steps] == [(3, D("7.0")), (0, None), (1, D("0.0"))]
    assert [(s.amount, s.weighted) for s in steps] == [(D(400), D(40)), (D(0), D(0)), (D(50), D(25))]


def test_nobody_came_so_far():
    [step] = funnel([7], [], {}, 0, TODAY)
    assert (step.reached, step.rate, step.number, step.age) == (0, None, 0, None)


def test_stages_that_are_used_no_more_do_not_count():
    [step] = funnel([7], [], {9: 4}, 1, TODAY)
    assert step.reached == 1
