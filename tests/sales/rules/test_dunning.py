"""Which letter is the next one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.sales.money_enums import DunningLevel
from app.sales.rules.dunning import REST, STEPS, next_step, require_step

TODAY = date(2026, 6, 30)
NONE, REMINDER, FIRST, SECOND, FINAL = DunningLevel
CASES = {
    "not due": (-5, NONE, None, None),
    "due today": (0, NONE, None, None),
    "two days late": (2, NONE, None, None),
    "three days late": (3, NONE, None, REMINDER),
    "months late, never reminded": (200, NONE, None, REMINDER),
    "reminded, two weeks late": (14, REMINDER, 11, None),
    "reminded, 15 days late": (15, REMINDER, 12, FIRST),
    "reminded too lately": (20, REMINDER, 6, None),
    "reminded a week ago": (20, REMINDER, 7, FIRST),
    "after the first demand": (30, FIRST, 10, SECOND),
    "after the second demand": (60, SECOND, 30, FINAL),
    "after the second demand, too early": (59, SECOND, 29, None),
    "after the final one": (400, FINAL, 300, None),
}


@pytest.mark.parametrize(("days", "last", "ago", "level"), CASES.values(), ids=CASES)
def test_the_next_letter(days, last, ago, level):
    asked = (TODAY - timedelta(days=days), TODAY, last, None if ago is None else TODAY - timedelta(days=ago))
    found = next_step(*asked)
    assert (found.level if found else None) is level
    if level is None:
        with pytest.raises(RuleError):
            require_step(*asked)
    else:
        assert require_step(*asked) is found


@given(st.lists(st.integers(0, 40), max_size=60))
def test_no_letter_is_sent_twice_however_often_somebody_looks(gaps):
    due_on, day = date(2026, 1, 1), date(2026, 1, 1)
    sent: list[tuple[DunningLevel, date]] = []
    for gap in gaps:
        day += timedelta(days=gap)
        last, last_on = sent[-1] if sent else (NONE, None)
        found = next_step(due_on, day, last, last_on)
        if found is not None:
            sent.append((found.level, day))
    assert [level for level, _ in sent] == [step.level for step in STEPS][: len(sent)]
    assert all((later - earlier).days >= REST for (_, earlier), (_, later) in pairwise(sent))
