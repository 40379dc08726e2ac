"""The tabs of a record's page."""

from __future__ import annotations

from typing import Any

from app.core.layout import Tab
from app.core.onlookers import has_onlookers
from app.core.related import related_lists
from app.core.text import N_


def tabs_of(view: Any, record: Any) -> list[Tab]:
    """What the reader may open of this record: what happened first, the history of its fields last."""
    lists = [related for related in related_lists(view.entity.name) if related.visible]
    tabs = [Tab("timeline", N_("Timeline"), view.url_to("timeline", record.id))]
    tabs += [Tab(r.name, r.label, view.url_to("related", record.id, name=r.name)) for r in lists]
    if view.takes_documents:
        tabs.append(Tab("documents", N_("Documents"), view.url_to("documents", record.id)))
    if "share" in view.actions:
        tabs.append(Tab("shares", N_("Shared with"), view.url_to("shares", record.id)))
    if has_onlookers(view.model):
        tabs.append(Tab("sight", N_("Who sees it"), view.url_to("sight", record.id)))
    return [*tabs, Tab("history", N_("History"), view.url_to("history", record.id))]
