"""How late orders are."""

from datetime import date

import pytest

from app.sales.rules.lateness import days_late

TODAY, PROMISED = date(2026, 3, 10), date(2026, 3, 8)
ROWS = {
    "waits since two days": ("ready", PROMISED, None, None, 2),
    "in time": ("ready", TODAY, None, None, 0),
    "will be late, says production": ("in_production", TODAY, None, date(2026, 3, 13), 3),
    "what production said is past": ("in_production", PROMISED, None, date(2026, 3, 9), 2),
    "left late": ("shipped", PROMISED, date(2026, 3, 9), None, 1),
    "left in time": ("delivered", PROMISED, date(2026, 3, 1), None, 0),
    "nobody promised yet": ("draft", PROMISED, None, None, 0),
    "nobody waits": ("cancelled", PROMISED, None, None, 0),
    "imported, nobody knows": ("closed", PROMISED, None, None, 0),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_days_late(row):
    *given, expected = row
    assert days_late(*given, TODAY) == expected
