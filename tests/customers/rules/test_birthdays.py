"""Ages and next birthdays, 29 February included."""

import calendar
from datetime import date, timedelta

import pytest

from app.core.errors import RuleError
from app.customers.enums import LeapDayPolicy
from app.customers.rules.birthdays import age_on, birthday_in, check_birthday, next_birthday

LEAP_BORN = date(2000, 2, 29)
MARCH = LeapDayPolicy.MARCH_1
FEBRUARY = LeapDayPolicy.FEBRUARY_28


@pytest.mark.parametrize(
    ("case", "birthday", "day", "policy", "age"),
    [
        ("the day before", date(1990, 6, 15), date(2026, 6, 14), FEBRUARY, 35),
        ("the day itself", date(1990, 6, 15), date(2026, 6, 15), FEBRUARY, 36),
        ("the day of birth", date(1990, 6, 15), date(1990, 6, 15), FEBRUARY, 0),
        ("born on 29 February, on 28 February", LEAP_BORN, date(2026, 2, 28), FEBRUARY, 26),
        ("born on 29 February, on 28 February, kept in March", LEAP_BORN, date(2026, 2, 28), MARCH, 25),
        ("born on 29 February, on 1 March", LEAP_BORN, date(2026, 3, 1), MARCH, 26),
        ("born on 29 February, in a leap year", LEAP_BORN, date(2028, 2, 28), FEBRUARY, 27),
        ("2100 is no leap year", LEAP_BORN, date(2100, 2, 28), FEBRUARY, 100),
    ],
)
def test_age(case, birthday, day, policy, age):
    assert age_on(day, birthday, policy) == age, case


@pytest.mark.parametrize(
    ("case", "birthday", "today", "policy", "celebration"),
    [
        ("today counts", date(1990, 6, 15), date(2026, 6, 15), FEBRUARY, date(2026, 6, 15)),
        ("over for this year", date(1990, 6, 15), date(2026, 6, 16), FEBRUARY, date(2027, 6, 15)),
        ("over the turn of the year", date(1990, 1, 2), date(2026, 12, 31), FEBRUARY, date(2027, 1, 2)),
        ("29 February moved back", LEAP_BORN, date(2026, 2, 1), FEBRUARY, date(2026, 2, 28)),
        ("29 February moved on", LEAP_BORN, date(2026, 2, 1), MARCH, date(2026, 3, 1)),
        ("29 February itself", LEAP_BORN, date(2027, 3, 1), FEBRUARY, date(2028, 2, 29)),
    ],
)
def test_next_birthday(case, birthday, today, policy, celebration):
    assert next_birthday(birthday, today, policy) == celebration, case


@pytest.mark.parametrize("policy", list(LeapDayPolicy))
def test_somebody_born_on_29_february_celebrates_once_in_every_year(policy):
    for year in range(1900, 2101):
        expected = date(year, 3, 1) - timedelta(days=1)  # the last day of February
        if policy is MARCH and not calendar.isleap(year):
            expected = date(year, 3, 1)
        assert birthday_in(year, LEAP_BORN, policy) == expected


@pytest.mark.parametrize(
    ("case", "birthday", "message"),
    [
        ("tomorrow", date(2026, 6, 16), "A birthday cannot lie in the future."),
        ("a century mistyped", date(1890, 6, 15), "A birthday cannot lie more than 130 years back."),
    ],
)
def test_impossible_birthdays_are_refused(case, birthday, message):
    with pytest.raises(RuleError) as refusal:
        check_birthday(birthday, date(2026, 6, 15))
    assert str(refusal.value) == message, case
    assert refusal.value.field == "birthday"


def test_a_birthday_today_is_possible():
    assert check_birthday(date(2026, 6, 15), date(2026, 6, 15)) == date(2026, 6, 15)


def test_there_is_no_age_before_the_birth():
    with pytest.raises(RuleError, match="future"):
        age_on(date(1990, 6, 14), date(1990, 6, 15))
