"""The cells of an export, a few hundred records at a time and column by column: one converter for each column.

Values are read as plain columns through the gate, no record is made of them; what links lead to is read by one
statement for each link and chunk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.display import NOT_VISIBLE, choice_label, display, join, title
from app.core.exchange.writing import OutCell
from app.core.i18n import current_locale, translate
from app.core.listing import loading, title_only
from app.core.lookups import lookup_values
from app.core.parsing import as_text
from app.core.preferences import zone
from app.core.registry import Entity, Field
from app.core.suggestions import suggestions

AT_ONCE = 500  # records in memory
REMEMBERED = 20_000  # labels or titles of one column
_EMPTY: tuple[Any, ...] = (None, "", [])
_AS_THEY_ARE = ("string", "text", "integer", "decimal", "money", "date")
Convert = Callable[[Any], OutCell]


class Chunk:
    """The selected values of some records, by name."""

    def __init__(self, entity: Entity, values: Mapping[str, Sequence[Any]], computed: list[Field]) -> None:
        self._entity = entity
        self._computed = computed
        self.values = values

    @property
    def ids(self) -> Sequence[int]:
        return self.values["id"]

    @cached_property
    def records(self) -> list[Any]:
        """The records themselves, for fields that are no column: with what these show, by one statement more."""
        model: Any = self._entity.model
        statement = select(model).where(model.id.in_(self.ids)).options(*loading(self._entity, self._computed))
        found = {record.id: record for record in db.session.execute(statement).scalars()}
        return [found[record_id] for record_id in self.ids]


Reader = Callable[[Chunk], Sequence[OutCell]]


class Cells:
    """How to read the cells of `columns`, as whoever acts sees them. Built for one file: labels are remembered."""

    def __init__(self, entity: Entity, columns: Sequence[Field]) -> None:
        self._entity = entity
        self._selected: dict[str, Any] = {"id": entity.model.id}
        self._computed = [column for column in columns if column.stored == "computed"]
        self._readers = [self._reader(column) for column in columns]

    def rows(self, statement: Select[Any]) -> Iterator[Sequence[OutCell]]:
        """The cells of each record of `statement`, a selection of records of the entity, and its id at the end."""
        wanted = statement.with_only_columns(*self._selected.values()).execution_options(yield_per=AT_ONCE)
        for rows in db.session.execute(wanted).partitions():
            values = dict(zip(self._selected, zip(*rows, strict=True), strict=True))
            chunk = Chunk(self._entity, values, self._computed)
            yield from zip(*(read(chunk) for read in self._readers), chunk.ids, strict=True)

    def _reader(self, field: Field) -> Reader:
        if field.stored == "computed":
            convert = _converter(field)
            return lambda chunk: _converted(convert, map(field.read, chunk.records))
        if field.spec.many:
            return _links(field)
        if field.stored == "extra":
            self._selected["extra"] = field.model.extra
            return _own_field(field)
        name = f"{field.name}:{field.column_name}"  # two fields may read the same column
        self._selected[name] = field.expression()
        if field.spec.type == "link":
            return _Titles(field, name)
        if _is_kept(field):
            return lambda chunk: chunk.values[name]
        convert = _converter(field)
        return lambda chunk: _converted(convert, chunk.values[name])


def _is_kept(field: Field) -> bool:
    """Whether the values of the column are cells as they are."""
    spec = field.spec
    return spec.type in _AS_THEY_ARE and not spec.labels and not spec.suggestions


def _converted(convert: Convert, values: Iterable[Any]) -> list[OutCell]:
    if isinstance(convert, _Labels):
        return convert.of_all(list(values))
    return [None if value in _EMPTY else convert(value) for value in values]


def _own_field(field: Field) -> Reader:
    convert = _converter(field)
    return lambda chunk: _converted(convert, ((extra or {}).get(field.name) for extra in chunk.values["extra"]))


class _Titles:
    """The titles of the records that a link leads to; of one that the reader may not see, only that it is there."""

    def __init__(self, field: Field, name: str) -> None:
        self._model: Any = field.target_model
        self._name = name
        self._known: dict[int | None, OutCell] = {None: None}
        self._not_visible = translate(NOT_VISIBLE)

    def __call__(self, chunk: Chunk) -> Sequence[OutCell]:
        ids = chunk.values[self._name]
        if len(self._known) > REMEMBERED:
            self._known = {None: None}
        missing = set(ids).difference(self._known)
        if missing:
            self._look_up(missing)
        return [self._known[record_id] for record_id in ids]

    def _look_up(self, ids: set[int]) -> None:
        self._known.update(dict.fromkeys(ids, self._not_visible))
        statement = select(self._model).where(self._model.id.in_(ids)).options(title_only(self._model))
        for record in db.session.execute(statement).scalars():
            self._known[record.id] = title(record)


def _links(field: Field) -> Reader:
    """The titles of all that a field with several links leads to, as far as the reader may see it."""
    model: Any = field.model
    target: Any = aliased(field.target_model)
    linked = select(model.id, target).join(getattr(model, field.name).of_type(target)).order_by(target.id)
    statement = linked.options(title_only(target))

    def read(chunk: Chunk) -> Sequence[OutCell]:
        titles: dict[int, list[str]] = {}
        for record_id, record in db.session.execute(statement.where(model.id.in_(chunk.ids))):
            titles.setdefault(record_id, []).append(title(record))
        return [join(titles[record_id]) if record_id in titles else None for record_id in chunk.ids]

    return read


class _Labels(dict[Any, OutCell]):
    """The labels of one column's values: each is looked up and translated once for the whole file."""

    def __init__(self, label: Convert) -> None:
        super().__init__({None: None, "": None})
        self._label = label

    def __missing__(self, value: Any) -> OutCell:
        self[value] = found = self._label(value)
        return found

    def __call__(self, value: Any) -> OutCell:
        return self[value]

    def of_all(self, values: Sequence[Any]) -> list[OutCell]:
        if len(self) > REMEMBERED:
            self.clear()
            self.update({None: None, "": None})
        try:
            return [self[value] for value in values]
        except TypeError:  # lists of codes
            return [None if value in _EMPTY else self._label(value) for value in values]


def _converter(field: Field) -> Convert:
    kind = field.spec.type
    if kind == "choice" or field.spec.labels:
        return _Labels(lambda value: choice_label(field, value))
    if kind == "lookup":
        locale = current_locale()
        labels = {code: v.label(locale) for code, v in lookup_values(field.spec.lookup or "").items()}
        return _Labels(lambda value: labels.get(value, value))
    if field.spec.suggestions:
        offered = suggestions(field.spec.suggestions)
        return _Labels(lambda value: offered.label(value) or value)
    if kind == "datetime":
        readers_zone = zone()
        return lambda value: value.astimezone(readers_zone).replace(tzinfo=None)
    if kind == "json":
        return lambda value: as_text(field, value)
    return _Labels(lambda value: display(field, value)) if kind == "boolean" else lambda value: value
