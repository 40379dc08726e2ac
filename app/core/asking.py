"""Actions that ask: what an act needs to know beside its records (to whom, why, until when) is asked first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from app.core.columns import FieldSpec
from app.core.form_fields import EntityForm, build_form
from app.core.registry import Field

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Question:
    """One thing that an action wants to know; `name` is its key among the answers."""

    name: str
    spec: FieldSpec


@dataclass(frozen=True, eq=False)
class AskedField(Field):
    """A question as a form field: written nowhere, handed to the action."""

    stored: str = "asked"
    action: str = ""


def asks(*questions: Question, further: Callable[[], tuple[Question, ...]] = tuple) -> Callable[[F], F]:
    """Let an action method be called with its records and the answers: `act(records, {"reason": …})`.

    `further` are the questions of modules above, known when the application runs.
    """

    def mark(method: F) -> F:
        method._asks, method._asks_further = questions, further  # type: ignore[attr-defined]
        return method

    return mark


def asking(action: Any) -> bool:
    """Whether an action (FAB's ActionItem) asks anything."""
    return hasattr(action.func, "_asks")


@cache
def _fields(model: type[Any], action: str, questions: tuple[Question, ...]) -> tuple[AskedField, ...]:
    return tuple(AskedField(q.name, model, q.spec, action=action) for q in questions)


@cache
def _form_of(fields: tuple[AskedField, ...]) -> type[EntityForm]:
    return build_form(list(fields))


def asked_fields(view: Any, action: Any) -> tuple[AskedField, ...]:
    """The questions of an action of `view`, always the same objects."""
    further = getattr(action.func, "_asks_further", tuple)
    return _fields(view.model, action.name, (*getattr(action.func, "_asks", ()), *further()))


def form_class(view: Any, action: Any) -> type[EntityForm]:
    """The form of an action's questions."""
    return _form_of(asked_fields(view, action))


class AskPage:
    """What the template of the questions is given."""

    template = "core/ask.html"

    def __init__(
        self, view: Any, action: Any, records: list[Any], form: EntityForm, everything: object | None = None
    ) -> None:
        self.view, self.entity, self.action, self.records, self.form = view, view.entity, action, records, form
        self.everything = everything  # their number, where all records of a list are meant
        self.fields = asked_fields(view, action)
        self.has_file = any(field.spec.type == "file" for field in self.fields)

    @property
    def inputs(self) -> list[tuple[AskedField, Any]]:
        """Each question with its input."""
        return [(field, self.form[field.name]) for field in self.fields]
