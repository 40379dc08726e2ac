"""The tabs of a record's page: related lists, timeline and history, loaded when they are opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, abort, jsonify, request
from flask_appbuilder import expose, has_access

from app.core.entity_history import PAGE as HISTORY_PAGE
from app.core.entity_history import history_of
from app.core.list_page import ListPage
from app.core.related import related_lists
from app.core.tab_counts import related_request, tab_counts
from app.core.timeline import Cursor, timeline_of
from app.core.whole_numbers import whole_number

ROWS = 10


class RelatedRoutes:
    """The fragments behind the tabs of a record's page."""

    @expose("/related/<string:name>/<pk>")
    @has_access
    def related(self: Any, name: str, pk: str) -> str:
        """The first rows of one related list."""
        record = self.fetch_or_404(pk, archived=True)
        chosen = next((r for r in related_lists(self.entity.name) if r.name == name), None)
        if chosen is None:
            abort(404)
        if not chosen.visible:
            abort(403)
        asked = related_request(chosen, record, replace(chosen.view.list_request(), page_size=ROWS))
        page = ListPage(chosen.view, asked, embedded=True)
        return self.render_template(  # type: ignore[no-any-return]
            "core/related.html", page=page, view=chosen.view, record=record, related=chosen
        )

    def history_ids(self, record: Any) -> list[int]:
        """The records whose changes are this one's history; for views of records that took over others."""
        return [record.id]

    @expose("/tab_counts/<pk>")
    @has_access
    def tab_counts(self: Any, pk: str) -> Response:
        """How many records each tab of this record's page holds."""
        record = self.fetch_or_404(pk, archived=True)
        tabs = [related for related in related_lists(self.entity.name) if related.visible]
        return jsonify({name: str(count) for name, count in tab_counts(tabs, record).items()})

    @expose("/timeline/<pk>")
    @has_access
    def timeline(self: Any, pk: str) -> str:
        """What happened to this record and around it, newest first; `before` is where an older part begins."""
        record = self.fetch_or_404(pk, archived=True)
        before = request.args.get("before", "")
        cursor = Cursor.parse(before)
        if before and cursor is None:
            abort(400)
        timeline = timeline_of(self.entity.name, record, cursor)
        older = self.url_to("timeline", pk, before=timeline.older) if timeline.older else None
        return self.render_template(  # type: ignore[no-any-return]
            "core/timeline.html", days=timeline.days, older=older, continued=cursor is not None
        )

    @expose("/history/<pk>")
    @has_access
    def history(self: Any, pk: str) -> str:
        """Who changed what on this record, newest first."""
        record = self.fetch_or_404(pk, archived=True)
        page = whole_number(request.args.get("page"), default=0, most=10_000)
        entries = history_of(self.entity, self.history_ids(record), page)
        older = self.url_to("history", pk, page=page + 1) if len(entries) == HISTORY_PAGE else None
        return self.render_template(  # type: ignore[no-any-return]
            "core/history.html", entries=entries, older=older, view=self, record=record
        )
