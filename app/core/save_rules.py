"""Rules that hold for every record of a model, whoever saves it: form, action, import, API or job.

They run inside the flush, before anything is stamped, and may change records or refuse with a RuleError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.trees import refuse_circle

SaveRule = Callable[[Session, list[Any]], None]
_rules: dict[type[Any], list[SaveRule]] = {}


def before_save_of(model: type[Any]) -> Callable[[SaveRule], SaveRule]:
    """Call the decorated rule with the new, changed and deleted records of `model` in each flush that has any.

    Models are asked in the order of their first rule, so that a rule may change records of a later model.
    """

    def register(rule: SaveRule) -> SaveRule:
        _rules.setdefault(model, []).append(rule)
        return rule

    return register


def apply_save_rules(session: Session) -> None:
    """Run every rule that this flush concerns."""
    for model, rules in _rules.items():
        for rule in rules:
            changed = (record for record in session.dirty if isinstance(record, model) and session.is_modified(record))
            records = [record for record in (*session.new, *session.deleted) if isinstance(record, model)]
            records += changed
            if records:
                rule(session, records)


def changes(record: Any, *names: str) -> bool:
    """Whether one of these attributes was set on `record` since it was loaded; always so for a new record."""
    state = inspect(record)
    return not state.has_identity or any(state.attrs[name].history.has_changes() for name in names)


def linked_id(record: Any, link: str) -> int | None:
    """The id behind a link, whether the object or only its key was set."""
    target = inspect(record).dict.get(link)
    changed = inspect(record).attrs[link].history.has_changes()
    if target is not None and changed:
        return target.id  # type: ignore[no-any-return]
    return None if changed else getattr(record, f"{link}_id")


def keep_tree(model: type[Any], link: str = "parent") -> None:
    """Refuse to hang a record of `model` below itself by its `link`."""

    @before_save_of(model)
    def refuse_circles(session: Session, records: list[Any]) -> None:
        moved = {r.id: linked_id(r, link) for r in records if inspect(r).has_identity and changes(r, link, f"{link}_id")}
        if not moved:
            return

        def parent_of(record_id: int) -> int | None:
            if record_id in moved:
                return moved[record_id]
            # Locked, so that nobody hangs what stands above below this record at the same moment.
            column = getattr(model, f"{link}_id")
            statement = select(column).where(model.id == record_id).with_for_update(key_share=True)
            return session.execute(statement).scalar_one_or_none()

        with system_access("walk up a tree"):
            for record_id, parent_id in moved.items():
                refuse_circle(record_id, parent_id, parent_of, field=link)
