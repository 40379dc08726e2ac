"""JSON and Rison as programs send them. Whatever is malformed is a refusal with its reason, never an error of ours."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

import prison
from flask import request
from prison.decoder import ParserException

from app.core.rest.problems import refuse
from app.core.text import N_

BODY_BYTES = 1024 * 1024
ARGUMENT_LENGTH = 8_000
_MALFORMED = (ValueError, TypeError, IndexError, ArithmeticError, RecursionError, ParserException)


def read_object(*, required: bool = True) -> dict[str, Any]:
    """The JSON object in the body of this request; `{}` for no body unless `required`.

    Numbers with a decimal point come as Decimal, so that no digit is lost.
    """
    request.max_content_length = BODY_BYTES
    data = request.get_data()
    if not data and not required:
        return {}
    if not request.is_json:
        refuse(400, N_("Send a JSON object (Content-Type: application/json)."))
    try:
        body = json.loads(data.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number)
        _refuse_unstorable(body)
    except _MALFORMED:
        refuse(400, N_("The body is not valid JSON."))
    if not isinstance(body, dict):
        refuse(400, N_("Send a JSON object (Content-Type: application/json)."))
    return body


def read_rison(text: str) -> dict[str, Any]:
    """The object in a Rison argument (JSON is understood too)."""
    if len(text) > ARGUMENT_LENGTH:
        refuse(400, N_("The argument “q” is too long."))
    try:
        found = json.loads(text, parse_constant=_no_number) if text.startswith("{") else prison.loads(text)
        _refuse_unstorable(found)
    except _MALFORMED:
        refuse(400, N_("The argument “q” is neither valid Rison nor valid JSON."))
    if not isinstance(found, dict):
        refuse(400, N_("The argument “q” must be an object."))
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _refuse_unstorable(value: Any) -> None:
    """ValueError for what no database takes as text: NUL and lone surrogates, at any depth."""
    if isinstance(value, str):
        value.encode("utf-8")
        if "\x00" in value:
            raise ValueError("NUL")
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_unstorable(key)
            _refuse_unstorable(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_unstorable(item)
