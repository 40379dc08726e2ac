"""The search centre on the screen: a page, and the best hits while somebody types in the bar."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, request
from flask_appbuilder import BaseView, expose, has_access

from app.core.i18n import lazy, translate
from app.core.listing import QUERY_LENGTH
from app.core.search_centre import Group, search, searched_views
from app.core.text import N_

ON_PAGE, IN_BAR = 5, 3  # hits of each kind


class SearchView(BaseView):
    """One box for every kind of record."""

    route_base = "/search"
    default_view = "index"
    class_permission_name = "Search"
    method_permission_name = {"index": "read", "suggest": "read"}

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Search centre"))

    @expose("/")
    @has_access
    def index(self) -> str:
        query = _asked()
        kinds = [translate(view.entity.label_plural) for view in searched_views()]
        return self.render_template(  # type: ignore[no-any-return]
            "core/search.html", query=query, groups=search(query, ON_PAGE), kinds=kinds
        )

    @expose("/suggest")
    @has_access
    def suggest(self) -> Response:
        """The best hits for what is typed so far, as plain values."""
        return jsonify(groups=[_as_json(group) for group in search(_asked(), IN_BAR)])


def _asked() -> str:
    text = request.args.get("q", "")
    if "\x00" in text or len(text) > QUERY_LENGTH:
        abort(400)
    return text.strip()


def _as_json(group: Group) -> dict[str, Any]:
    hits = [{"title": hit.title, "url": hit.url, "facts": [text for _, text in hit.told]} for hit in group.hits]
    return {"label": group.label, "count": str(group.count), "hits": hits}
