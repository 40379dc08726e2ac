"""Filters of one click that mean each reader's own: mine, my department, of this month. In a shared view they follow
whoever opens it, as a written name or date would not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement
from werkzeug.datastructures import MultiDict

from app.core.access import current_principal
from app.core.clock import today
from app.core.columns import FieldSpec
from app.core.conditions import Condition, Operator, operators
from app.core.errors import RuleError
from app.core.listing import ListRequest
from app.core.preferences import zone
from app.core.principals import Scope
from app.core.registry import Field
from app.core.text import N_
from app.core.traits import Governed, owner_column

ARGUMENT = "quick"
STATES = ("status", "state")  # the fields that say how far a record has come
MOST_STATES = 8  # more than that is a list to choose from, not a row of buttons


def _mine(model: Any) -> ColumnElement[bool]:
    principal = current_principal()
    return owner_column(model) == (principal.user_id if principal else None)  # type: ignore[no-any-return]


def _of_my_department(model: Any) -> ColumnElement[bool]:
    principal = current_principal()
    return model.acc_department_id == (principal.department_id if principal else None)  # type: ignore[no-any-return]


def _created_this_month(model: Any) -> ColumnElement[bool]:
    here = zone()
    first = datetime.combine(today(here.key).replace(day=1), time(), here)
    return model.created_at >= first.astimezone(UTC)  # type: ignore[no-any-return]


def _has_departments(view: Any) -> bool:
    return issubclass(view.model, Governed) and bool(view.model.__access_group__)


def _sees_further(view: Any) -> bool:
    """Whether the reader sees more of these records than those of the own department."""
    principal = current_principal()
    if principal is None or not _has_departments(view):
        return False
    return principal.department_id is not None and principal.scope(view.model.__access_group__) > Scope.DEPARTMENT


def _always(view: Any) -> bool:
    return True


@dataclass(frozen=True)
class QuickFilter:
    """One of them: which lists have it (an address may name it), and whether it says anything to the reader."""

    label: str
    possible: Callable[[Any], bool]
    test: Callable[[Any], ColumnElement[bool]]
    helps: Callable[[Any], bool] = _always


QUICK_FILTERS: dict[str, QuickFilter] = {
    "mine": QuickFilter(N_("Mine"), lambda view: "owner" in view.filter_fields, _mine),
    "department": QuickFilter(N_("My department"), _has_departments, _of_my_department, _sees_further),
    "month": QuickFilter(
        N_("Created this month"), lambda view: "created_at" in view.filter_fields, _created_this_month
    ),
}


@dataclass(frozen=True)
class QuickCondition(Condition):
    """A filter whose place in the address and whose criterion are its own."""

    @property
    def argument(self) -> str:
        return ARGUMENT

    def criterion(self) -> ColumnElement[bool]:
        return QUICK_FILTERS[self.text].test(self.field.model)


_HOLDS = Operator(0, "holds", "", lambda column, value: column, valued=False)


def quickly_filtered(view: Any, asked: ListRequest, args: MultiDict[str, str]) -> ListRequest:
    """`asked`, narrowed by the quick filters that the arguments name. Aborts with 400 on what this list has not."""
    names = list(dict.fromkeys(name for name in args.getlist(ARGUMENT) if name))
    unknown = [name for name in names if name not in QUICK_FILTERS or not QUICK_FILTERS[name].possible(view)]
    if unknown:
        abort(400, RuleError(N_("This list cannot be filtered by “%(name)s”."), name=unknown[0][:60]))
    return replace(asked, conditions=(*asked.conditions, *(_condition(view.model, name) for name in names)))


def _condition(model: type[Any], name: str) -> QuickCondition:
    field = Field(ARGUMENT, model, FieldSpec("boolean", QUICK_FILTERS[name].label))
    return QuickCondition(field, _HOLDS, None, name)


def state_field(view: Any) -> Field | None:
    """The field whose few values are offered as quick filters."""
    found = (view.filter_fields.get(name) for name in STATES)
    closed = (field for field in found if field is not None and field.spec.type == "choice")
    return next((field for field in closed if len(field.spec.codes) <= MOST_STATES), None)


@dataclass(frozen=True)
class QuickChip:
    """One filter that a click turns on: an argument of the address and its value; `label` is a msgid."""

    argument: str
    text: str
    label: str


def quick_chips_of(view: Any) -> list[QuickChip]:
    """What the list of `view` offers its reader to click."""
    chips = [
        QuickChip(ARGUMENT, name, quick.label)
        for name, quick in QUICK_FILTERS.items()
        if quick.possible(view) and quick.helps(view)
    ]
    state = state_field(view)
    if state is None:
        return chips
    number = next(operator.number for operator in operators(state) if operator.name == "equal")
    argument = f"_flt_{number}_{state.name}"
    return [*chips, *(QuickChip(argument, code, label) for code, label in state.spec.codes.items())]
