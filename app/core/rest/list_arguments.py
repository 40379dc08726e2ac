"""Which rows and columns a program asks for: Rison in `q` as the framework's clients write it, or plain arguments.

Both become the arguments of the entity's own list, so that API and screen read them the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from app.core.conditions import Operator, operators
from app.core.listing import PAGE_LIMIT, ListRequest, read_request
from app.core.registry import Field
from app.core.rest.exposure import listed_fields, shown_fields
from app.core.rest.json_input import read_rison
from app.core.rest.problems import refuse
from app.core.text import N_

PLAIN = ("page", "page_size", "after")
ARGUMENTS = frozenset({"q", "q_text", "_l_", *PLAIN})
KEYS = frozenset({"filters", "order_column", "order_direction", "page", "page_size", "columns", "keys"})
# The framework's short names for our comparisons; a comparison answers to its own name too.
CODES = {
    "starts": "sw", "ends": "ew", "contains": "ct", "equal": "eq", "not_starts": "nsw", "not_ends": "new",
    "not_contains": "nct", "not_equal": "neq", "greater": "gt", "smaller": "lt", "from": "ge", "to": "le",
    "has": "rel_m_m", "has_not": "nrel_m_m",
}  # fmt: skip
_OF_LINKS = {"equal": "rel_o_m", "not_equal": "nrel_o_m"}
_TYPES: dict[str, tuple[type, str]] = {
    "filters": (list, "!((col:…,opr:…,value:…))"),
    "order_column": (str, "name"),
    "order_direction": (str, "asc | desc"),
    "page": (int, "0"),
    "page_size": (int, "25"),
    "columns": (list, "!(…)"),
    "keys": (list, "!(…)"),
}


@dataclass(frozen=True)
class ApiList:
    """A list request and the fields of its answer."""

    asked: ListRequest
    columns: dict[str, Field]

    def next_url(self, endpoint: str, last_id: int) -> str:
        """The address of the following rows: by number, and by the last row's id where numbers would be slow."""
        asked = self.asked
        by_id = asked.order is None or asked.after is not None or asked.page + 1 >= PAGE_LIMIT
        args = {name: value for name, value in request.args.items() if name not in ("page", "after")}
        following = {"after": str(last_id)} if by_id else {"page": str(asked.page + 1)}
        return url_for(endpoint, **(args | following))


def read_list(view: Any) -> ApiList:
    """What this request asks of `view`'s entity; 400 with the reason when it makes no sense."""
    for name in request.args:
        if name not in ARGUMENTS:
            refuse(400, N_("There is no argument “%(name)s” here."), name=name[:60])
    told = _checked(read_rison(request.args["q"])) if request.args.get("q") else {}
    args = _list_arguments(view, told)
    asked = read_request(view.entity, type(view).__name__, args, view.order_fields, view.filter_fields)
    if asked.page >= PAGE_LIMIT:
        refuse(400, N_("Pages end at number %(limit)s; follow “next” instead."), limit=PAGE_LIMIT - 1)
    return ApiList(view.narrow(asked), read_columns(view, told))


def read_columns(view: Any, told: dict[str, Any]) -> dict[str, Field]:
    """The fields that the answer shall have."""
    if "columns" not in told:
        return listed_fields(view)
    shown = shown_fields(view)
    for name in told["columns"]:
        if name not in shown and name not in ("id", "version"):
            refuse(400, N_("There is no field “%(name)s” here."), name=str(name)[:60])
    return {name: shown[name] for name in told["columns"] if name in shown}


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    for name, value in told.items():
        if name not in KEYS:
            refuse(400, N_("There is no argument “%(name)s” here."), name=str(name)[:60])
        kind, form = _TYPES[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            refuse(400, N_("“%(name)s” must have the form %(form)s."), name=name, form=form)
    if not all(isinstance(name, str) for name in told.get("columns", ())):
        refuse(400, N_("“%(name)s” must have the form %(form)s."), name="columns", form=_TYPES["columns"][1])
    return told


def _list_arguments(view: Any, told: dict[str, Any]) -> MultiDict[str, str]:
    name = type(view).__name__
    args: MultiDict[str, str] = MultiDict()
    if request.args.get("q_text"):
        if not view.entity.searchable:
            refuse(400, N_("These records have no text search; use a filter."))
        args["q"] = request.args["q_text"]
    plain = {key: str(told[key]) for key in ("page", "page_size") if key in told}
    plain |= {key: request.args[key] for key in PLAIN if key in request.args}
    for key, place in (("page", f"page_{name}"), ("page_size", f"psize_{name}"), ("after", "after")):
        if key in plain:
            args[place] = plain[key]
    if told.get("order_direction", "asc") not in ("asc", "desc"):
        refuse(400, N_("“%(name)s” must have the form %(form)s."), name="order_direction", form="asc | desc")
    args[f"_oc_{name}"] = told.get("order_column", "")
    args[f"_od_{name}"] = told.get("order_direction", "asc")
    for condition in told.get("filters", ()):
        args.add(*_condition(view, condition))
    return args


def _condition(view: Any, told: Any) -> tuple[str, str]:
    """A filter as an argument of the list: `_flt_<number>_<field>` and its text."""
    if not isinstance(told, dict) or set(told) - {"col", "opr", "value"} or not {"col", "opr"} <= set(told):
        refuse(400, N_("“%(name)s” must have the form %(form)s."), name="filters", form=_TYPES["filters"][1])
    field = view.filter_fields.get(told["col"]) if isinstance(told["col"], str) else None
    if field is None:
        refuse(400, N_("This list cannot be filtered by “%(name)s”."), name=str(told["col"])[:60])
    operator = next((o for o in operators(field) if told["opr"] in (o.name, *operator_codes(field, o))), None)
    if operator is None:
        refuse(400, N_("“%(name)s” cannot be compared that way."), name=field.name)
    value = told.get("value")
    if not operator.valued:
        return f"_flt_{operator.number}_{field.name}", "1"
    if isinstance(value, (dict, list)) or value is None or not str(value).strip():
        refuse(400, N_("The filter on “%(name)s” needs one value."), name=field.name)
    return f"_flt_{operator.number}_{field.name}", str(value)


def operator_codes(field: Field, operator: Operator) -> tuple[str, ...]:
    """The short names under which the framework's clients know a comparison, the usual one first."""
    usual = CODES.get(operator.name, operator.name)
    if field.spec.type == "link" and operator.name in _OF_LINKS:
        return (_OF_LINKS[operator.name], usual)
    return (usual,)
