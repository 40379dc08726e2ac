"""How a new revision is written, so that nobody has to finish it by hand: its name, its types, its search index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import (
    AddColumnOp,
    CreateIndexOp,
    CreateTableOp,
    DropIndexOp,
    DropTableOp,
    MigrateOperation,
    ModifyTableOps,
    OpContainer,
)
from alembic.util import CommandError
from sqlalchemy.types import TypeDecorator

from app.core.clock import today
from app.core.db import Model
from app.core.search import KEY

LONGEST = 32  # characters of alembic_version.version_num


class SearchIndexOp(MigrateOperation):
    """The index of a searchable table, which the database's metadata does not know."""

    def __init__(self, verb: str, table: str) -> None:
        self.verb, self.table = verb, table


@renderers.dispatch_for(SearchIndexOp)
def _render_search_index(context: AutogenContext, operation: SearchIndexOp) -> str:
    context.imports.add("from app.core.search import create_search_index, drop_search_index")
    return f'{operation.verb}_search_index(op, "{operation.table}")'


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Types of ours as what the database stores, so that old revisions never need today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def finish(_context: Any, _revision: Any, scripts: list[Any]) -> None:
    """Name the revision by its day and deed, and index each new table that has a search key.

    A table that SQLite must recreate loses its triggers, so its index is made again, up and down.
    """
    for script in scripts:
        script.rev_id = _named(script.message)
        made = [op.table_name for op in _within(script.upgrade_ops) if _is_searched(op)]
        script.downgrade_ops.ops[:0] = [SearchIndexOp("drop", table) for table in made]
        for ops, tables in ((script.upgrade_ops, made), (script.downgrade_ops, [])):
            remade = [op.table_name for op in _within(ops) if _is_recreated(op)]
            ops.ops.extend(SearchIndexOp("create", table) for table in (*tables, *remade))


def _named(deed: str) -> str:
    """The id of a revision. CommandError where it would not fit: SQLite takes any length, PostgreSQL does not."""
    name = f"{today():%Y_%m_%d}_{deed}"
    if len(name) > LONGEST:
        room = LONGEST - len(name) + len(deed)
        raise CommandError(f"The name of the revision is too long: “{deed}” may have at most {room} characters.")
    return name


def _is_searched(operation: Any) -> bool:
    created = isinstance(operation, CreateTableOp) and not isinstance(operation, DropTableOp)
    return created and any(getattr(column, "name", "") == KEY for column in operation.columns)


def _is_recreated(operation: Any) -> bool:
    if not isinstance(operation, ModifyTableOps) or KEY not in Model.metadata.tables[operation.table_name].columns:
        return False
    return not all(isinstance(op, (AddColumnOp, CreateIndexOp, DropIndexOp)) for op in operation.ops)


def _within(container: OpContainer) -> Iterator[Any]:
    for operation in container.ops:
        yield operation
        if isinstance(operation, OpContainer):
            yield from _within(operation)
