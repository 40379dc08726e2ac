"""What a program may ask about an entity: its fields, choices, filters and its own rights, in the reader's language."""

from __future__ import annotations

from typing import Any

from app.core.conditions import operators
from app.core.display import choices
from app.core.i18n import translate
from app.core.registry import Field
from app.core.rest.exposure import shown_fields, written_fields
from app.core.rest.list_arguments import operator_codes
from app.core.security import may


def information(view: Any) -> dict[str, Any]:
    """The answer of `_info`."""
    written = written_fields(view)
    return {
        "name": view.entity.name,
        "label": translate(view.entity.label),
        "label_plural": translate(view.entity.label_plural),
        "permissions": [p for p in sorted(view.base_permissions) if may(p, view.class_permission_name)],
        "fields": [_field(field, writable=name in written) for name, field in shown_fields(view).items()],
        "order_columns": [field.name for field in view.order_fields],
        "filters": {name: _comparisons(field) for name, field in view.filter_fields.items()},
    }


def _field(field: Field, *, writable: bool) -> dict[str, Any]:
    spec = field.spec
    told: dict[str, Any] = {
        "name": field.name,
        "type": spec.type,
        "label": translate(spec.label),
        "required": spec.required and writable,
        "read_only": not writable,
    }
    if spec.help:
        told["help"] = translate(spec.help)
    if spec.max_length:
        told["max_length"] = spec.max_length
    if spec.type in ("choice", "lookup"):
        told["choices"] = [{"code": code, "label": label} for code, label in choices(field)]
    if spec.target:
        told["target"] = spec.target
    return told


def _comparisons(field: Field) -> list[dict[str, str]]:
    return [
        {"opr": operator_codes(field, operator)[0], "label": translate(operator.label)} for operator in operators(field)
    ]
