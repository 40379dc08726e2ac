"""The one list of entities and their fields. Screens, files, history, API and `describe` read it, never the mapper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, inspect, select

from app.core.columns import FieldSpec
from app.core.db import Model
from app.core.search import matches
from app.core.traits import Governed, Record, Searchable


@cache
def _class_named(name: str) -> type[Any]:
    return next(m.class_ for m in Model.registry.mappers if m.class_.__name__ == name)


@dataclass(frozen=True, eq=False)
class Field:
    """One field of one entity, wherever its value is kept.

    `stored` is "column", "relation", "extra" (an administrator's own field, in the record's `extra`) or "side" (see
    SideField).
    """

    name: str
    model: type[Any]
    spec: FieldSpec
    stored: str = "column"

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "spec"), name)

    @property
    def column_name(self) -> str:
        """The mapped column behind the field: a link's is its foreign key."""
        return f"{self.name}_id" if self.spec.type == "link" else self.name

    def holder(self, record: Any) -> Any:
        """The mapped object that carries the value: `record`, or the row beside it; None where there is none yet."""
        return record

    def linked_id(self, record: Any) -> int | None:
        """The id behind a link, also where the reader may not see the record it leads to."""
        holder = self.holder(record)
        return None if holder is None else getattr(holder, self.column_name)

    def read(self, record: Any) -> Any:
        """The value on `record`: a plain value, a linked record, or a list of them."""
        if self.stored == "extra":
            return (record.extra or {}).get(self.name)
        holder = self.holder(record)
        return None if holder is None else getattr(holder, self.name)

    def leads_to(self, record: Any) -> Any:
        """Another record whose page the shown value leads to, for values that are no links."""
        return None

    def write(self, record: Any, value: Any) -> None:
        """Put a checked `value` on `record`; writing what is there already changes nothing.

        An empty value is set all the same where the column has a default, which would take its place otherwise.
        """
        if self.stored == "extra":
            if (record.extra or {}).get(self.name) != value:
                record.extra = {**(record.extra or {}), self.name: value}
        elif self.spec.many:
            if set(getattr(record, self.name)) != set(value):
                setattr(record, self.name, list(value))
        elif getattr(record, self.name) != value or (value is None and self.spec.default is not None):
            setattr(record, self.name, value)

    def expression(self, entity: Any = None) -> ColumnElement[Any]:
        """The field in SQL, for sorting, filtering and grouping; `entity` may be an alias of the model."""
        source = entity if entity is not None else self.model
        if self.stored == "extra":
            return source.extra[self.name].as_string()
        return getattr(source, self.column_name)

    @property
    def sortable(self) -> bool:
        return self.spec.type not in ("link", "links", "text", "json", "file")

    @property
    def target_model(self) -> type[Any]:
        """The class a link points to."""
        if self.spec.target is None:
            raise LookupError(f"{self.name} is not a link")
        return _class_named(self.spec.target)


@dataclass(frozen=True, eq=False)
class SideField(Field):
    """A field kept in the one row beside each record, for models that are not ours to extend.

    `side` is the model's relationship to that row, whose primary key is the record's id.
    """

    stored: str = "side"
    side: str = ""

    @property
    def side_model(self) -> type[Any]:
        return inspect(self.model).relationships[self.side].mapper.class_  # type: ignore[no-any-return]

    def holder(self, record: Any) -> Any:
        return getattr(record, self.side)

    def write(self, record: Any, value: Any) -> None:
        if self.holder(record) is None:
            setattr(record, self.side, self.side_model())
        if getattr(self.holder(record), self.name) != value:
            setattr(self.holder(record), self.name, value)

    def expression(self, entity: Any = None) -> ColumnElement[Any]:
        source = entity if entity is not None else self.model
        [key] = inspect(self.side_model).primary_key
        beside = select(getattr(self.side_model, self.column_name)).where(key == source.id)
        return beside.correlate(source).scalar_subquery()


