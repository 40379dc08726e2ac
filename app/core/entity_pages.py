"""What the templates of the generated screens are given: everything decided, nothing left to look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from app.core import listing
from app.core.bin_page import ListOrBin
from app.core.cells import Cell, cell
from app.core.conditions import Condition, Operator, operators
from app.core.db import db
from app.core.errors import RuleError
from app.core.filter_words import in_words, refused_filters
from app.core.form_fields import EntityForm, TypedField, explain
from app.core.layout import Fieldset
from app.core.listing import PAGE_LIMIT, PAGE_SIZES, ListRequest
from app.core.registry import Field, entity_of
from app.core.security import may
from app.core.sensitive import is_hidden, revealing
from app.core.shares.limits import may_go_so_far
from app.core.shares.notes import share_in_words
from app.core.tabs import Tab, tabs_of


class EntityPage:
    """What the list, the form and the page of one record have in common."""

    def __init__(self, view: Any) -> None:
        self.view = view
        self.entity = view.entity

    def may(self, permission: str) -> bool:
        """Whether the reader holds `permission` (can_read, …, or an action's) on this entity."""
        return may(permission, self.view.class_permission_name)

    @cached_property
    def actions(self) -> list[Any]:
        """The actions that the reader may carry out, in the order of their names."""
        return [action for _, action in sorted(self.view.actions.items()) if self.may(self.view.permission_of(action))]


@dataclass(frozen=True)
class Chip:
    """One active filter in plain words, and the address of the list without it."""

    text: str
    url: str


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


class ListPage(ListOrBin, EntityPage):
    """One page of a list."""

    def __init__(self, view: Any, asked: ListRequest, *, embedded: bool = False) -> None:
        super().__init__(view)
        self.template = view.list_template
        self.asked = asked
        self.embedded = embedded
        self.refused: dict[str, RuleError] = {}  # values of filters that are none, by argument
        self.name = type(view).__name__
        self.columns = [f for name in view.list_columns if not is_hidden(f := self.entity.fields[name])]
        self.is_last = request.args.get("last") == "1"
        rows = listing.page_rows(asked, self.columns, last=self.is_last)
        self.has_more = len(rows) > asked.page_size
        self.records = rows[: asked.page_size]

    @property
    def heading(self) -> str:
        """What the list is called: as in the menu."""
        return str(self.view.menu_label())

    @cached_property
    def count(self) -> listing.Count:
        """How many there are; a first page that holds them all needs no statement to know."""
        if self.asked.page == 0 and not self.asked.after and not self.is_last and not self.has_more:
            return listing.Count(len(self.records))
        return listing.count(self.asked)

    def cells(self, record: Any) -> list[Cell]:
        """The record's values under the list's columns."""
        return [cell(field, record) for field in self.columns]

    def url(self, **changes: str | None) -> str:
        """This list's address with some arguments replaced, or dropped where None."""
        args = MultiDict(request.args)
        for name, value in changes.items():
            args.poplist(name)
            if value is not None:
                args.add(name, value)
        return url_for(f"{self.view.endpoint}.list", **dict(args.lists()))

    def _to_page(self, **changes: str | None) -> str:
        cleared: dict[str, str | None] = {f"page_{self.name}": None, "after": None, "last": None}
        return self.url(**(cleared | changes))

    def sort_url(self, field: Field) -> str:
        """Sort by a column; once more turns it round."""
        again = self.asked.order is field and not self.asked.descending
        return self._to_page(**{f"_oc_{self.name}": field.name, f"_od_{self.name}": "desc" if again else "asc"})

    def sort_direction(self, field: Field) -> str | None:
        """The `aria-sort` of a column."""
        if self.asked.order is not field:
            return None
        return "descending" if self.asked.descending else "ascending"

    @property
    def next_url(self) -> str | None:
        if not self.has_more or self.is_last:
            return None
        following = self.asked.page + 1
        if following >= PAGE_LIMIT or self.asked.after:
            return self._to_page(after=str(self.records[-1].id), **{f"page_{self.name}": str(following)})
        return self._to_page(**{f"page_{self.name}": str(following)})

    @property
    def previous_url(self) -> str | None:
        if self.asked.page == 0 or self.asked.after or self.is_last:
            return None
        return self._to_page(**{f"page_{self.name}": str(self.asked.page - 1)})

    @property
    def first_url(self) -> str | None:
        at_start = self.asked.page == 0 and not self.asked.after and not self.is_last
        return None if at_start else self._to_page()

    @property
    def last_url(self) -> str | None:
        return self._to_page(last="1") if self.has_more and not self.is_last else None

    @property
    def page_sizes(self) -> Sequence[int]:
        return PAGE_SIZES

    @property
    def chips(self) -> list[Chip]:
        return [Chip(in_words(self.view, c), self._without(c)) for c in self.asked.conditions]

    def _without(self, condition: Condition) -> str:
        args = MultiDict(request.args)
        left = [text for text in args.poplist(condition.argument) if text != condition.text]
        args.setlist(condition.argument, left)
        for name in (f"page_{self.name}", "after", "last"):
            args.poplist(name)
        return url_for(f"{self.view.endpoint}.list", **dict(args.lists()))

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
    def row_range(self) -> str | None:
        """Which rows these are, counted from 1; None on a page that was not reached from the first one."""
        if self.asked.after or self.is_last or not self.records:
            return None
        start = self.asked.page * self.asked.page_size
        return f"{start + 1:,}–{start + len(self.records):,}"

    @property
    def kept_arguments(self) -> list[tuple[str, str]]:
        """What the filter form carries along: the order and the page size."""
        names = (f"_oc_{self.name}", f"_od_{self.name}", f"psize_{self.name}", "bin")
        return [(name, request.args[name]) for name in names if name in request.args]


class RecordPage(EntityPage):
    """One record, on a form or to read; `record` None is a new one."""

    template = "core/show.html"

    def __init__(self, view: Any, record: Any, form: EntityForm | None = None) -> None:
        super().__init__(view)
        self.record = record
        self.form = form
        self.revealed: Field | None = None  # a masked value that the reader has asked to see
        self.template = view.show_template

    @property
    def fieldsets(self) -> list[Fieldset]:
        return self.view.own_fieldsets()  # type: ignore[no-any-return]

    def fields(self, group: Fieldset) -> list[Field]:
        """The fields of a group that this reader is shown."""
        return [field for name in group.fields if not is_hidden(field := self.entity.fields[name])]

    def inputs(self, group: Fieldset) -> list[tuple[Field, TypedField | None]]:
        """Each form field of a group with its input; None where the reader may not see what it links to."""
        allowed = {field.name for field in self.view.form_fields if not (self.record and field.spec.fixed)}
        fields = [f for f in self.fields(group) if f.name in allowed]
        return [(f, self.form[f.name] if self.form and f.name in self.form else None) for f in fields]

    def has_errors(self, group: Fieldset) -> bool:
        """Whether an input of the group was refused."""
        return any(field and field.errors for _, field in self.inputs(group))

    def cell(self, field: Field) -> Cell:
        """A field's value as this page shows it."""
        with revealing(self.revealed):
            return cell(field, self.record)

    def may(self, permission: str) -> bool:
        """The same for this record: one that is only shared with the reader allows less."""
        return super().may(permission) and (self.record is None or may_go_so_far(db.session(), self.record, permission))

    @property
    def share_note(self) -> str:
        """How the reader comes to see this record, if somebody shared it with them."""
        return share_in_words(self.record)

    @cached_property
    def tabs(self) -> list[Tab]:
        """What else the reader may open of this record."""
        return tabs_of(self.view, self.record)

    @property
    def refused_fields(self) -> list[Field]:
        """The fields whose inputs were refused, in the order of the form."""
        return [box.field for box in self.form.typed_fields if box.errors] if self.form else []
