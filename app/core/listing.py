"""What a list shows: its arguments checked, its rows, its capped count and its pages. Lists, exports, charts and
bulk acts all read the same request the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, func, inspect, select, tuple_
from sqlalchemy.orm import load_only, raiseload, selectinload
from werkzeug.datastructures import MultiDict

from app.core.conditions import Condition, criteria, read_conditions
from app.core.db import db
from app.core.errors import RuleError
from app.core.preferences import preferences
from app.core.registry import Entity, Field, SideField
from app.core.search_answers import Search
from app.core.text import N_
from app.core.whole_numbers import whole_number

COUNT_LIMIT = 10_000
SEARCH_COUNT_LIMIT = 100  # the answers of a search are no stretch of an index: each of them must be looked at
PAGE_LIMIT = 400
PAGE_SIZES = (10, 25, 50, 100, 200)
QUERY_LENGTH = 200


@dataclass(frozen=True)
class ListRequest:
    """Which rows of an entity somebody asked for. `page` counts from 0; `order` None means newest first."""

    entity: Entity
    conditions: tuple[Condition, ...] = ()
    query: str = ""
    order: Field | None = None
    descending: bool = False
    page: int = 0
    page_size: int = 25
    # Beyond PAGE_LIMIT a page starts after (or, backwards, before) the row with these sort values.
    after: str | None = None
    archived: bool = False  # what lies in the recycle bin, instead of the rest
    extra_criteria: tuple[ColumnElement[bool], ...] = field(default=(), compare=False)

    @cached_property
    def search(self) -> Search:
        """The query, asked once for the rows and their number."""
        return Search(self.entity, self.query)

    def where(self, *criteria: ColumnElement[bool]) -> ListRequest:
        """The same request narrowed further (a related list, a selection)."""
        return replace(self, extra_criteria=(*self.extra_criteria, *criteria))


@dataclass(frozen=True)
class Count:
    """A number of rows, exact up to the cap."""

    number: int
    capped: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}+" if self.capped else f"{self.number:,}"


def read_request(
    entity: Entity,
    view_name: str,
    args: MultiDict[str, str],
    order_fields: list[Field],
    filter_fields: Mapping[str, Field],
    refused: dict[str, RuleError] | None = None,
) -> ListRequest:
    """The list request in a URL's arguments; 400 with the reason when one of them makes no sense.

    `refused`, where given, takes the reasons against values of filters, which then do not hold (see `conditions`).
    """
    try:
        return ListRequest(
            entity,
            conditions=read_conditions(filter_fields, args, refused),
            query=_query(args.get("q", "")),
            order=_order(args.get(f"_oc_{view_name}"), order_fields),
            descending=args.get(f"_od_{view_name}", "asc") == "desc",
            page=_whole(args.get(f"page_{view_name}"), 0, 0, 10**9),
            page_size=_whole(args.get(f"psize_{view_name}"), preferences().page_size, 1, PAGE_SIZES[-1]),
            after=args.get("after"),
        )
    except RuleError as refusal:
        abort(400, refusal)


def _query(text: str) -> str:
    if "\x00" in text or len(text) > QUERY_LENGTH:
        raise RuleError(N_("Search for at most %(limit)s ordinary characters."), limit=QUERY_LENGTH)
    return text.strip()


def _order(name: str | None, order_fields: list[Field]) -> Field | None:
    if not name:
        return None
    for candidate in order_fields:
        if candidate.name == name:
            return candidate
    raise RuleError(N_("This list cannot be sorted by “%(name)s”."), name=name[:60])


def _whole(text: str | None, default: int, minimum: int, maximum: int) -> int:
    if text is None or text == "":
        return default
    if not minimum <= whole_number(text, default=-1, most=maximum + 1) <= maximum:
        raise RuleError(N_("“%(text)s” is not a number this page understands."), text=text[:20])
    return whole_number(text, default=default, most=maximum)


def matching(request: ListRequest, *, walking: bool = False) -> Select[Any]:
    """All records that the request asks for, unordered; the gate narrows them to the reader's.

    `walking`: a few of them are wanted, the newest first.
    """
    statement = _asked(request)
    if request.query and request.entity.searchable:
        search = request.search
        statement = statement.where(search.answers_of_a_walk if walking else search.answers)
    return statement


def _asked(request: ListRequest) -> Select[Any]:
    """All records that the request asks for but for its words."""
    model = request.entity.model
    statement = select(model)
    if hasattr(model, "archived_at"):
        statement = statement.where(model.archived_at.is_not(None) if request.archived else model.archived_at.is_(None))
    return statement.where(*criteria(request.conditions), *request.extra_criteria)


def ordered(statement: Select[Any], request: ListRequest, *, backwards: bool = False) -> Select[Any]:
    """`statement` in the request's order; ties by id, so that pages never overlap."""
    model = request.entity.model
    descending = (request.descending if request.order else True) != backwards
    key = model.id.desc() if descending else model.id.asc()
    if request.order is None:
        return statement.order_by(key)
    column = request.order.expression()
    return statement.order_by(column.desc() if descending else column.asc(), key)


