"""How the API saves: the same rules, the same transaction and the same refusals as the forms."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from app.core import submissions
from app.core.access import acting_user_id, fetch
from app.core.archiving import archive
from app.core.db import db
from app.core.errors import NotVisible, RuleError
from app.core.form_fields import REQUIRED, explain
from app.core.i18n import translate
from app.core.lookup_routes import fetch_within
from app.core.parsing import resolve_suggestion
from app.core.registry import Field
from app.core.rest.exposure import shown_fields, written_fields
from app.core.rest.problems import CHANGED, VALUES_REFUSED, VERSION_MISSING, refuse, refuse_rule, refuse_save
from app.core.rest.values import from_json, to_json
from app.core.text import N_

UNKNOWN = N_("There is no such field here.")
READ_ONLY = N_("This field cannot be set here.")
FIXED = N_("This field cannot change any more.")
# What names the record itself; programs send back what they have read.
_OWN_NAMES = ("id", "version")


def read_record(view: Any, pk: str) -> Any:
    """The record, if the reader may see it; 404 says no more otherwise."""
    try:
        return fetch_within(view, pk)
    except NotVisible as refusal:
        refuse(404, refusal.message)


def require_version(record: Any, body: dict[str, Any]) -> None:
    """Refuse a change by somebody who has not said, in If-Match or as `version`, that they know the latest state."""
    if not hasattr(record, "version"):
        return
    seen = body.get("version")
    if seen is None and not request.headers.get("If-Match"):
        refuse(428, VERSION_MISSING)
    current = str(record.version)
    if seen is not None and (isinstance(seen, bool) or str(seen) != current):
        refuse(412, CHANGED, sent=str(seen)[:20])
    sent = request.headers.get("If-Match")
    if sent and not (request.if_match.star_tag or request.if_match.contains_weak(current)):
        refuse(412, CHANGED, sent=sent[:20])


def create(view: Any, body: dict[str, Any]) -> tuple[Any, bool]:
    """The record that `body` makes, and whether an earlier request with the same Idempotency-Key made it already."""
    token = _token(view.entity.name)
    made = submissions.made_by(token, view.entity.name)
    if made is None:
        try:
            return _write(view, view.model(), _values_of_new(view, body), token), False
        except (RuleError, SQLAlchemyError) as error:
            db.session.rollback()
            made = submissions.made_by(token, view.entity.name)
            if made is None:  # else the same request, sent twice at the same moment: the other one was faster
                refuse_save(error, view.entity)
    return read_record(view, str(made)), True


def change(view: Any, record: Any, body: dict[str, Any]) -> Any:
    """Write to `record` what `body` names and leave the rest."""
    try:
        return _write(view, record, _values_of_change(view, body, record), "")
    except (RuleError, SQLAlchemyError) as error:
        db.session.rollback()
        refuse_save(error, view.entity)


def remove(view: Any, record: Any) -> None:
    """Put `record` into the recycle bin; 409 when others depend on it."""
    try:
        archive(record)
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        refuse_save(error, view.entity)
    except RuleError as refusal:
        db.session.rollback()
        refuse_rule(refusal, 409)


def _token(entity: str) -> str:
    """The key of this request as submissions keep it: no two people's keys meet, whatever programs choose."""
    key = request.headers.get("Idempotency-Key", "")
    return hashlib.sha256(f"{acting_user_id()}\n{entity}\n{key}".encode()).hexdigest() if key else ""


def _write(view: Any, record: Any, values: dict[Field, Any], token: str) -> Any:
    created = record.id is None
    with db.session.no_autoflush:
        for field, value in values.items():
            field.write(record, value)
        view.before_save(record, created)
        view.refuse_doubtful(record, created)
        if created:
            db.session.add(record)
    db.session.flush()
    if created:
        submissions.remember(token, view.entity.name, record.id)
    db.session.commit()
    return record


def _values_of_new(view: Any, body: dict[str, Any]) -> dict[Field, Any]:
    """The values of a new record: as on an empty form, fields have their defaults and the owner is who makes it."""
    fields = written_fields(view)
    absent = [field for name, field in fields.items() if name not in body]
    values = {field: field.spec.default for field in absent if field.spec.default is not None}
    # What hangs below another record gets its owner from there, by the rules of its model.
    if fields.get("owner") in absent and view.entity.parent_link is None and acting_user_id():
        values[fields["owner"]] = fetch(fields["owner"].target_model, acting_user_id())
    missing = {f.name: [translate(REQUIRED)] for f in absent if f.spec.required and f not in values}
    sent, refused = _read(view, body, None)
    return _settled(values | sent, missing | refused, None)


def _values_of_change(view: Any, body: dict[str, Any], record: Any) -> dict[Field, Any]:
    """The values that `body` changes; what comes back as it was read stays as it is, to the last digit."""
    shown = shown_fields(view)
    changed = {
        name: raw
        for name, raw in body.items()
        if name not in _OWN_NAMES and not (name in shown and raw == to_json(shown[name], record))
    }
    return _settled(*_read(view, changed, record), record)


def _read(view: Any, body: dict[str, Any], record: Any) -> tuple[dict[Field, Any], dict[str, list[str]]]:
    """The values that `body` names, in the order of the form, and what is wrong with the others."""
    shown, written = shown_fields(view), written_fields(view)
    values: dict[Field, Any] = {}
    errors = {name[:60]: [translate(READ_ONLY if name in shown else UNKNOWN)] for name in body if name not in written}
    for name, field in written.items():
        if name in body:
            try:
                values[field] = _read_one(field, body[name], record)
            except RuleError as refusal:
                errors[name] = [explain(refusal)]
    return values, errors


def _read_one(field: Field, raw: Any, record: Any) -> Any:
    if record is not None and field.spec.fixed:
        raise RuleError(FIXED)
    return from_json(field, raw, record)


def _settled(values: dict[Field, Any], errors: dict[str, list[str]], record: Any) -> dict[Field, Any]:
    """`values` unless there are `errors`; names out of large lists (provinces, cities …) become their codes."""
    if errors:
        refuse(422, VALUES_REFUSED, errors)
    known = {field.name: value for field, value in values.items()}
    for field, value in values.items():
        if field.spec.suggestions and value:
            above = [known.get(name, getattr(record, name, None)) or "" for name in field.spec.suggestion_parents]
            values[field] = known[field.name] = resolve_suggestion(field, value, above)
    return values
