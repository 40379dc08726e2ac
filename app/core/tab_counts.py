"""How many records the tabs of a page hold: one statement for all tabs, fetched after the page is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.core.listing import Count, ListRequest, matching
from app.core.registry import entity_of
from app.core.related import Related

MOST = 99


def related_request(related: Related, record: Any, asked: ListRequest) -> ListRequest:
    """`asked`, a request of the related list, narrowed to what belongs to `record`."""
    field = entity_of(related.model).fields[related.link]
    return asked.where(field.expression() == record.id)


def tab_counts(tabs: Sequence[Related], record: Any) -> dict[str, Count]:
    """The number of rows behind each tab, by the tab's name, counted up to `MOST`."""
    if not tabs:
        return {}
    columns = []
    for related in tabs:
        asked = related_request(related, record, related.view.narrow(ListRequest(entity_of(related.model))))
        rows = matching(asked).with_only_columns(related.model.id).limit(MOST + 1).subquery()
        columns.append(select(func.count()).select_from(rows).scalar_subquery())
    numbers = db.session.execute(select(*columns)).one()
    return {tab.name: Count(min(n, MOST), n > MOST) for tab, n in zip(tabs, numbers, strict=True)}
