"""Whose value a merged record keeps, unless somebody chooses."""

from __future__ import annotations

import pytest

from app.customers.rules.merging import keeps_own

ROWS = {
    "only the own one is known": ("x", None, False, True),
    "only the other one is known": (None, "x", True, False),
    "an empty text is not known": ("", "x", True, False),
    "nothing is known": (None, None, False, True),
    "the own one is fuller": ("青鲸精密机械", "青鲸", False, True),
    "the other one is fuller": ("青鲸", "青鲸精密机械", True, False),
    "the own one is newer": ("北京", "上海", True, True),
    "the other one is newer": ("北京", "上海", False, False),
    "nought is known": (0, 5, True, True),
}


def test_a_consent_that_was_given_is_not_lost_to_a_default():
    assert keeps_own("given", "unknown", own_is_newer=False, default="unknown")
    assert not keeps_own("unknown", "refused", own_is_newer=True, default="unknown")


@pytest.mark.parametrize(("own", "other", "newer", "expected"), ROWS.values(), ids=ROWS.keys())
def test_which_value_is_kept(own, other, newer, expected):
    assert keeps_own(own, other, own_is_newer=newer) is expected