@dataclass(frozen=True, eq=False)
class Entity:
    """One kind of record."""

    model: type[Any]
    fields: dict[str, Field] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        return str(getattr(self.model, "__entity_name__", self.model.__tablename__))

    @property
    def module(self) -> str:
        """The business module, by the place of the model: app.<module>.models.…, unless the model names one."""
        return str(getattr(self.model, "__entity_module__", "") or self.model.__module__.split(".")[1])

    @property
    def label(self) -> str:
        return str(self.model.__label__)

    @property
    def label_plural(self) -> str:
        return str(self.model.__label_plural__)

    @property
    def permission(self) -> str:
        return str(self.model.__name__)

    @property
    def governed(self) -> bool:
        return issubclass(self.model, Governed)

    @property
    def answers_itself(self) -> bool:
        """Whether the model says by `__matches__` what answers a search."""
        return hasattr(self.model, "__matches__")

    @property
    def searchable(self) -> bool:
        return issubclass(self.model, Searchable) or self.answers_itself

    def matching(self, query: str, *, guarded: bool = False) -> ColumnElement[bool]:
        """Whether a record answers a search for `query`, by its search key or by the model's own `__matches__`.

        `guarded`: by sensitive numbers, too (see `sensitive.sees_guarded`).
        """
        own = getattr(self.model, "__matches__", None)
        return own(query) if own else matches(self.model.search_text, query, guarded=guarded)

    def history_field(self, name: str) -> Field | None:
        """The field that a history row calls `name`: one of ours, or what the model's `__history_field__` answers."""
        own = getattr(self.model, "__history_field__", None)
        return self.fields.get(name) or (own(name) if own else None)

    @property
    def parent_link(self) -> Field | None:
        """The link to the record whose access this one follows."""
        name = getattr(self.model, "__parent_link__", None)
        return self.fields[name] if name else None

    @property
    def key_fields(self) -> list[Field]:
        """The fields by which people and files name a record."""
        return [f for f in self.fields.values() if f.spec.key]

    @cached_property
    def editable_fields(self) -> list[Field]:
        return [f for f in self.fields.values() if not f.spec.computed]

    @cached_property
    def editable_columns(self) -> list[tuple[Field, str | None]]:
        """The same with the attribute under which a record holds the value itself, None where it is kept elsewhere."""
        own = ("column", "relation")
        return [(f, f.column_name if f.stored in own else None) for f in self.editable_fields]

    @cached_property
    def governed_links(self) -> list[Field]:
        """The links of which not everybody sees every target."""
        links = [f for f in self.editable_fields if f.spec.type == "link"]
        return [f for f in links if issubclass(f.target_model, Governed)]

    @cached_property
    def search_fields(self) -> list[Field]:
        """The fields whose words find a record."""
        return [f for f in self.fields.values() if f.spec.search]


_own_fields: dict[type[Any], list[Field]] = {}


def register_field(model: type[Any], name: str, spec: FieldSpec) -> Field:
    """Add a field that lives in `extra`: known to every screen, file and API like a column."""
    return register(Field(name, model, spec, "extra"))


def register(added: Field) -> Field:
    """Add a field of any kind to its model, unless it has one of this name."""
    known = _own_fields.setdefault(added.model, [])
    if all(field.name != added.name for field in known):
        known.append(added)
        entity_of.cache_clear()
    return added


def forget_field(added: Field) -> None:
    """Take a registered field back; its stored values stay."""
    _own_fields[added.model].remove(added)
    entity_of.cache_clear()


@cache
def entity_of(model: type[Any]) -> Entity:
    """The entity of a model class."""
    return Entity(model, {f.name: f for f in _fields_of(model)})


def _fields_of(model: type[Any]) -> Iterator[Field]:
    mapper = inspect(model)
    order: dict[str, Field] = {}
    for column in mapper.column_attrs:
        info = column.columns[0].info
        if "field" in info:
            order[column.key] = Field(column.key, model, info["field"])
    for relation in mapper.relationships:
        if "field" in relation.info:
            order[relation.key] = Field(relation.key, model, relation.info["field"], "relation")
    yield from order.values()
    yield from _own_fields.get(model, ())


def entities() -> list[Entity]:
    """Every entity of the running system, by name."""
    models = [m.class_ for m in Model.registry.mappers if issubclass(m.class_, Record)]
    return sorted((entity_of(model) for model in models), key=lambda entity: entity.name)


def described() -> list[Entity]:
    """`entities()`, and the framework's and the core's own models that carry labels (users, roles, the history)."""
    models = [m.class_ for m in Model.registry.mappers if hasattr(m.class_, "__label__")]
    return sorted((entity_of(model) for model in models), key=lambda entity: entity.name)


def entity(name: str) -> Entity:
    """The entity called `name` (its table's name); KeyError when there is none."""
    for candidate in described():
        if candidate.name == name:
            return candidate
    raise KeyError(name)
