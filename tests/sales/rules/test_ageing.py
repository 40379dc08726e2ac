"""How long an amount has been due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.sales.money_enums import AgeBand
from app.sales.rules.ageing import band_of, days_overdue

TODAY = date(2026, 6, 30)
BANDS = {
    "due in a year": (-365, AgeBand.NOT_DUE),
    "due tomorrow": (-1, AgeBand.NOT_DUE),
    "due today": (0, AgeBand.NOT_DUE),
    "a day late": (1, AgeBand.UP_TO_30),
    "30 days late": (30, AgeBand.UP_TO_30),
    "31 days late": (31, AgeBand.UP_TO_60),
    "60 days late": (60, AgeBand.UP_TO_60),
    "61 days late": (61, AgeBand.UP_TO_90),
    "90 days late": (90, AgeBand.UP_TO_90),
    "91 days late": (91, AgeBand.OVER_90),
    "years late": (2000, AgeBand.OVER_90),
}


@pytest.mark.parametrize(("days", "band"), BANDS.values(), ids=BANDS)
def test_bands(days, band):
    due_on = TODAY - timedelta(days=days)
    assert band_of(due_on, TODAY) is band
    assert band_of(due_on, TODAY, settled=True) is AgeBand.SETTLED
    assert days_overdue(due_on, TODAY) == max(days, 0)
