"""The search centre: one question to every kind of record that the reader may read, one statement for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import load_only, raiseload
from sqlalchemy.orm.attributes import set_committed_value

from app.core.cells import cell, show_url
from app.core.charts.addresses import readable_view
from app.core.db import db
from app.core.display import EMPTY, title
from app.core.folding import answers, fold, search_key
from app.core.i18n import translate
from app.core.listing import Count, needed_to_show, plain_columns
from app.core.registry import Entity, Field, entity_of
from app.core.search_candidates import BEGINS, EXACT, best
from app.core.search_parts import MOST
from app.core.sensitive import is_open
from app.core.views import entity_views, view_of

READ = 25  # records of one kind that are put in order
FACTS = 4


@dataclass(frozen=True)
class Hit:
    """One record: its name, what readers look for first, and the field that answers where the name does not."""

    title: str
    url: str
    facts: Sequence[tuple[str, str]]
    found_in: tuple[str, str] | None = None

    @property
    def told(self) -> list[tuple[str, str]]:
        """Labels and values: first what answers, then what is known besides."""
        return [*([self.found_in] if self.found_in else []), *self.facts]


@dataclass(frozen=True)
class Group:
    """The best hits of one kind; `url` is the list of all of them."""

    name: str
    label: str
    count: Count
    hits: Sequence[Hit]
    url: str


@dataclass(frozen=True)
class _Found:
    """The best records of one kind, before their links are read."""

    view: Any
    records: Sequence[Any]
    number: int
    facts: Sequence[Field]


def search(query: str, limit: int) -> list[Group]:
    """The groups that have hits, in the order of the menu; each with at most `limit` of them."""
    if not query.strip():
        return []
    found = [part for view in searched_views() if (part := _found(view, query, limit)).records]
    _read_links(found)
    return [_group(part, query) for part in found]


def searched_views() -> list[Any]:
    """The main view of each kind of record that can be searched and that the reader may read."""
    main = (view for view in entity_views() if view_of(view.model) is view)
    return [v for v in main if v.entity.searchable and v.readable and readable_view(v.model) is not None]


def _found(view: Any, query: str, limit: int) -> _Found:
    facts = _facts_of(view)
    return _Found(view, *hits_of(view.model, query, limit, facts), facts)


def hits_of(model: type[Any], query: str, limit: int, facts: Sequence[Field] = ()) -> tuple[list[Any], int]:
    """The best answers among the reader's records of `model`, best first, and how many there are (`MOST` + 1: more).

    The columns behind `facts` are loaded, what they link to is not.
    """
    entity = entity_of(model)
    shown = [*facts, *_searched(entity)]
    columns = plain_columns(entity, [*shown, *_links_needed(entity, facts)])
    columns += [getattr(model, name) for name in needed_to_show(shown).get("", ())]
    statement = best(entity, query, READ)
    if statement is None:
        return [], 0
    rows = db.session.execute(statement.options(load_only(*columns, raiseload=True), raiseload("*"))).all()
    # The database takes a key that goes on with other words for exact; the values themselves tell.
    ordered = sorted(rows, key=lambda row: row.rank or (EXACT if _is_named(entity, row[0], query) else BEGINS))
    return [row[0] for row in ordered[:limit]], rows[0].number if rows else 0


def _searched(entity: Entity) -> list[Field]:
    return [field for field in entity.search_fields if field.stored == "column"]


def _links_needed(entity: Entity, facts: Sequence[Field]) -> list[Field]:
    """The links among `facts` and those with whose help the values of `facts` or of a finding field are shown."""
    names = needed_to_show([*facts, *_searched(entity)])
    return list(
        {f.name: f for f in (*facts, *(entity.fields[n] for n in names if n)) if f.spec.type == "link"}.values()
    )


def _read_links(found: Sequence[_Found]) -> None:
    """Read what all hits link to through the gate, one statement for each kind of record."""
    wanted: dict[type[Any], set[int]] = {}
    places = [(r, f) for part in found for r in part.records for f in _links_needed(part.view.entity, part.facts)]
    for record, field in places:
        wanted.setdefault(field.target_model, set()).add(field.linked_id(record) or 0)
    targets = {}
    for model, ids in wanted.items():
        read = select(model).where(model.id.in_(ids - {0})).options(raiseload("*"))
        targets.update({(model, record.id): record for record in db.session.execute(read).scalars()})
    for record, field in places:
        set_committed_value(record, field.name, targets.get((field.target_model, field.linked_id(record))))


def _group(part: _Found, query: str) -> Group:
    entity, number = part.view.entity, part.number
    hits = [_hit(entity, record, query, part.facts) for record in part.records]
    count = Count(min(number, MOST), number > MOST)
    return Group(entity.name, translate(entity.label_plural), count, hits, part.view.url_to("list", q=query))


def _is_named(entity: Entity, record: Any, query: str) -> bool:
    names = [field.read(record) for field in entity.key_fields if field.spec.type == "string"]
    return fold(query) in (fold(str(name)) for name in names if name)


def _facts_of(view: Any) -> list[Field]:
    """What is shown beside the name: the headline's fields, else the first columns of the list."""
    names = view.headline_columns or view.list_columns[1:]
    fields = (view.entity.fields[name] for name in names)
    return [field for field in fields if field.stored in ("column", "relation") and not field.spec.many][:FACTS]


def _hit(entity: Entity, record: Any, query: str, facts: Sequence[Field]) -> Hit:
    shown = [(translate(f.spec.label), text) for f in facts if (text := cell(f, record).text) not in ("", EMPTY)]
    return Hit(title(record), show_url(record) or "", shown, next(_found_in(entity, record, query, facts), None))


def _found_in(entity: Entity, record: Any, query: str, facts: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """The field whose words answer, unless they stand there to be seen."""
    if answers(search_key(title(record)), query):
        return
    for field in _searched(entity):
        value = field.read(record)
        if value and is_open(field) and answers(search_key(str(value)), query):
            if field not in facts:
                yield translate(field.spec.label), cell(field, record).text
            return
