"""Rules about several records at once, whoever saves them: form, action, import, API or job.

They run at the beginning of a flush, before anything is stamped, so what they change is stamped and recorded like what
people change. A rule about one record alone is a `guard` (see `saving`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import PASSIVE_NO_INITIALIZE, History

SaveRule = Callable[[Session, list[Any]], None]
_rules: dict[type[Any], list[SaveRule]] = {}


def before_save_of(model: type[Any]) -> Callable[[SaveRule], SaveRule]:
    """Call the decorated rule with the new, changed and deleted records of `model` in each flush that has any.

    It may change records and refuse with a RuleError. Models are asked in the order of their first rule, so that a rule
    may change records of a later model.
    """

    def register(rule: SaveRule) -> SaveRule:
        _rules.setdefault(model, []).append(rule)
        return rule

    return register


def apply_save_rules(session: Session) -> None:
    """Run every rule that this flush concerns."""
    for model, rules in _rules.items():
        for rule in rules:
            records = [record for record in (*session.new, *session.deleted) if isinstance(record, model)]
            records += [r for r in session.dirty if isinstance(r, model) and session.is_modified(r)]
            if records:
                rule(session, records)


def has_set(record: Any, *names: str) -> bool:
    """Whether one of these attributes was set since `record` was loaded; always so for a new record."""
    state = inspect(record)
    return not state.has_identity or any(past(record, name).has_changes() for name in names)


def past(record: Any, name: str) -> History:
    """What happened to one attribute since `record` was loaded.

    `inspect(record).attrs[name].history` is the same, but builds something for every attribute of the record first.
    """
    return inspect(record).get_history(name, PASSIVE_NO_INITIALIZE)  # type: ignore[no-any-return]


def linked_id(record: Any, link: str) -> int | None:
    """The id behind a link, whether the object or only its key was set."""
    state = inspect(record)
    if link not in state.dict:
        key = f"{link}_id"
        return state.dict.get(key) if state.key is None else getattr(record, key)
    target, changed = state.dict[link], past(record, link).has_changes()
    if target is not None and changed:
        return target.id  # type: ignore[no-any-return]
    return None if changed else getattr(record, f"{link}_id")
