"""The history of a record and of the records below it, as part of its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import and_, or_, select

from app.core.cells import show_url
from app.core.db import db
from app.core.display import EMPTY, display, join, person_name, title
from app.core.history import Change, ChangeKind, restored
from app.core.i18n import translate
from app.core.registry import Entity, Field, entity_of
from app.core.related import related_lists
from app.core.text import N_
from app.core.timeline import Event, TimelineSource
from app.core.views import view_of

SHOWN = 4  # fields of one change


def read_history(record: Any, latest: datetime | None, limit: int) -> Sequence[Event]:
    """Changes of `record` and of what its related lists hold, as far as the reader may see them."""
    entity = entity_of(type(record))
    below = [related for related in related_lists(entity.name) if related.visible]
    kinds = {entity.name: entity, **{entity_of(r.model).name: entity_of(r.model) for r in below}}
    parts = [and_(Change.entity == entity.name, Change.record_id.in_(view_of(type(record)).history_ids(record)))]
    for related in below:
        child = entity_of(related.model)
        ids = select(related.model.id).where(child.fields[related.link].expression() == record.id)
        parts.append(and_(Change.entity == child.name, Change.record_id.in_(ids)))
    statement = select(Change, User.first_name, User.last_name).outerjoin(User, User.id == Change.user_id)
    statement = statement.where(or_(*parts), Change.kind != ChangeKind.EXPORT.value)
    if latest is not None:
        statement = statement.where(Change.at <= latest)
    rows = db.session.execute(statement.order_by(Change.at.desc(), Change.id.desc()).limit(limit)).all()
    children = _children(kinds, [change for change, _, _ in rows], entity)
    return [
        Event(
            change.at,
            translate(kinds[change.entity].label),
            _what(change, entity, children),
            person_name(first, last) if first is not None else EMPTY,
            None if change.entity == entity.name else show_url(children[change.entity, change.record_id]),
            _details(kinds[change.entity], change),
        )
        for change, first, last in rows
        if change.entity == entity.name or (change.entity, change.record_id) in children
    ]


def _children(kinds: dict[str, Entity], changes: Sequence[Change], own: Entity) -> dict[tuple[str, int], Any]:
    """The records below that the changes tell of, one statement for each kind, through the gate."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        if change.entity != own.name:
            wanted.setdefault(change.entity, set()).add(change.record_id)
    found = {}
    for name, ids in wanted.items():
        model = kinds[name].model
        for child in db.session.execute(select(model).where(model.id.in_(ids))).scalars():
            found[name, child.id] = child
    return found


def _what(change: Change, own: Entity, children: dict[tuple[str, int], Any]) -> str:
    kind = translate(dict(ChangeKind.choices())[change.kind])
    if change.entity == own.name:
        return kind
    return translate(N_("%(what)s: %(title)s"), what=kind, title=title(children[change.entity, change.record_id]))


def _details(entity: Entity, change: Change) -> list[str]:
    if change.kind != ChangeKind.UPDATE.value:
        return []
    known = [(field, pair) for name, pair in change.changes.items() if (field := entity.history_field(name))]
    lines = [_in_words(field, *pair) for field, pair in known[:SHOWN]]
    rest = [translate(field.spec.label) for field, _ in known[SHOWN:]]
    return [*lines, translate(N_("also changed: %(fields)s"), fields=join(rest))] if rest else lines


def _in_words(field: Field, before: Any, after: Any) -> str:
    """What changed; of links and long texts only that they did: the history tells more."""
    label = translate(field.spec.label)
    if field.spec.type in ("link", "links", "text", "json"):
        return label
    values = {"field": label, "before": _value(field, before), "after": _value(field, after)}
    return translate(N_("%(field)s: %(before)s → %(after)s"), **values)


def _value(field: Field, value: Any) -> str:
    return EMPTY if value in (None, "", []) else display(field, restored(field.spec.type, value))


HISTORY = TimelineSource("*", read_history)
