"""Trees stay trees."""

from __future__ import annotations

import pytest

from app.core.trees import leads_to, would_cycle

# Who is above whom: 1 is the top, 7 stands alone, 8 and 9 form a circle that should not exist.
ABOVE = {1: None, 2: 1, 3: 2, 4: 3, 5: 1, 7: None, 8: 9, 9: 8}
CASES = {
    "to the top": (4, None, False),
    "where it is": (3, 2, False),
    "to another branch": (3, 5, False),
    "to another tree": (2, 7, False),
    "below itself": (2, 2, True),
    "below its child": (2, 3, True),
    "below its grandchild": (2, 4, True),
    "the top below the lowest": (1, 4, True),
    "into a circle that is there already": (7, 8, True),
}


@pytest.mark.parametrize(("node", "parent", "expected"), CASES.values(), ids=CASES.keys())
def test_moves(node, parent, expected):
    assert would_cycle(node, parent, ABOVE.__getitem__) is expected


def test_each_ancestor_is_asked_for_once():
    asked = []

    def above(node):
        asked.append(node)
        return ABOVE[node]

    assert would_cycle(7, 4, above) is False
    assert asked == [4, 3, 2, 1]


# Who is directly above whom, where several may be: 4 is below 2 and 3, which are below 1; 5 and 6 go round.
SEVERAL = {1: [], 2: [1], 3: [1], 4: [2, 3], 5: [6], 6: [5]}


@pytest.mark.parametrize(("start", "goal", "expected"), [(4, 1, True), (4, 4, True), (1, 4, False), (5, 1, False)])
def test_several_above_each(start, goal, expected):
    assert leads_to(start, goal, lambda nodes: [up for node in nodes for up in SEVERAL[node]]) is expected
