"""How Alembic runs here: one history for the framework's tables and ours, on both databases."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.core.access import GATED
from app.core.db import Model, db
from app.core.revisions import finish, render_item


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """The full-text tables of SQLite and the trigram indexes of PostgreSQL belong to `app.core.search`."""
    text = name or ""
    return not ((kind == "table" and "_fts" in text) or (kind == "index" and text.endswith("_search")))


def run(connection: Connection) -> None:
    """Upgrade or downgrade inside one transaction.

    SQLite recreates a table to change it; with foreign keys on, that would empty the children. So they are off while
    it works, and checked before the commit.
    """
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _enforce_foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        include_object=include_object,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        render_item=render_item,
        process_revision_directives=finish,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"the migration would break foreign keys: {broken[:5]}")
    if sqlite:
        connection.commit()
        _enforce_foreign_keys(connection, "ON")


def _enforce_foreign_keys(connection: Connection, state: str) -> None:
    """Said to the driver itself: SQLite ignores it inside a transaction, and a statement of SQLAlchemy begins one."""
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={state}")


with current_app.app_context(), db.engine.connect() as connection:
    # A table is recreated whole, on nobody's behalf: the gate has no say here.
    run(connection.execution_options(**{GATED: True}))
