"""Two people on one form: what the colleague changed comes onto it before anything can be saved over that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.core.db import db
from app.core.display import EMPTY, display, display_plain, join, person_name, title
from app.core.errors import Conflict, RuleError
from app.core.form_fields import EntityForm, TypedField
from app.core.history import Change, ChangeKind, plain, restored
from app.core.i18n import translate
from app.core.parsing import as_text
from app.core.refusals import CHANGED_MEANWHILE
from app.core.registry import Entity
from app.core.text import N_
from app.core.whole_numbers import whole_number

_AGAIN = N_("%(who)s changed this meanwhile to “%(value)s”. Your value stands here; saving again overwrites theirs.")
_TAKEN = N_("New: changed by %(who)s meanwhile.")
_BOTH = N_(
    "%(who)s changed this record while you were editing it (%(fields)s). Nothing is saved yet: "
    "look at the fields marked in red, which you both changed, then save again."
)
_APART = N_(
    "%(who)s changed this record while you were editing it (%(fields)s). Their values are on the form now, "
    "yours are kept: look at them and save again."
)
_DELETED = N_("“%(title)s” was deleted by %(who)s at %(at)s while you were editing it. What you typed stays here.")


@dataclass(frozen=True)
class Meanwhile:
    """What happened to a field since a form was opened: its value then, as the history keeps it, and who came last."""

    before: Any
    who: str


def meanwhile(entity: Entity, record: Any, seen: str | None) -> dict[str, Meanwhile] | None:
    """The fields that changed since version `seen` of `record`; None where the history cannot tell.

    Each version of a record has one row in the history.
    """
    current = getattr(record, "version", None)
    opened = whole_number(seen, default=0, most=2**31)
    if current is None or not 0 < opened <= current:
        return None
    rows = _rows(entity, record.id, current - opened)
    if len(rows) != current - opened:
        return None
    found: dict[str, Meanwhile] = {}
    for change, who in reversed(rows):
        for name, (before, _) in change.changes.items():
            found[name] = Meanwhile(found[name].before if name in found else before, who)
    return found


def _rows(entity: Entity, record_id: int, number: int) -> list[tuple[Change, str]]:
    """The last changes of a record, newest first, each with the name of whoever made it."""
    statement = (
        select(Change, User.first_name, User.last_name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.entity == entity.name, Change.record_id == record_id)
        .order_by(Change.id.desc())
        .limit(number)
    )
    rows = db.session.execute(statement).all() if number else []
    return [(change, _name(first, last)) for change, first, last in rows]


def _name(first: str | None, last: str | None) -> str:
    return person_name(first or "", last or "") or translate(N_("The system"))


def merge(form: EntityForm, entity: Entity, record: Any, seen: str | None) -> RuleError:
    """Bring `form` up to `record` as it is stored now; the sentence that says so.

    Fields that the person left as they were take the stored value; those that both changed keep what the person
    typed and say what the other one wrote.
    """
    found = meanwhile(entity, record, seen)
    if found is None:
        return Conflict(CHANGED_MEANWHILE)
    clashes = False
    for box in form.typed_fields:
        if box.field.name in found:
            clashes |= _bring_up(box, record, found[box.field.name])
    labels = [translate(field.spec.label) for name, field in entity.fields.items() if name in found]
    who = join(dict.fromkeys(change.who for change in found.values()))
    return Conflict(_BOTH if clashes else _APART, who=who, fields=join(labels))


def _bring_up(box: TypedField, record: Any, change: Meanwhile) -> bool:
    """Let one input show the new value or say it; whether both people changed it."""
    stored = box.field.read(record)
    if _same(box, change.before):
        box.take(stored)
        box.note = translate(_TAKEN, who=change.who)
        return False
    if _same(box, plain(stored)):
        return False
    box.errors = [*box.errors, translate(_AGAIN, who=change.who, value=_shown(box, stored))]
    return True


def _same(box: TypedField, value: Any) -> bool:
    """Whether what was sent is `value`, as the history keeps values."""
    field = box.field
    if field.spec.type in ("link", "links", "boolean"):
        return bool((plain(box.data) or None) == (value or None))
    kept = restored(field.spec.type, value) if value not in (None, "") else None
    return box.text.replace("\r\n", "\n").strip() == as_text(field, kept).strip()


def _shown(box: TypedField, value: Any) -> str:
    if box.field.spec.type == "link":
        return title(value) if value is not None else EMPTY
    return display(box.field, value)


def deleted_meanwhile(entity: Entity, record: Any) -> RuleError:
    """Who put `record` into the recycle bin, and when."""
    statement = (
        select(Change, User.first_name, User.last_name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.entity == entity.name, Change.record_id == record.id, Change.kind == ChangeKind.ARCHIVE.value)
        .order_by(Change.id.desc())
        .limit(1)
    )
    row = db.session.execute(statement).one_or_none()
    who = _name(row[1], row[2]) if row else EMPTY
    return Conflict(_DELETED, title=title(record), who=who, at=display_plain(record.archived_at))
