"""Names for logging in."""

from __future__ import annotations

import pytest

from app.core.errors import RuleError
from app.system.rules.user_names import check_user_name

TAKEN = {
    "zhang.san": "zhang.san",
    " li_si ": "li_si",
    "王五": "王五",
    "ａｎｎ": "ann",
    "a@b.cn": "a@b.cn",
    "x-1+y": "x-1+y",
}


@pytest.mark.parametrize(("typed", "kept"), TAKEN.items())
def test_taken(typed, kept):
    assert check_user_name(typed) == kept


@pytest.mark.parametrize("typed", ["a b", "<script>", "a/b", "a\tb", "a,b", "“x”"])
def test_refused(typed):
    with pytest.raises(RuleError, match="without blanks"):
        check_user_name(typed)
