"""How late orders are."""

from datetime import date

import pytest

from app.sales.rules.lateness import days_late, lead_time, punctuality

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


@pytest.mark.parametrize(("day", "kind"), [(1, "in_time"), (8, "in_time"), (9, "days"), (15, "days"), (16, "weeks")])
def test_how_punctual(day, kind):
    assert punctuality(PROMISED, date(2026, 3, day)) == kind


def test_a_month_late_and_more():
    assert punctuality(PROMISED, date(2026, 4, 8)) == "weeks"
    assert punctuality(PROMISED, date(2026, 4, 9)) == "later"


@pytest.mark.parametrize(
    ("shipped", "kind"),
    [
        (date(2026, 3, 8), "week"), (date(2026, 3, 15), "week"), (date(2026, 3, 16), "fortnight"),
        (date(2026, 4, 5), "month"), (date(2026, 4, 6), "quarter"), (date(2026, 7, 1), "longer"),
    ],
)  # fmt: skip
def test_how_long_it_took(shipped, kind):
    assert lead_time(PROMISED, shipped) == kind


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_days_late(row):
    *given, expected = row
    assert days_late(*given, TODAY) == expected
