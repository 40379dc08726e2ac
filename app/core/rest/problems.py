"""Refusals of the API: `{"message": …, "errors": {field: […]}}` in the reader's language, under a status that fits."""

from __future__ import annotations

from typing import NoReturn

from flask import Response, abort, jsonify
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from app.core.doubts import in_words
from app.core.errors import Conflict, Doubt, RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.refusals import refusal_of
from app.core.registry import Entity
from app.core.text import N_

VALUES_REFUSED = N_("Some values were refused.")
CHANGED = N_("The record has changed since version %(sent)s: read it again, then repeat your change.")
VERSION_MISSING = N_("Say which version you have seen: send its ETag in If-Match, or its number as “version”.")
BUSY = N_("The database is busy. Try again in a moment.")


def refuse(status: int, message: str, errors: dict[str, list[str]] | None = None, **params: object) -> NoReturn:
    """Answer the request with `status`; `message` is a msgid, `errors` are translated already."""
    abort(problem(status, translate(message, **params), errors))


def problem(status: int, message: str, errors: dict[str, list[str]] | None = None) -> Response:
    """The answer that tells what was wrong; `message` is translated already."""
    response = jsonify({"message": message} | ({"errors": errors} if errors else {}))
    response.status_code = status
    return response


def refuse_rule(refusal: RuleError, status: int = 422) -> NoReturn:
    """Answer with a rule's refusal, beside the field it names; with a doubt, the records it is about."""
    told = explain(refusal)
    if isinstance(refusal, Doubt):
        response = jsonify(message=told, similar=[in_words(found) for found in refusal.evidence])
        response.status_code = 409
        abort(response)
    abort(problem(status, told, {refusal.field: [told]} if refusal.field else None))


def refuse_save(error: Exception, entity: Entity) -> NoReturn:
    """Answer with the reason why a record was not saved; what is no refusal is raised again."""
    if isinstance(error, OperationalError):
        refuse(503, BUSY)
    refusal = error
    if isinstance(error, SQLAlchemyError):
        refusal = refusal_of(error, entity)
    if isinstance(refusal, Conflict):
        refuse_rule(refusal, 412)
    if isinstance(refusal, RuleError):
        refuse_rule(refusal, 409 if isinstance(error, IntegrityError) else 422)
    raise error
