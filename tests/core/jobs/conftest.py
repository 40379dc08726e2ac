"""A small system on the database under test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import insert

from app.core import access
from app.core.jobs import registry
from tests.core.jobs import small_system
from tests.core.jobs.harness import System
from tests.support.processes import Installation


class Clock:
    """The clock of this process and of those that are given its file, ahead of the real one by `shift`."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.shift = timedelta()
        self.forward(timedelta())

    def forward(self, by: timedelta) -> None:
        """Set the clock forward, or back if negative."""
        self.shift += by
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(self.shift.total_seconds()))
        fresh.replace(self.file)


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the test sets."""
    clock = Clock(tmp_path / "clock")
    monkeypatch.setenv("KEHU_CLOCK", str(clock.file))
    return clock


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handlers of the small system, instead of the application's."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_schedules", {})
    monkeypatch.setattr(access, "_loader", small_system.load_principal)
    small_system.register_handlers()


@pytest.fixture
def system(empty_installation: Installation, handlers: None) -> Iterator[System]:
    system = System.on(empty_installation)
    yield system
    system.close()


@pytest.fixture
def user_id(system: System) -> int:
    """Somebody who may start jobs."""
    names = {"first_name": "丽", "last_name": "王", "username": "wangli", "email": "wangli@example.com"}
    with system.engine.begin() as connection:
        return connection.execute(insert(User).values(active=True, **names).returning(User.id)).scalar_one()
