"""Scorecard row 23: after 10,000 acts of people nothing is orphaned, nothing goes round in a circle, nothing is lost.

The nightly clean-up then runs 31 days later, and every deleted customer still comes back with its contacts.
"""

from __future__ import annotations

import pytest

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.clock import now
from tests.scorecard import walk_business, walk_records  # noqa: F401  (their acts)
from tests.scorecard.walk import Walk
from tests.support.integrity import audit, sizes

DAYS = 31


@pytest.fixture
def walk(committing_app, installation, monkeypatch) -> Walk:
    """Nobody has taken a step yet; files lie in a folder of their own."""
    monkeypatch.setitem(committing_app.config, "KEHU_DATA_DIR", str(installation.data_dir))
    return Walk(committing_app, seed=23)


@pytest.mark.parametrize("steps", [400, pytest.param(10_000, marks=pytest.mark.soak)])
def test_nothing_is_orphaned_or_lost(walk: Walk, installation, monkeypatch, steps: int, record_property) -> None:
    began = now()
    walk.go(steps)
    record_property("seconds", (now() - began).total_seconds())
    assert faults(walk, installation) == []
    monkeypatch.setenv("KEHU_CLOCK", str(DAYS * 86_400))
    walk.run_job("clean_up")
    assert faults(walk, installation) == []


def faults(walk: Walk, installation) -> list[str]:
    """What the audit finds, told in full."""
    with walk.app.app_context():
        found = audit(installation.data_dir)
        print(*found, walk.done, walk.refused, walk.reasons, sizes(), sep="\n")  # noqa: T201
    return found