def count(request: ListRequest) -> Count:
    """How many records match, counting only as far as it is quick."""
    return count_up_to(request, SEARCH_COUNT_LIMIT if request.query else COUNT_LIMIT)


def count_up_to(request: ListRequest, limit: int | None) -> Count:
    """How many records match, counting no further than `limit`; None counts all of them."""
    key = request.entity.model.id
    ids = matching(request).with_only_columns(key)
    if limit is None:
        return Count(_number(ids))
    if request.query and request.entity.searchable:
        sample = request.search.sample
        if sample is not None and _more(_asked(request).where(sample).with_only_columns(key), limit):
            return Count(limit, True)
        if request.search.is_common:
            ids = ids.order_by(key.desc())  # through what the page has just read
    number = _number(ids.limit(limit + 1))
    return Count(limit, True) if number > limit else Count(number)


def _more(ids: Select[Any], limit: int) -> bool:
    return _number(ids.limit(limit + 1)) > limit


def _number(ids: Select[Any]) -> int:
    number: int = db.session.execute(select(func.count()).select_from(ids.subquery())).scalar_one()
    return number


def page_rows(request: ListRequest, columns: list[Field], *, last: bool = False) -> list[Any]:
    """The records of one page with what `columns` show and nothing else, one row more than the page if there is one."""
    walking = request.order is None and not last
    statement = ordered(matching(request, walking=walking), request, backwards=last).options(
        *loading(request.entity, columns)
    )
    if request.after:
        statement = statement.where(_beyond(request))
    elif not last:
        statement = statement.offset(request.page * request.page_size)
    rows = list(db.session.execute(statement.limit(request.page_size + 1)).scalars())
    if last:
        rows = rows[: request.page_size][::-1]
    return rows


def _beyond(request: ListRequest) -> ColumnElement[bool]:
    """The rows after the one whose id is `after`, by the values of the sort columns."""
    model = request.entity.model
    text = request.after or ""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        abort(400, RuleError(N_("“%(text)s” is not a number this page understands."), text=text[:20]))
    key = int(text)
    descending = request.descending if request.order else True
    if request.order is None:
        return model.id < key if descending else model.id > key
    column = request.order.expression()
    here = select(column).where(model.id == key).scalar_subquery()
    row, start = tuple_(column, model.id), tuple_(here, key)
    return row < start if descending else row > start


def loading(entity: Entity, columns: list[Field]) -> list[Any]:
    """Loader options for just these columns; a link costs one statement for the page, never one for each row."""
    model = entity.model
    needed = needed_to_show(columns)
    plain = [*plain_columns(entity, columns), *(getattr(model, name) for name in needed.pop("", ()))]
    options: list[Any] = [load_only(*plain, raiseload=True)]
    for column in columns:
        if column.stored == "relation":
            target = title_only(column.target_model, *needed.pop(column.name, ()))
            options.append(selectinload(getattr(model, column.name)).options(target))
        elif isinstance(column, SideField):
            options.append(_beside(column))
    for link, names in needed.items():
        target = title_only(entity.fields[link].target_model, *names)
        options.append(selectinload(getattr(model, link)).options(target))
    return [*options, raiseload("*")]


def plain_columns(entity: Entity, columns: Sequence[Field]) -> list[Any]:
    """The mapped columns of the record's own row behind `columns`, with those that every page needs."""
    model = entity.model
    plain = [getattr(model, f.column_name) for f in columns if f.stored == "column"]
    plain += [getattr(model, f"{f.name}_id") for f in columns if f.spec.type == "link" and f.stored == "relation"]
    always = ("id", "version", "archived_at", "extra", "owner_id", "acc_owner_id", "acc_department_id")
    plain += [getattr(model, name) for name in always if name in inspect(model).column_attrs]
    plain += [getattr(model, name) for name in getattr(model, "__title_columns__", ())]
    if hasattr(model, "__title_field__"):
        plain.append(getattr(model, model.__title_field__))
    return plain


def needed_to_show(columns: Sequence[Field]) -> dict[str, list[str]]:
    """What the values of `columns` are shown with: {link: columns of its target}, the record's own under ""."""
    needed: dict[str, list[str]] = {}
    for path in dict.fromkeys(path for column in columns for path in column.spec.shown_with):
        link, _, name = path.rpartition(".")
        needed.setdefault(link, []).append(name)
    return needed


def _beside(column: SideField) -> Any:
    """The row beside each record, with the record that `column` links to."""
    row = selectinload(getattr(column.model, column.side))
    if column.spec.type != "link":
        return row
    target = selectinload(getattr(column.side_model, column.name))
    return row.options(target.options(title_only(column.target_model)))


def title_only(model: Any, *also: str) -> Any:
    """The loader option for what the title of a record of `model`, or of an alias of one, is made of."""
    names = getattr(model, "__title_columns__", None) or (getattr(model, "__title_field__", None),)
    found = [getattr(model, name) for name in (*names, *also) if name and hasattr(model, name)]
    return load_only(*found) if found else raiseload("*")
