"""Values of fields as JSON, both ways. Amounts are strings, so that no program rounds them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.access import fetch
from app.core.db import db
from app.core.display import title
from app.core.errors import NotVisible, RuleError
from app.core.form_fields import REQUIRED
from app.core.parsing import parse
from app.core.registry import Field
from app.core.text import N_

LINKS_LIMIT = 500
HIDDEN = N_("This link leads to a record that is not visible to you; it cannot be changed.")
NOT_FOUND = N_("This record does not exist, or it is not visible to you.")


def to_json(field: Field, record: Any) -> Any:
    """The value of `field` on `record`, for the reader: codes for choices, moments in UTC, links with their names."""
    value = field.read(record)
    if field.spec.type == "link":
        return _link_to_json(field, record, value)
    if field.spec.type == "links":
        return [{"id": linked.id, "title": title(linked)} for linked in sorted(value, key=lambda linked: linked.id)]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "value", value)


def _link_to_json(field: Field, record: Any, target: Any) -> dict[str, Any] | None:
    if target is not None:
        return {"id": target.id, "title": title(target), "visible": True}
    if field.linked_id(record) is not None:
        return {"id": None, "title": None, "visible": False}
    return None


def from_json(field: Field, raw: Any, record: Any) -> Any:
    """The value of `field` that `raw` stands for; RuleError when it stands for none. `record` None is a new one."""
    if field.spec.type == "link":
        value: Any = _linked(field, raw, record)
    elif field.spec.type == "links":
        return _linked_list(field, raw, record)
    elif field.spec.type == "json":
        value = parse(field, _without_decimals(raw))
    else:
        value = parse(field, _single(field, raw))
    if field.spec.required and value in (None, ""):
        raise RuleError(REQUIRED, field=field.name)
    return value


def _single(field: Field, raw: Any) -> Any:
    if isinstance(raw, (dict, list)) or (isinstance(raw, bool) and field.spec.type != "boolean"):
        raise RuleError(N_("This must be a single value of the field's type."), field=field.name)
    return raw


def _without_decimals(raw: Any) -> Any:
    """Free JSON keeps numbers as JSON does."""
    if isinstance(raw, Decimal):
        return float(raw)
    if isinstance(raw, dict):
        return {key: _without_decimals(item) for key, item in raw.items()}
    return [_without_decimals(item) for item in raw] if isinstance(raw, list) else raw


def _id_of(field: Field, raw: Any) -> int:
    raw = raw.get("id") if isinstance(raw, dict) else raw
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise RuleError(N_("A link is the id of a record, a whole number."), field=field.name)
    return raw


def _linked(field: Field, raw: Any, record: Any) -> Any:
    """The record that a link names. One that leads where the reader cannot see stays: it is not theirs to cut."""
    if record is not None and field.read(record) is None and field.linked_id(record) is not None:
        raise RuleError(HIDDEN, field=field.name)
    if raw is None:
        return None
    try:
        return fetch(field.target_model, _id_of(field, raw))
    except NotVisible as refusal:
        raise NotVisible(refusal.message, field=field.name) from refusal


def _linked_list(field: Field, raw: Any, record: Any) -> list[Any]:
    """The records that a list of links names; those linked already may be in the recycle bin."""
    if not isinstance(raw, list) or len(raw) > LINKS_LIMIT:
        raise RuleError(N_("This must be a list of at most %(limit)s links."), field=field.name, limit=LINKS_LIMIT)
    wanted = {_id_of(field, item) for item in raw}
    present = {linked.id: linked for linked in field.read(record)} if record is not None else {}
    model, missing = field.target_model, wanted - set(present)
    statement = select(model).where(model.id.in_([id_ for id_ in missing if 0 < id_ < 2**31]))
    if hasattr(model, "archived_at"):
        statement = statement.where(model.archived_at.is_(None))
    found = {linked.id: linked for linked in db.session.execute(statement).scalars()} if missing else {}
    if missing - set(found):
        raise NotVisible(NOT_FOUND, field=field.name)
    return [linked for id_, linked in (present | found).items() if id_ in wanted]
