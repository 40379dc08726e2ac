"""Two roles side by side."""

from __future__ import annotations

import pytest

from app.core.access import Scope
from app.system import actions
from tests.factories.system import RoleFactory, UserFactory

EN = {"Accept-Language": "en"}


@pytest.fixture
def roles(session):
    """Two that differ in one right of customers, one action of contacts and how far they see."""
    first, second = RoleFactory(name="First"), RoleFactory(name="Second")
    both = {("can_read", "Customer"), ("can_edit", "Customer")}
    wide, narrow = {"customers": Scope.ALL}, {"customers": Scope.OWN}
    actions.set_rights(first, both | {("can_delete", "Customer")}, wide)
    actions.set_rights(second, both | {("make_main", "Contact")}, narrow)
    session.flush()
    return first, second


def compared(client, first, second) -> str:
    page = client.get(f"/role/compare/{first.id}?other={second.id}", headers=EN)
    assert page.status_code == 200
    return " ".join(page.text.partition("</form>")[2].split())


def test_only_the_differences_are_told(login, roles, session):
    root = login(UserFactory(username="root", role_names=["Admin"]))
    told = compared(root, *roles)
    assert '<th scope="row">Customers</th><td>Delete</td><td>–</td>' in told
    assert '<th scope="row">Sees</th><td>Everything</td><td>Own records</td>' in told
    assert told.count('<tr><th scope="row">') == 3
    assert "Both roles give the same." in compared(root, roles[0], roles[0])


def test_it_takes_the_right_to_see_roles(login, roles):
    ann = login(UserFactory(username="ann", role_names=["Sales"]))
    assert ann.get(f"/role/compare/{roles[0].id}").status_code in (302, 403)
