"""When somebody may cease to be an administrator."""

from __future__ import annotations

import pytest

from app.core.errors import RuleError
from app.system.rules.administrators import refuse_losing_administrators

ALLOWED = {
    "nobody loses anything": (set(), {1}, 1),
    "one of two, by the other": ({2}, {1}, 1),
    "two of three, by the third": ({2, 3}, {1}, 1),
    "one of two, by the system": ({2}, {1}, None),
    "by somebody who is no administrator": ({2}, {1}, 9),
}
REFUSED = {
    "the only one, by the system": ({1}, set(), None, "last active administrator"),
    "the only one, by a colleague with the right to edit users": ({1}, set(), 9, "last active administrator"),
    "all at once": ({1, 2}, set(), 9, "last active administrator"),
    "oneself, though others remain": ({1}, {2}, 1, "from yourself"),
    "oneself among others": ({1, 3}, {2}, 1, "from yourself"),
}


@pytest.mark.parametrize(("losing", "staying", "acting"), ALLOWED.values(), ids=ALLOWED.keys())
def test_what_is_allowed(losing, staying, acting):
    assert refuse_losing_administrators(losing, staying, acting) is None


@pytest.mark.parametrize(("losing", "staying", "acting", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(losing, staying, acting, reason):
    with pytest.raises(RuleError, match=reason):
        refuse_losing_administrators(losing, staying, acting)
