"""Column shorthands: each demands its label, so that every screen, file and document can name the field."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Dialect, ForeignKey, Integer, Numeric, String, Text
from sqlalchemy.orm import MappedColumn, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from app.core.db import UtcDateTime
from app.core.enums import LabelledEnum
from app.core.money import from_units, to_units

Check = Callable[[Any], Any]
MOST_UNITS = Decimal(10) ** 12  # of anything that is counted, so that sums stay within what is stored


class Money(TypeDecorator[Decimal]):
    """`Decimal` in Python, whole ten-thousandths in the database: both databases add and compare it exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else to_units(Decimal(value))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else from_units(value)


class Sensitive(enum.Enum):
    """What readers without the right to a field see of it (see `sensitive`): a part of the value, or nothing."""

    MASKED = "masked"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class FieldSpec:
    """What the screens, files and the API need to know about one field.

    `check` is a pure rule called with every new value: it returns the value to store or raises RuleError.
    `computed` fields are written by the system: no form, no import, no version, no history.
    `labels` names the codes of a closed list that is known only when the application runs, or those values of a free
    text that have a label. `fixed` fields cannot change once the record exists. `few`: a link to so few records that
    the form offers all of them. `shown` turns (record, value) into what readers see, where that depends on other
    columns of the record, `shown_with` (`country`, or `customer.country` through a link).
    """

    type: str
    label: str
    required: bool = False
    max_length: int | None = None
    enum: type[LabelledEnum] | None = None
    lookup: str | None = None
    target: str | None = None
    many: bool = False
    search: bool = False
    key: bool = False
    sensitive: Sensitive | None = None
    computed: bool = False
    help: str = ""
    synonyms: tuple[str, ...] = ()
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    scale: int = 4
    check: Check | None = None
    suggestions: str | None = None
    suggestion_parents: tuple[str, ...] = ()
    default: Any = None
    labels: Callable[[], Mapping[str, str]] | None = None
    fixed: bool = False
    few: bool = False
    shown: Callable[[Any, Any], str] | None = None
    shown_with: tuple[str, ...] = ()

    @property
    def codes(self) -> dict[str, str]:
        """{code: label msgid} of a closed list, in order; empty for other fields."""
        if self.labels is not None:
            return dict(self.labels())
        return dict(self.enum.choices()) if self.enum else {}


def _column(spec: FieldSpec, type_: Any, *, index: bool = False, unique: bool = False) -> MappedColumn[Any]:
    if spec.default is not None and not spec.required and isinstance(type_, String):
        type_ = type_.evaluates_none()  # left empty on purpose, it stays empty: the default is for what nobody set
    return mapped_column(
        type_,
        nullable=not spec.required,
        index=index,
        unique=unique,
        default=spec.default,
        info={"field": spec},
    )


class Quantity(Money):
    """The same for numbers of units, which are shown without the two decimals of an amount."""

    cache_ok = True

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        number = super().process_result_value(value, dialect)
        if number is None:
            return None
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def string(label: str, length: int, *, index: bool = False, unique: bool = False, **options: Any) -> MappedColumn[Any]:
    """One line of text of at most `length` characters."""
    return _column(FieldSpec("string", label, max_length=length, **options), String(length), index=index, unique=unique)


def suggested(label: str, length: int, kind: str, parents: tuple[str, ...] = (), **options: Any) -> MappedColumn[Any]:
    """A code out of the list `kind` (see `suggestions`), or free text it does not know; `parents` narrow it."""
    return string(label, length, suggestions=kind, suggestion_parents=parents, **options)


def text(label: str, length: int = 20_000, **options: Any) -> MappedColumn[Any]:
    """Several lines of text."""
    return _column(FieldSpec("text", label, max_length=length, **options), Text)


def integer(label: str, *, minimum: int = -(2**31), maximum: int = 2**31 - 1, **options: Any) -> MappedColumn[Any]:
    """A whole number between `minimum` and `maximum`, both included."""
    return _column(FieldSpec("integer", label, minimum=minimum, maximum=maximum, **options), Integer)


