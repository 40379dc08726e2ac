"""How a module introduces itself: one manifest, nothing central lists its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.charts.dashboard import DashboardPart
from app.core.jobs.registry import Schedule
from app.core.lookup_seed import LookupSeed
from app.core.related import Related
from app.core.timeline import TimelineSource


@dataclass(frozen=True)
class RoleGrant:
    """What a ready role gets in one module when the module arrives: rights on its entities, and how far they see.

    `rights` maps an entity's permission name (or "*") to words like "read create edit".
    """

    role: str
    scope: str
    rights: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Module:
    """One business module. `views`, `pages` and `charts` appear in the menu in this order; `related` are lists on lower
    pages; `dashboard` are parts of the start page; `timeline` are sources of the timelines of records.
    """

    name: str
    label: str
    icon: str = "folder"  # a symbol of app/static/img/icons.svg
    views: Sequence[type[Any]] = ()
    pages: Sequence[type[Any]] = ()
    hidden_views: Sequence[type[Any]] = ()
    charts: Sequence[type[Any]] = ()
    dashboard: Sequence[DashboardPart] = ()
    related: Sequence[Related] = ()
    timeline: Sequence[TimelineSource] = ()
    schedules: Sequence[Schedule] = ()
    lookup_kinds: dict[str, str] = field(default_factory=dict)
    lookups: Callable[[], dict[str, list[LookupSeed]]] = dict
    grants: Sequence[RoleGrant] = ()
    on_create: Callable[[Any], None] | None = None
    on_init: Callable[[], None] | None = None
