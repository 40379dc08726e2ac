"""The start page's parts, declared by the modules and shown as far as the reader may see what they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.core.access import Scope, acting_user_id, current_principal
from app.core.charts.addresses import readable_view
from app.core.charts.definition import Chart
from app.core.charts.links import chart_views
from app.core.db import db
from app.core.display import display_plain, title
from app.core.history import Change
from app.core.listing import COUNT_LIMIT, Count, ListRequest, matching
from app.core.registry import entity_of
from app.core.security import may

RECENT = 8
RECENT_KINDS = 3  # one statement each
CHANGES_READ = 200


Arguments = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class KeyNumber:
    """How many records of `model` the list with these arguments shows; `label` is a msgid.

    For readers whose scope in its module is at least `sees` and at most `sees_only`: a team's numbers say nothing
    to those who see their own records alone.
    """

    label: str
    model: type[Any]
    arguments: Callable[[], Arguments] = dict
    sees: Scope = Scope.NONE
    sees_only: Scope = Scope.ALL


@dataclass(frozen=True)
class DashboardChart:
    """The chart of this name, for readers whose scope in its module is at least `sees`."""

    name: str
    sees: Scope = Scope.NONE


@dataclass(frozen=True)
class Recent:
    """Records of `model` stand among those that the reader changed last."""

    model: type[Any]


@dataclass(frozen=True)
class FirstStep:
    """What to do in an empty system: a page of the main view of `model`, for those who hold `permission` there."""

    label: str
    model: type[Any]
    page: str
    permission: str


DashboardPart = KeyNumber | DashboardChart | Recent | FirstStep


@dataclass(frozen=True)
class Tile:
    """A key number with the list behind it."""

    label: str
    count: Count
    url: str


@dataclass(frozen=True)
class Step:
    """Something to begin with; `label` is a msgid."""

    label: str
    url: str


@dataclass(frozen=True)
class RecentRecord:
    """A record that the reader changed; `kind` is the msgid of its entity's label."""

    title: str
    kind: str
    url: str
    at: datetime

    @property
    def when(self) -> str:
        """The moment of the change in the reader's zone."""
        return display_plain(self.at)


def parts() -> list[DashboardPart]:
    """What all modules declare, in their order."""
    return [part for module in current_app.extensions["kehu_modules"] for part in module.dashboard]


def tiles(declared: Iterable[DashboardPart]) -> list[Tile]:
    """The key numbers, all counted (up to the lists' cap) by one statement."""
    numbers = [
        (part, view, dict(part.arguments()))
        for part in declared
        if isinstance(part, KeyNumber)
        and part.sees <= _scope_over(part.model) <= part.sees_only
        and (view := readable_view(part.model)) is not None
    ]
    if not numbers:
        return []
    counts = _count([_request(view, arguments) for _, view, arguments in numbers])
    return [
        Tile(part.label, Count(min(number, COUNT_LIMIT), number > COUNT_LIMIT), view.url_to("list", **arguments))
        for (part, view, arguments), number in zip(numbers, counts, strict=True)
    ]


def _scope_over(model: type[Any]) -> Scope:
    """How far the reader sees in the module of `model`."""
    principal = current_principal()
    return principal.scope(entity_of(model).module) if principal is not None else Scope.NONE


def _request(view: Any, arguments: Arguments) -> ListRequest:
    return view.list_request(MultiDict(arguments))  # type: ignore[no-any-return]


def _count(requests: list[ListRequest]) -> list[int]:
    columns = []
    for number, request in enumerate(requests):
        ids = matching(request).with_only_columns(request.entity.model.id).limit(COUNT_LIMIT + 1).subquery()
        columns.append(select(func.count()).select_from(ids).scalar_subquery().label(f"n{number}"))
    return list(db.session.execute(select(*columns)).one())


def dashboard_charts(declared: Iterable[DashboardPart]) -> list[tuple[Any, Chart]]:
    """The charts with their views; their numbers are fetched by the browser, one by one."""
    known = {chart.name: (view, chart) for view in chart_views() for chart in view.charts}
    chosen = [(*known[part.name], part.sees) for part in declared if isinstance(part, DashboardChart)]
    return [
        (view, chart)
        for view, chart, sees in chosen
        if may("can_read", view.class_permission_name) and sees <= _scope_over(view.model)
    ]


def recent_records(declared: Iterable[DashboardPart]) -> list[RecentRecord]:
    """What the reader changed last and may still see, newest first."""
    views = {
        entity_of(part.model).name: view
        for part in declared
        if isinstance(part, Recent) and (view := readable_view(part.model)) is not None
    }
    if not views:
        return []
    latest = _latest_changes(list(views))
    kinds = list(dict.fromkeys(kind for kind, _ in latest))[:RECENT_KINDS]
    found: dict[tuple[str, int], Any] = {}
    for kind in kinds:
        ids = [record_id for changed, record_id in latest if changed == kind]
        found |= {(kind, record.id): record for record in _records(views[kind].model, ids)}
    return [
        RecentRecord(title(found[key]), views[key[0]].entity.label, views[key[0]].url_to("show", key[1]), at)
        for key, at in latest.items()
        if key in found
    ][:RECENT]


def _latest_changes(kinds: list[str]) -> dict[tuple[str, int], datetime]:
    """When the reader last changed each record, {(entity, id): moment}, newest first."""
    mine = select(Change.id).where(Change.user_id == acting_user_id()).order_by(Change.id.desc()).limit(CHANGES_READ)
    statement = select(Change.entity, Change.record_id, Change.at).where(Change.id.in_(mine), Change.entity.in_(kinds))
    latest: dict[tuple[str, int], datetime] = {}
    for kind, record_id, at in db.session.execute(statement.order_by(Change.id.desc())):
        latest.setdefault((kind, record_id), at)
    return latest


def _records(model: type[Any], ids: list[int]) -> list[Any]:
    """Those of these records that the reader may see and that are not in the recycle bin."""
    statement = select(model).where(model.id.in_(ids))
    if hasattr(model, "archived_at"):
        statement = statement.where(model.archived_at.is_(None))
    return list(db.session.execute(statement).scalars())


def first_steps(declared: Iterable[DashboardPart]) -> list[Step]:
    """What the reader can begin with."""
    steps = [(part, readable_view(part.model)) for part in declared if isinstance(part, FirstStep)]
    return [
        Step(part.label, view.url_to(part.page))
        for part, view in steps
        if view is not None and may(part.permission, view.class_permission_name)
    ]