def decimal(label: str, digits: int, scale: int, **options: Any) -> MappedColumn[Any]:
    """A number with `digits` digits in all, `scale` of them after the point."""
    limit = Decimal(10) ** (digits - scale)
    options = {"minimum": -limit, "maximum": limit} | options
    return _column(FieldSpec("decimal", label, scale=scale, **options), Numeric(digits, scale))


def money(label: str, **options: Any) -> MappedColumn[Any]:
    """An amount; its currency stands in a column of its own."""
    return _column(FieldSpec("money", label, **options), Money)


def quantity(label: str, **options: Any) -> MappedColumn[Any]:
    """A number of units of something, exact to ten-thousandths."""
    options = {"minimum": Decimal(0), "maximum": MOST_UNITS} | options
    return _column(FieldSpec("decimal", label, **options), Quantity)


def date(label: str, **options: Any) -> MappedColumn[Any]:
    """A calendar day, the same in every zone."""
    return _column(FieldSpec("date", label, **options), Date)


def datetime(label: str, **options: Any) -> MappedColumn[Any]:
    """A moment: stored in UTC, shown in the reader's zone."""
    return _column(FieldSpec("datetime", label, **options), UtcDateTime)


def boolean(label: str, *, default: bool = False, **options: Any) -> MappedColumn[Any]:
    """Yes or no; never unknown."""
    return _column(FieldSpec("boolean", label, required=True, default=default, **options), Boolean)


def choice(label: str, enum: type[LabelledEnum] | None, *, index: bool = False, **options: Any) -> MappedColumn[Any]:
    """One of a closed list (an enum, or `labels`): the code is stored, the label is shown."""
    return _column(FieldSpec("choice", label, enum=enum, max_length=40, **options), String(40), index=index)


def lookup(label: str, kind: str, *, index: bool = False, **options: Any) -> MappedColumn[Any]:
    """One of the administrators' open list `kind`: the code is stored, the label is shown."""
    return _column(FieldSpec("lookup", label, lookup=kind, max_length=60, **options), String(60), index=index)


def json(label: str, **options: Any) -> MappedColumn[Any]:
    """Structured data; none_as_null so that an empty value is NULL on both databases."""
    return _column(FieldSpec("json", label, **options), JSON(none_as_null=True))


@dataclass(frozen=True)
class Link:
    """A reference to one record of another entity: becomes `<name>_id` and the relationship `<name>`."""

    spec: FieldSpec
    table: str
    ondelete: str = "RESTRICT"
    parent: bool = False
    options: dict[str, Any] = field(default_factory=dict)

    def expand(self, owner: type, name: str) -> dict[str, Any]:
        """The mapped attributes that stand for this link on `owner`."""
        column = mapped_column(
            ForeignKey(f"{self.table}.id", ondelete=self.ondelete),
            nullable=not self.spec.required,
            index=True,
            info={"link": name},
        )
        remote = {"remote_side": f"{owner.__name__}.id"} if self.spec.target == owner.__name__ else {}
        target = relationship(
            self.spec.target,
            foreign_keys=f"{owner.__name__}.{name}_id",
            info={"field": self.spec},
            passive_deletes="all",
            **remote,
            **self.options,
        )
        return {f"{name}_id": column, name: target}


def link(
    label: str,
    target: str,
    *,
    table: str | None = None,
    ondelete: str = "RESTRICT",
    parent: bool = False,
    **options: Any,
) -> Any:
    """A link to the entity class named `target`. `parent=True`: this record's access follows the target's."""
    return Link(FieldSpec("link", label, target=target, **options), table or target.lower(), ondelete, parent)


def links(label: str, target: str, secondary: str, **options: Any) -> Any:
    """Several records of the entity class `target` through the association table `secondary`."""
    spec = FieldSpec("links", label, target=target, many=True, **options)
    return relationship(target, secondary=secondary, info={"field": spec}, lazy="select")


def computed(spec_column: MappedColumn[Any]) -> MappedColumn[Any]:
    """Mark a column as written by the system only."""
    info = spec_column.column.info
    info["field"] = replace(info["field"], computed=True)
    return spec_column
