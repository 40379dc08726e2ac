"""The history of one record in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.core.db import db
from app.core.display import EMPTY, NOT_VISIBLE, display, display_plain, join, person_name, title
from app.core.history import Change, ChangeKind, restored
from app.core.i18n import translate
from app.core.registry import Entity, Field

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One change: when, who, what kind, and each field with its value before and after.

    `of` names the record where it is not the one whose page this is, but one that it took over.
    """

    at: str
    who: str
    kind: str
    of: str
    fields: Sequence[tuple[str, str, str]]


def history_of(entity: Entity, record_ids: Sequence[int], page: int) -> list[Entry]:
    """One page of the history of a record and those it took over, newest first."""
    statement = (
        select(Change, User.first_name, User.last_name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.entity == entity.name, Change.record_id.in_(record_ids))
        .order_by(Change.id.desc())
        .offset(page * PAGE)
        .limit(PAGE)
    )
    rows = db.session.execute(statement).all()
    titles = _titles(entity, [change for change, _, _ in rows])
    kinds = dict(ChangeKind.choices())
    return [
        Entry(
            display_plain(change.at),
            person_name(first, last) if first is not None else EMPTY,
            translate(kinds[change.kind]),
            change.title if change.record_id != record_ids[0] else "",
            [_in_words(field, *pair, titles) for field, pair in _known(entity, change)],
        )
        for change, first, last in rows
    ]


def fields_in_words(entity: Entity, change: Change) -> list[tuple[str, str, str]]:
    """(label, before, after) of each field in one change."""
    titles = _titles(entity, [change])
    return [_in_words(field, *pair, titles) for field, pair in _known(entity, change)]


def _known(entity: Entity, change: Change) -> list[tuple[Field, list[Any]]]:
    named = [(entity.history_field(name), pair) for name, pair in change.changes.items()]
    return [(field, pair) for field, pair in named if field is not None]


def _titles(entity: Entity, changes: list[Change]) -> dict[tuple[str, int], str]:
    """The names of all records mentioned, read through the gate: one statement for each link field."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        for field, pair in _known(entity, change):
            if field.spec.type in ("link", "links"):
                for value in pair:
                    wanted.setdefault(field.name, set()).update(value if isinstance(value, list) else [value])
    titles = {}
    for name, ids in wanted.items():
        model = entity.fields[name].target_model
        found = db.session.execute(select(model).where(model.id.in_(ids - {None}))).scalars()
        titles.update({(name, record.id): title(record) for record in found})
    return titles


def _in_words(field: Field, before: Any, after: Any, titles: dict[tuple[str, int], str]) -> tuple[str, str, str]:
    label = translate(field.spec.label)
    return label, _value(field, before, titles), _value(field, after, titles)


def _value(field: Field, value: Any, titles: dict[tuple[str, int], str]) -> str:
    if value in (None, "", []):
        return EMPTY
    if field.spec.type in ("link", "links"):
        ids = value if isinstance(value, list) else [value]
        return join(titles.get((field.name, id_), translate(NOT_VISIBLE)) for id_ in ids)
    return display(field, restored(field.spec.type, value))
