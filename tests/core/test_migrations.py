"""Every revision goes down and up again over filled tables, on both databases, and loses no row of what stays."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import Migrate, check, downgrade, upgrade
from sqlalchemy import inspect, select, text

import app.factory  # noqa: F401  (all models, before any of them is used)
from app.core.access import GATED, system_access
from app.core.db import db
from app.core.registry import entity_of
from app.customers.models.lead import Lead
from app.system.models.user import User
from tests.factories.customers import LeadFactory
from tests.pages.conftest import factories, owned_by


def counts() -> dict[str, int]:
    """{table: rows} of everything but what the search index keeps for itself."""
    with db.engine.connect().execution_options(**{GATED: True}) as connection:
        names = [n for n in inspect(connection).get_table_names() if "_fts" not in n and n != "alembic_version"]
        return {n: connection.execute(text(f'SELECT count(*) FROM "{n}"')).scalar_one() for n in names}


def revisions() -> list[str]:
    """From the newest to the oldest."""
    migrate: Migrate = current_app.extensions["migrate"]
    script = ScriptDirectory.from_config(migrate.migrate.get_config())
    return [revision.revision for revision in script.walk_revisions()]


@pytest.fixture
def filled(committing_app: Any) -> Any:
    """A record of every entity."""
    with committing_app.app_context(), system_access("test"):
        known = factories()
        owner = known[User](username="ann", role_names=["Sales"])
        for model, factory in known.items():
            factory(**(owned_by(owner, model) if model is not User else {}))
        db.session.commit()
        db.session.remove()
        yield committing_app


def test_down_and_up_again_keeps_what_both_schemas_know(filled):
    before = counts()
    for revision in revisions()[1:]:
        downgrade(revision=revision)
        kept = counts()
        lost = {table: (before[table], number) for table, number in kept.items() if before.get(table, number) != number}
        assert not lost, (revision, lost)
    upgrade()
    after = counts()
    assert set(after) == set(before)
    both = kept.keys() & after.keys()
    assert {table: after[table] for table in both} == {table: kept[table] for table in both}
    check()


def test_search_finds_what_is_saved_after_a_table_was_made_anew(filled):
    downgrade(revision=revisions()[-1])
    upgrade()
    with system_access("test"):
        LeadFactory(name="迁移之后有限公司")
        db.session.commit()
        found = select(Lead.name).where(entity_of(Lead).matching("qianyi"))
        assert db.session.scalars(found).all() == ["迁移之后有限公司"]
