"""One record of every entity, made by its factory, so that each generated screen has something to show."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

import tests.factories
from app.core.registry import entity_of
from app.core.views import entity_views
from app.system.roles import ROLES
from tests.factories.base import RecordFactory
from tests.factories.system import UserFactory


def factories() -> dict[type[Any], type[RecordFactory]]:
    """The factory of each model, wherever under tests/factories it stands."""
    for found in pkgutil.iter_modules(tests.factories.__path__):
        importlib.import_module(f"tests.factories.{found.name}")
    known, waiting = {}, list(RecordFactory.__subclasses__())
    while waiting:
        factory = waiting.pop()
        waiting += factory.__subclasses__()
        if factory._meta.model is not None:  # not an abstract one
            known[factory._meta.model] = factory
    return known


def owned_by(owner: Any, model: type[Any]) -> dict[str, Any]:
    """What the factory of `model` is told so that its record belongs to `owner`."""
    entity = entity_of(model)
    return {"owner": owner} if entity.governed or "owner" in entity.fields else {}


@pytest.fixture
def views(app) -> list[Any]:
    """Every generated view of the application."""
    with app.app_context():
        return entity_views()


@pytest.fixture
def people(session) -> dict[str, Any]:
    """One user with each ready role."""
    return {role: UserFactory(username=f"user-{role}", role_names=[role]) for role in ROLES}


@pytest.fixture
def samples(session, views) -> Callable[[Any], dict[type[Any], Any]]:
    """`samples(owner)`: one record of every entity, belonging to `owner` where records have owners."""

    def make(owner: Any) -> dict[type[Any], Any]:
        made = {}
        known = factories()
        for view in views:
            if view.model not in known:
                pytest.fail(f"Write a factory for {view.model.__name__} under tests/factories")
            if view.model not in made:
                made[view.model] = known[view.model](**owned_by(owner, view.model))
        session.flush()
        return made

    return make
