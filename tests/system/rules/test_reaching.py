"""Sight is a scope together with a department."""

from __future__ import annotations

import pytest

from app.system.rules.reaching import ALL, DEPARTMENT, NONE, OWN, SUBTREE, Reach, beyond, unseen

# 1 is the head office, 2 is below it, 3 below 2; 4 is beside 2.
TREE = {1: (1, 2, 3, 4), 2: (2, 3), 3: (3,), 4: (4,)}


def reach(scope: int, department: int) -> Reach:
    return Reach({"sales": scope}, department, TREE[department])


CASES = {
    # name: (wanted, held, whether it is more)
    "nothing": (reach(NONE, 1), reach(NONE, 3), False),
    "the own records, in the department one sees": (reach(OWN, 2), reach(DEPARTMENT, 2), False),
    "the own records of somebody else, seeing one's own": (reach(OWN, 2), reach(OWN, 2), True),
    "the own records, in a department below": (reach(OWN, 3), reach(SUBTREE, 2), False),
    "the own records, in another department": (reach(OWN, 4), reach(SUBTREE, 2), True),
    "the same department": (reach(DEPARTMENT, 2), reach(DEPARTMENT, 2), False),
    "the same scope in another department": (reach(DEPARTMENT, 4), reach(DEPARTMENT, 2), True),
    "the department below, with its branch": (reach(SUBTREE, 3), reach(SUBTREE, 2), False),
    "the same scope in the department above": (reach(SUBTREE, 1), reach(SUBTREE, 2), True),
    "a branch that has one department": (reach(SUBTREE, 3), reach(DEPARTMENT, 3), False),
    "everything": (reach(ALL, 3), reach(SUBTREE, 1), True),
    "everything, seeing everything": (reach(ALL, 3), reach(ALL, 4), False),
}


@pytest.mark.parametrize(("wanted", "held", "more"), CASES.values(), ids=CASES.keys())
def test_what_is_beyond(wanted: Reach, held: Reach, more: bool) -> None:
    assert beyond(wanted, held) == (["sales"] if more else [])


@pytest.mark.parametrize(
    ("departments", "held", "lacking"),
    [
        ((2, 3), reach(SUBTREE, 2), []),
        ((2, 4), reach(SUBTREE, 2), ["sales"]),
        ((2,), reach(OWN, 2), ["sales"]),
        ((None,), reach(SUBTREE, 1), ["sales"]),
        ((1, 2, 3, 4, None), reach(ALL, 3), []),
    ],
)
def test_what_is_unseen(departments: tuple[int | None, ...], held: Reach, lacking: list[str]) -> None:
    assert unseen(departments, held, ["sales"]) == lacking
