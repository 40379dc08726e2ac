"""The panel of filters of a list: every comparison that it offers, with what is chosen now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from app.core.conditions import ARGUMENT, Operator, operators
from app.core.entity_pages import EntityPage
from app.core.errors import RuleError
from app.core.filter_words import refused_filters
from app.core.form_fields import explain
from app.core.list_columns import ARGUMENT as COLUMNS
from app.core.quick_filters import ARGUMENT as QUICK
from app.core.registry import Field, entity_of
from app.core.saved_views.picker import ARGUMENT as VIEW


@dataclass(frozen=True)
class FilterInput:
    """One comparison offered in the filter panel."""

    field: Field
    operator: Operator
    values: Sequence[str]
    refusal: str = ""

    @property
    def name(self) -> str:
        return f"_flt_{self.operator.number}_{self.field.name}"

    @property
    def parents(self) -> str:
        """Where the script finds what is chosen in the fields above: `field=input` pairs."""
        fields = entity_of(self.field.model).fields
        above = [fields[name] for name in self.field.spec.suggestion_parents]
        numbers = {f.name: o.number for f in above for o in operators(f) if o.name == "equal"}
        return " ".join(f"{name}=_flt_{number}_{name}" for name, number in numbers.items())


# The comparisons that the panel shows for each type; every other operator works in an address.
_OFFERED = {
    "string": ("contains",),
    "text": ("contains",),
    **dict.fromkeys(("integer", "decimal", "money", "date", "datetime"), ("from", "to")),
    **dict.fromkeys(("choice", "lookup", "boolean", "link"), ("equal",)),
    "links": ("has",),
}


class FilterPanel(EntityPage):
    """What the panel is given. It comes when it is opened: it is as large as the list itself."""

    template = "core/filters.html"

    def __init__(self, view: Any) -> None:
        super().__init__(view)
        self.name = type(view).__name__
        self.refused: dict[str, RuleError] = {}  # values of filters that are none, by argument

    @property
    def query(self) -> str:
        return request.args.get("q", "")

    @property
    def list_url(self) -> str:
        """The list as it is."""
        return self.view.url_to("list", **dict(request.args.lists()))  # type: ignore[no-any-return]

    @property
    def clear_url(self) -> str:
        """The list without search and filters."""
        return self.view.url_to("list", **({"bin": 1} if request.args.get("bin") == "1" else {}))  # type: ignore[no-any-return]

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The filters of the address."""
        return [(name, text) for name, text in request.args.items(multi=True) if ARGUMENT.match(name)]

    @property
    def further_conditions(self) -> list[tuple[str, str]]:
        """Those of them that have no input in the panel: they stay as they are."""
        names = {item.name for _, items in self.filters for item in items}
        return [pair for pair in self.conditions if pair[0] not in names]

    @property
    def filters(self) -> list[tuple[Field, list[FilterInput]]]:
        """The fields of the filter panel, each with its comparisons and what is chosen now."""
        offered = [(field, self._filter_inputs(field)) for field in self.view.filter_fields.values()]
        return [(field, inputs) for field, inputs in offered if inputs]

    def _filter_inputs(self, field: Field) -> list[FilterInput]:
        return [
            self._filter_input(field, operator)
            for operator in operators(field)
            if operator.name in (("equal",) if field.spec.suggestions else _OFFERED.get(field.spec.type, ()))
        ]

    def _filter_input(self, field: Field, operator: Operator) -> FilterInput:
        name = f"_flt_{operator.number}_{field.name}"
        refusal = self.refused.get(name)
        return FilterInput(field, operator, request.args.getlist(name), explain(refusal) if refusal else "")

    @property
    def refusals(self) -> list[str]:
        """Which filters do not hold, and why."""
        return refused_filters(self.view, self.refused)

    @property
    def kept_arguments(self) -> list[tuple[str, str]]:
        """What the filter form carries along: the order and the page size."""
        names = {f"_oc_{self.name}", f"_od_{self.name}", f"psize_{self.name}", "bin", QUICK, COLUMNS, VIEW}
        return [(name, text) for name, text in request.args.items(multi=True) if name in names]
