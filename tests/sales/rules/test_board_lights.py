"""Which light an order shows on the board."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.sales.enums import OrderStatus as S
from app.sales.rules.board_lights import Light, Signal, light

TODAY = date(2026, 11, 22)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


CASES = {
    "promised for next month": (S.APPROVED, 30, None, None, Light(Signal.IN_TIME)),
    "promised in four days": (S.APPROVED, 4, None, None, Light(Signal.IN_TIME)),
    "promised in three days": (S.APPROVED, 3, None, None, Light(Signal.NEAR, 3)),
    "promised for today": (S.READY, 0, None, None, Light(Signal.DUE)),
    "promised for yesterday": (S.READY, -1, None, None, Light(Signal.LATE, 1)),
    "production needs two days more than there are": (S.IN_PRODUCTION, 5, None, 7, Light(Signal.WILL_BE_LATE, 2)),
    "late, and production goes on": (S.IN_PRODUCTION, -2, None, 3, Light(Signal.LATE, 5)),
    "shipped on its day": (S.SHIPPED, -9, -9, None, Light(Signal.IN_TIME)),
    "shipped too late": (S.DELIVERED, -9, -7, None, Light(Signal.LATE, 2)),
    "a draft, whatever its day": (S.DRAFT, -9, None, None, Light(Signal.NONE)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_lights(case):
    status, promised, shipped, expected, shown = case
    days = [None if number is None else day(number) for number in (shipped, expected)]
    assert light(status, day(promised), *days, TODAY) == shown
