"""From what a person, a file or a program gives to the value of a field, and back to the text of an input."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from app.core.errors import RuleError
from app.core.exchange.values import Choices, Limits, parse_value
from app.core.i18n import LOCALES, current_locale, in_every_locale
from app.core.lookups import lookup_values
from app.core.preferences import zone
from app.core.registry import Field
from app.core.suggestions import suggestions
from app.core.text import N_


def limits_of(field: Field) -> Limits:
    """What `field` allows, for the reader's zone; built once for a whole file."""
    spec = field.spec
    return Limits(
        max_length=spec.max_length,
        minimum=spec.minimum,
        maximum=spec.maximum,
        scale=spec.scale,
        zone=zone(),
        choices=_choices_of(field) if spec.type in ("choice", "lookup") else None,
    )


def _choices_of(field: Field) -> Choices:
    chinese = current_locale() == "zh"
    if field.spec.type == "choice":
        labels = {code: list(in_every_locale(label).values()) for code, label in field.spec.codes.items()}
        return Choices.of(labels, chinese_reader=chinese)
    values = lookup_values(field.spec.lookup or "").values()
    labels = {v.code: [*(v.label(locale) for locale in LOCALES), *filter(None, v.aliases)] for v in values}
    return Choices.of(labels, {v.code for v in values if v.active}, chinese_reader=chinese)


def parse(field: Field, raw: object, limits: Limits | None = None, *, checked: bool = True) -> Any:
    """The value of `field` that `raw` stands for; None when empty, RuleError when it stands for none.

    `checked` False leaves out the field's own rule (a filter may look for what may no longer be entered).
    """
    if field.spec.type == "json":
        return _parse_json(field, raw)
    value = parse_value(field.spec.type, raw, limits or limits_of(field))
    if value is None or not checked or field.spec.check is None:
        return value
    try:
        return field.spec.check(value)
    except RuleError as refusal:
        refusal.field = refusal.field or field.name
        raise


def resolve_suggestion(field: Field, text: str, parents: list[str]) -> str:
    """The code that `text` means in the field's list of suggestions, or the text itself."""
    return suggestions(field.spec.suggestions or "").resolve(text, parents)


def _parse_json(field: Field, raw: object) -> Any:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw) if raw.strip() else None
    except (ValueError, RecursionError) as error:
        raise RuleError(N_("This is not valid JSON."), field=field.name) from error


def as_text(field: Field, value: Any) -> str:
    """`value` as the text of an input: read back by `parse`, it is the same again (to the second for moments)."""
    if value is None:
        return ""
    if field.spec.type == "json":
        return json.dumps(value, ensure_ascii=False, indent=1)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(zone()).strftime("%Y-%m-%dT%H:%M:%S")
    return str(getattr(value, "value", value))
