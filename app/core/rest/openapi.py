"""The part of the OpenAPI document that describes one entity, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apispec.exceptions import DuplicateComponentNameError

from app.core.conditions import operators
from app.core.doubts import FORCE
from app.core.i18n import translate
from app.core.listing import PAGE_LIMIT, PAGE_SIZES
from app.core.registry import Field
from app.core.rest.list_arguments import operator_codes
from app.core.rest.schemas import LINKED, PROBLEM, Schema, input_schema, record_schema
from app.core.text import N_

_PROBLEMS = {
    "400": N_("The request was not understood"),
    "401": N_("No valid token"),
    "403": N_("You are not allowed to do this"),
    "404": N_("Not found"),
    "409": N_(
        "Other records stand against it: one with the same value, those that depend on this one, or (“similar”) those "
        "that look like it"
    ),
    "412": N_("The record has changed since"),
    "422": N_("Values were refused; “errors” names the fields"),
    "428": N_("The version is missing"),
}
_SUMMARIES = {
    "get_list": N_("List, filter and search"),
    "get": N_("Read one"),
    "info": N_("Fields, choices, filters and your rights"),
    "post": N_("Create"),
    "put": N_("Change the fields that are sent"),
    "delete": N_("Put into the recycle bin"),
}
_FOR_EVERYTHING = ("400", "401", "403")
_PK = {"name": "pk", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
_IF_MATCH = {"name": "If-Match", "in": "header", "schema": {"type": "string", "example": '"3"'}}


def add_entity(api_spec: Any, view: Any, route: str, excluded: Iterable[str]) -> None:
    """Put the schemas and paths of `view`'s entity below `route` into `api_spec`."""
    name = view.class_permission_name
    _add(api_spec.components.schema, "Problem", PROBLEM)
    _add(api_spec.components.schema, "Linked", LINKED)
    api_spec.components.schema(name, record_schema(view))
    api_spec.components.schema(f"{name}Create", input_schema(view, created=True))
    api_spec.components.schema(f"{name}Update", input_schema(view, created=False))
    methods = {**_reading(view), **_writing(view)}
    for path in ("/", "/{pk}", "/_info"):
        operations = {
            verb: _operation(view, method, spec)
            for method, (place, verb, spec) in methods.items()
            if place == path and method not in excluded
        }
        api_spec.path(path=f"{route}{path}", operations=operations)


def _add(register: Any, name: str, component: Schema) -> None:
    try:
        register(name, component)
    except DuplicateComponentNameError:
        """Another entity brought it."""


def _operation(view: Any, method: str, spec: Schema) -> Schema:
    told = sorted({*_FOR_EVERYTHING, *spec.pop("problems", ())})
    problems = {code: {"description": translate(_PROBLEMS[code]), **_json(_ref("Problem"))} for code in told}
    return {
        "operationId": f"{view.entity.name}_{method}",
        "summary": translate(_SUMMARIES[method]),
        "tags": [translate(view.entity.label)],
        "security": [{"jwt": []}],
        **spec,
        "responses": spec["responses"] | problems,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Schema) -> Schema:
    return {"content": {"application/json": {"schema": schema}}}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _one_record(view: Any) -> Schema:
    answer = _json(_object(id={"type": "integer"}, result=_ref(view.class_permission_name)))
    headers = {"ETag": {"schema": {"type": "string"}, "description": translate(N_("The version, for If-Match"))}}
    return {"description": translate(view.entity.label), "headers": headers, **answer}


def _reading(view: Any) -> dict[str, tuple[str, str, Schema]]:
    rows = _object(
        count={"type": "integer"},
        count_is_capped={"type": "boolean"},
        ids={"type": "array", "items": {"type": "integer"}},
        result={"type": "array", "items": _ref(view.class_permission_name)},
        next={"type": "string", "nullable": True},
    )
    listed = {"200": {"description": translate(view.entity.label_plural), **_json(rows)}}
    told = {
        "200": {"description": translate(N_("Fields, choices, filters and your rights")), **_json({"type": "object"})}
    }
    return {
        "get_list": ("/", "get", {"parameters": _list_parameters(view), "responses": listed}),
        "get": ("/{pk}", "get", {"parameters": [_PK], "responses": {"200": _one_record(view)}, "problems": ["404"]}),
        "info": ("/_info", "get", {"responses": told}),
    }


def _force() -> Schema:
    told = translate(N_("Save although the record looks like another one."))
    return {"name": FORCE, "in": "query", "schema": {"type": "string", "enum": ["1"]}, "description": told}


def _writing(view: Any) -> dict[str, tuple[str, str, Schema]]:
    name = view.class_permission_name
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string"},
        "description": translate(N_("The same key makes the same record once, however often it is sent.")),
    }
    made = {"201": _one_record(view)}
    gone = {"200": {"description": translate(N_("In the recycle bin")), **_json(_object(message={"type": "string"}))}}
    refused = ["404", "409", "412", "422", "428"]
    return {
        "post": (
            "/",
            "post",
            {
                "parameters": [key, _force()],
                "requestBody": {"required": True, **_json(_ref(f"{name}Create"))},
                "responses": made,
                "problems": ["409", "422"],
            },
        ),
        "put": (
            "/{pk}",
            "put",
            {
                "parameters": [_PK, _IF_MATCH, _force()],
                "requestBody": {"required": True, **_json(_ref(f"{name}Update"))},
                "responses": {"200": _one_record(view)},
                "problems": refused,
            },
        ),
        "delete": (
            "/{pk}",
            "delete",
            {"parameters": [_PK, _IF_MATCH], "responses": gone, "problems": ["404", "409", "412", "428"]},
        ),
    }


def _list_parameters(view: Any) -> list[Schema]:
    def argument(name: str, schema: Schema, description: str) -> Schema:
        return {"name": name, "in": "query", "schema": schema, "description": description}

    sizes = {"type": "integer", "minimum": 1, "maximum": PAGE_SIZES[-1], "default": 25}
    found = [
        argument("q", {"type": "string", "example": _example(view)}, _filters(view)),
        argument("page", {"type": "integer", "minimum": 0, "maximum": PAGE_LIMIT - 1}, translate(N_("From 0"))),
        argument("page_size", sizes, translate(N_("Rows per page"))),
        argument("after", {"type": "integer"}, translate(N_("Rows after the one with this id; “next” uses it"))),
    ]
    if view.entity.searchable:
        text = translate(N_("Text search: words, pinyin or initials"))
        found.append(argument("q_text", {"type": "string", "maxLength": 200}, text))
    return found


def _example(view: Any) -> str:
    order = f"order_column:{view.order_fields[0].name},order_direction:asc," if view.order_fields else ""
    return f"({order}page:0,page_size:25)"


def _filters(view: Any) -> str:
    """What `q` may hold, field by field."""
    lines = [f"- `{name}` ({translate(f.spec.label)}): {_codes(f)}" for name, f in view.filter_fields.items()]
    order = " ".join(f"`{field.name}`" for field in view.order_fields)
    return "\n".join(
        [
            translate(N_("Rison: %(form)s"), form="`(filters:!((col:…,opr:…,value:…)),order_column:…,columns:!(…))`"),
            "",
            translate(N_("Filters:")),
            *lines,
            "",
            translate(N_("Order: %(columns)s"), columns=order),
        ]
    )


def _codes(field: Field) -> str:
    return " ".join(f"`{operator_codes(field, operator)[0]}`" for operator in operators(field))
