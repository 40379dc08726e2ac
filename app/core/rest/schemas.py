"""JSON schemas of fields, records and answers, as OpenAPI 3.0 writes them."""

from __future__ import annotations

from typing import Any

from app.core.display import choices
from app.core.i18n import translate
from app.core.registry import Field
from app.core.rest.exposure import shown_fields, written_fields
from app.core.text import N_

Schema = dict[str, Any]
CODED = ("choice", "lookup")
_SHOWN_CHOICES = 40
_DECIMAL = {"type": "string", "format": "decimal", "example": "1234.50"}
_PLAIN: dict[str, Schema] = {
    "string": {"type": "string"},
    "text": {"type": "string"},
    "choice": {"type": "string"},
    "lookup": {"type": "string"},
    "file": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": _DECIMAL,
    "money": _DECIMAL,
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
    "json": {},
}
LINK: Schema = {
    "type": "object",
    "nullable": True,
    "properties": {
        "id": {"type": "integer", "nullable": True},
        "title": {"type": "string", "nullable": True},
        "visible": {"type": "boolean"},
    },
    "required": ["id", "title", "visible"],
}
LINKED: Schema = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "title": {"type": "string"}},
    "required": ["id", "title"],
}
_ID = {"type": "integer", "minimum": 1}
_LINK_INPUT = {"oneOf": [_ID, {"type": "object", "properties": {"id": _ID}, "required": ["id"]}]}
PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "message": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "similar": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["message"],
}


def record_schema(view: Any) -> Schema:
    """A record as it is read."""
    properties = {name: _read(field) for name, field in shown_fields(view).items()}
    own: Schema = {"id": {"type": "integer"}}
    if hasattr(view.model, "version"):
        own["version"] = {"type": "integer"}
    return {"type": "object", "properties": own | properties, "required": list(own)}


def input_schema(view: Any, *, created: bool) -> Schema:
    """A record as it is sent; a change names only what it changes."""
    fields = {name: field for name, field in written_fields(view).items() if created or not field.spec.fixed}
    schema: Schema = {"type": "object", "properties": {name: _written(field) for name, field in fields.items()}}
    required = [name for name, field in fields.items() if field.spec.required and field.spec.default is None]
    if created and required:
        schema["required"] = required
    if not created and hasattr(view.model, "version"):
        schema["properties"]["version"] = {"type": "integer"}
    return schema


def _read(field: Field) -> Schema:
    if field.spec.type == "link":
        return _described(field, LINK)
    if field.spec.type == "links":
        return _described(field, {"type": "array", "items": {"$ref": "#/components/schemas/Linked"}})
    schema = dict(_PLAIN[field.spec.type])
    if field.spec.type != "boolean":
        schema["nullable"] = True
    if field.spec.enum:  # a list known only when the application runs may have held other codes before
        schema["enum"] = _codes(field, nullable=True)
    return _described(field, schema)


def _written(field: Field) -> Schema:
    spec = field.spec
    if spec.type == "links":
        return _described(field, {"type": "array", "items": _LINK_INPUT})
    schema = dict(_LINK_INPUT if spec.type == "link" else _PLAIN[spec.type])
    if not spec.required and spec.type != "json":
        schema["nullable"] = True
    codes = _codes(field, nullable=not spec.required) if spec.type in CODED else []
    if codes:
        schema["enum"] = codes
    elif spec.max_length:
        schema["maxLength"] = spec.max_length
    if spec.type == "integer":
        schema |= {"minimum": spec.minimum, "maximum": spec.maximum}
    if spec.default is not None:
        schema["default"] = spec.default
    return _described(field, schema)


def _codes(field: Field, *, nullable: bool) -> list[str | None]:
    codes: list[str | None] = [code for code, _ in choices(field)]
    return [*codes, None] if nullable else codes


def _described(field: Field, schema: Schema) -> Schema:
    """`schema` with the field's label, its help and what its codes mean."""
    texts = [translate(field.spec.label), translate(field.spec.help)]
    if field.spec.type in CODED:
        meanings = [f"`{code}` {label}" for code, label in choices(field)]
        texts.append(" · ".join(meanings[:_SHOWN_CHOICES]) + (" …" if len(meanings) > _SHOWN_CHOICES else ""))
    if field.spec.suggestions:
        texts.append(translate(N_("A code of the list “%(name)s”, or free text."), name=field.spec.suggestions))
    return schema | {"description": "\n\n".join(filter(None, texts))}
