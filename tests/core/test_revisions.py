"""What `make migration` writes is finished: nobody edits it by hand."""

from __future__ import annotations

import pytest
from alembic.autogenerate import render_python_code
from alembic.operations.ops import CreateTableOp, DowngradeOps, DropTableOp, MigrationScript, UpgradeOps
from alembic.util import CommandError

from app.core.clock import today
from app.core.db import Model
from app.core.revisions import finish, render_item

pytestmark = pytest.mark.databases("sqlite")


def revision(table: str, deed: str = "add_it") -> MigrationScript:
    made = Model.metadata.tables[table]
    up, down = UpgradeOps([CreateTableOp.from_table(made)]), DowngradeOps([DropTableOp.from_table(made)])
    script = MigrationScript(None, up, down, message=deed)
    finish(None, None, [script])
    return script


def test_a_searchable_table_gets_its_index_and_loses_it_first(app):
    script = revision("customer")
    up = render_python_code(script.upgrade_ops, render_item=render_item)
    down = render_python_code(script.downgrade_ops, render_item=render_item)
    assert up.strip().splitlines()[-2].strip() == 'create_search_index(op, "customer")'
    assert down.index('drop_search_index(op, "customer")') < down.index("drop_table")


def test_a_table_without_a_search_key_gets_none(app):
    assert "search_index" not in render_python_code(revision("tag").upgrade_ops, render_item=render_item)


def test_types_of_ours_are_written_as_what_is_stored(app):
    code = render_python_code(revision("customer").upgrade_ops, render_item=render_item)
    assert "'annual_revenue', sa.BigInteger()" in code
    assert "'created_at', sa.DateTime(timezone=True)" in code
    assert "app.core" not in code


def test_a_revision_is_named_by_its_day_and_deed(app):
    assert revision("tag").rev_id == f"{today():%Y_%m_%d}_add_it"


def test_a_name_that_postgresql_would_cut_off_is_refused(app):
    assert len(revision("tag", "a" * 21).rev_id) == 32
    with pytest.raises(CommandError, match="at most 21 characters"):
        revision("tag", "a" * 22)
