"""No record is above itself, through however many links: checked at every flush, for every link to the same entity."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from app.core.access import system_access
from app.core.errors import RuleError
from app.core.registry import entity_of
from app.core.save_rules import past
from app.core.text import N_
from app.core.trees import would_cycle

# Whatever else takes advisory locks, these are about trees.
LOCK = 0x74726565


@cache
def _tree_links(model: type[Any]) -> tuple[str, ...]:
    fields = entity_of(model).fields.values()
    return tuple(f.name for f in fields if f.spec.type == "link" and f.stored == "relation" and f.target_model is model)


def refuse_cycles(session: Session, record: Any, changes: dict[str, Any] | None) -> None:
    """RuleError if a link that changed (None: the record is new) puts `record` above itself."""
    for link in _tree_links(type(record)):
        if changes is not None and link not in changes:
            continue
        parent = _parent(record, link)
        if parent is None or (changes is None and isinstance(parent, int)):
            continue  # a new record has nothing below it but other unsaved ones, which are checked themselves
        one_at_a_time(session, type(record))
        if would_cycle(record.id or record, parent, lambda node: _above(session, type(record), link, node)):  # noqa: B023
            raise RuleError(N_("“%(title)s” cannot be below itself."), field=link, title=str(record))


def _parent(record: Any, link: str) -> Hashable | None:
    """Who is above `record`: an id, or the record itself where it has none yet."""
    if past(record, link).has_changes():
        target = inspect(record).dict.get(link)
        return None if target is None else (target.id or target)
    return getattr(record, f"{link}_id")  # type: ignore[no-any-return]


def _above(session: Session, model: type[Any], link: str, node: Any) -> Hashable | None:
    held = session.identity_map.get(identity_key(model, node)) if isinstance(node, int) else node
    if held is not None and (held in session.new or session.is_modified(held)):
        return _parent(held, link)
    with system_access("follow a tree upwards"):
        statement = select(getattr(model, f"{link}_id")).where(model.id == node)
        return session.execute(statement).scalar_one_or_none()


def one_at_a_time(session: Session, model: type[Any]) -> None:
    """Let changes of one tree wait for each other: two that are right alone may close a circle together.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK, func.hashtext(model.__tablename__))))
