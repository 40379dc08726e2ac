"""Nobody grants what they do not hold."""

from __future__ import annotations

import pytest

from app.system.rules.granting import Holdings, added, unheld

READ, EDIT, DELETE = ("can_read", "Customer"), ("can_edit", "Customer"), ("can_delete", "Customer")
MENU = ("menu_access", "CustomerView")
OWN, SUBTREE, ALL = 1, 3, 4

GIVEN = {
    # name: (wanted, held, what is lacking)
    "nothing": (Holdings(), Holdings(), ([], [])),
    "exactly what is held": (Holdings({READ, EDIT}), Holdings({READ, EDIT}), ([], [])),
    "less than is held": (Holdings({READ}), Holdings({READ, EDIT}), ([], [])),
    "one right more": (Holdings({READ, DELETE}), Holdings({READ}), ([DELETE], [])),
    "the same right on another object": (
        Holdings({("can_read", "User")}),
        Holdings({READ}),
        ([("can_read", "User")], []),
    ),
    "everything, holding nothing": (Holdings({EDIT, READ}), Holdings(), ([EDIT, READ], [])),
    "an entry of the menu": (Holdings({READ, MENU}), Holdings({READ}), ([], [])),
    "the same reach": (Holdings(scopes={"sales": OWN}), Holdings(scopes={"sales": OWN}), ([], [])),
    "a narrower reach": (Holdings(scopes={"sales": OWN}), Holdings(scopes={"sales": ALL}), ([], [])),
    "a wider reach": (Holdings(scopes={"sales": ALL}), Holdings(scopes={"sales": SUBTREE}), ([], ["sales"])),
    "a reach in a module without one": (Holdings(scopes={"sales": OWN}), Holdings(), ([], ["sales"])),
    "no reach in a module without one": (Holdings(scopes={"sales": 0}), Holdings(), ([], [])),
}


@pytest.mark.parametrize(("wanted", "held", "lacking"), GIVEN.values(), ids=GIVEN.keys())
def test_what_is_lacking(wanted, held, lacking):
    assert unheld(wanted, held) == lacking


def test_only_what_is_new_is_judged():
    before = Holdings({READ, DELETE}, {"sales": ALL, "service": OWN})
    after = Holdings({DELETE, EDIT}, {"sales": OWN, "service": ALL, "insight": OWN})
    new = added(before, after)
    assert set(new.grants) == {EDIT}
    assert new.scopes == {"service": ALL, "insight": OWN}
