"""Filters of a list: one condition is a field, an operator and a value, written `_flt_<number>_<field>` in a URL.

All conditions hold at once, except that several values of one field's "is" are alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_
from werkzeug.datastructures import MultiDict

from app.core.errors import RuleError
from app.core.folding import fold
from app.core.parsing import parse
from app.core.registry import Field
from app.core.suggestions import suggestions
from app.core.text import N_

MOST = 50  # conditions of one list
LONGEST = 1_000  # characters of a value that is compared with
ARGUMENT = re.compile(r"^_flt_(\d+)_(\w+)$")
Test = Callable[[Any, Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Operator:
    """One way to compare. `number` is its stable place in URLs; `valued` says whether it needs a value."""

    number: int
    name: str
    label: str
    test: Test
    valued: bool = True


def _like(pattern: str) -> Test:
    def test(column: Any, value: Any) -> ColumnElement[bool]:
        escaped = str(value).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return column.ilike(pattern % escaped, escape="\\")  # type: ignore[no-any-return]

    return test


def _unless(test: Test) -> Test:
    """The opposite, where an empty field counts as different."""
    return lambda column, value: or_(column.is_(None), not_(test(column, value)))


def _equal(column: Any, value: Any) -> ColumnElement[bool]:
    return column == value  # type: ignore[no-any-return]


_starts, _ends, _contains = _like("%s%%"), _like("%%%s"), _like("%%%s%%")
_EMPTY = (
    Operator(8, "empty", N_("is empty"), lambda column, _: column.is_(None), valued=False),
    Operator(9, "filled", N_("is not empty"), lambda column, _: column.is_not(None), valued=False),
)
_TEXT = (
    Operator(0, "starts", N_("starts with"), _starts),
    Operator(1, "ends", N_("ends with"), _ends),
    Operator(2, "contains", N_("contains"), _contains),
    Operator(3, "equal", N_("is"), _equal),
    Operator(4, "not_starts", N_("does not start with"), _unless(_starts)),
    Operator(5, "not_ends", N_("does not end with"), _unless(_ends)),
    Operator(6, "not_contains", N_("does not contain"), _unless(_contains)),
    Operator(7, "not_equal", N_("is not"), _unless(_equal)),
    *_EMPTY,
)
_ORDERED = (
    Operator(0, "equal", N_("is"), _equal),
    Operator(1, "greater", N_("is greater than"), lambda column, value: column > value),
    Operator(2, "smaller", N_("is smaller than"), lambda column, value: column < value),
    Operator(3, "not_equal", N_("is not"), _unless(_equal)),
    Operator(4, "from", N_("from"), lambda column, value: column >= value),
    Operator(5, "to", N_("to"), lambda column, value: column <= value),
    *_EMPTY,
)
_CODED = (
    Operator(0, "equal", N_("is"), _equal),
    Operator(1, "not_equal", N_("is not"), _unless(_equal)),
    *_EMPTY,
)
_MANY = (
    Operator(0, "has", N_("has"), lambda relation, value: relation.any(id=value)),
    Operator(1, "has_not", N_("has not"), lambda relation, value: ~relation.any(id=value)),
)
OPERATORS: dict[str, tuple[Operator, ...]] = {
    "string": _TEXT,
    "text": _TEXT,
    "choice": _CODED,
    "lookup": _CODED,
    "boolean": _CODED,
    "link": _CODED,
    "links": _MANY,
    **dict.fromkeys(("integer", "decimal", "money", "date", "datetime"), _ORDERED),
}


# How a typed text compares with the label of a code.
_LABELS: dict[str, Callable[[str, str], bool]] = {
    "starts": str.startswith,
    "ends": str.endswith,
    "contains": str.__contains__,
    "equal": str.__eq__,
}


@dataclass(frozen=True)
class Condition:
    """`field` compared by `operator` with a value of the field's own type (a link's is an id)."""

    field: Field
    operator: Operator
    value: Any
    text: str

    @property
    def argument(self) -> str:
        return f"_flt_{self.operator.number}_{self.field.name}"

    def criterion(self) -> ColumnElement[bool]:
        column = getattr(self.field.model, self.field.name) if self.field.spec.many else self.field.expression()
        if self.field.spec.suggestions and self.operator.name.removeprefix("not_") in _LABELS:
            return self._by_label(column)
        return self.operator.test(column, self.value)

    def _by_label(self, column: Any) -> ColumnElement[bool]:
        """Codes compare by their labels in either language, free text as it is."""
        compare, typed = _LABELS[self.operator.name.removeprefix("not_")], fold(str(self.value))
        codes = suggestions(self.field.spec.suggestions or "").codes(lambda label: compare(label, typed))
        found = self.operator.test(column, self.value)
        if self.operator.name.startswith("not_"):
            return and_(found, or_(column.is_(None), column.not_in(codes)))
        return or_(found, column.in_(codes))


def criteria(conditions: Iterable[Condition]) -> list[ColumnElement[bool]]:
    """What a statement must fulfil to fulfil `conditions`: values of the same "is" are alternatives."""
    alternatives: dict[str, list[ColumnElement[bool]]] = {}
    for condition in conditions:
        alone = "" if condition.operator.name == "equal" else f" {len(alternatives)}"
        alternatives.setdefault(condition.argument + alone, []).append(condition.criterion())
    return [or_(*either) for either in alternatives.values()]


def operators(field: Field) -> tuple[Operator, ...]:
    """The ways in which a field can be compared."""
    return OPERATORS.get(field.spec.type, ())


def read_conditions(
    fields: Mapping[str, Field], args: MultiDict[str, str], refused: dict[str, RuleError] | None = None
) -> tuple[Condition, ...]:
    """The conditions on `fields` in a URL's arguments; empty ones mean nothing. RuleError for what no screen sends.

    A value that is none of its field's is refused too, unless `refused` takes the reasons by argument: then the other
    conditions hold without it.
    """
    found = []
    for name, texts in args.lists():
        place = ARGUMENT.match(name)
        for text in texts[: MOST + 1] if place else ():
            if place and text.strip():
                found.append(_condition(fields, place, text, refused))
        if len(found) > MOST:
            raise RuleError(N_("A list is filtered by at most %(limit)s conditions."), limit=MOST)
    return tuple(condition for condition in found if condition is not None)


def _condition(
    fields: Mapping[str, Field], place: re.Match[str], text: str, refused: dict[str, RuleError] | None
) -> Condition | None:
    field = fields.get(place[2])
    if field is None or not operators(field):
        raise RuleError(N_("This list cannot be filtered by “%(name)s”."), name=place[2][:60])
    operator = next((operator for operator in operators(field) if str(operator.number) == place[1]), None)
    if operator is None:
        raise RuleError(N_("“%(name)s” cannot be compared that way."), name=place[2][:60])
    try:
        return Condition(field, operator, _value(field, operator, text), text)
    except RuleError as refusal:
        if refused is None:
            raise
        refusal.field = field.name
        refused[place[0]] = refusal
        return None


def _value(field: Field, operator: Operator, text: str) -> Any:
    if not operator.valued:
        return None
    if len(text) > LONGEST:
        raise RuleError(N_("Compare with at most %(limit)s characters."), limit=LONGEST)
    if field.spec.type in ("link", "links"):
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise RuleError(N_("“%(text)s” is not a number this page understands."), text=text[:20])
        return int(text)
    return parse(field, text, checked=False)
