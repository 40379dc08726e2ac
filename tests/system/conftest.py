"""People that the tests of this module work with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.system import UserFactory
from tests.support.forms import successful_controls


@pytest.fixture
def admin(session) -> Any:
    return UserFactory(username="boss", role_names=["Admin"])


@pytest.fixture
def colleague(session) -> Any:
    return UserFactory(username="liwei", last_name="李", first_name="伟", role_names=["Sales"])


@pytest.fixture
def at_admin(login, admin) -> Any:
    """A browser at which the administrator is logged in."""
    return login(admin)


def form_of(client: Any, address: str) -> dict[str, list[str]]:
    """What the form at `address` would send untouched."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return successful_controls(answer.text, "record-form")


def send(client: Any, address: str, **changes: Any) -> Any:
    """Open the form at `address`, change some of it and send it."""
    return client.post(address, data=form_of(client, address) | changes)
