"""Who walks through the import, and the wizard in their hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.import_wizard import Wizard


@pytest.fixture
def marketer(session) -> Any:
    """Somebody who may import and sees everything, bank accounts too."""
    return UserFactory(username="marketer", role_names=["Marketing", "Finance"])


@pytest.fixture
def wizard(app, session, login, marketer) -> Wizard:
    """The wizard of customers, in the hands of the marketer."""
    return Wizard(app, login(marketer), session)


@pytest.fixture
def wizard_of(app, session, login) -> Callable[..., Wizard]:
    """`wizard_of(user, "tag")`: the wizard of an entity in somebody's hands."""
    return lambda user, entity="customer": Wizard(app, login(user), session, entity)


@pytest.fixture
def managers(session) -> tuple[Any, Any]:
    """Two sales managers of departments that do not see each other."""
    east, west = DepartmentFactory(name="East"), DepartmentFactory(name="West")
    return (
        UserFactory(username="east", role_names=["SalesManager"], department=east),
        UserFactory(username="west", role_names=["SalesManager"], department=west),
    )
