"""Related lists of a record's page: declared by the module above, loaded when their tab is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, request
from flask_appbuilder import expose, has_access

from app.core.entity_history import PAGE as HISTORY_PAGE
from app.core.entity_history import history_of
from app.core.registry import entity_of
from app.core.security import may

ROWS = 10


@dataclass(frozen=True)
class Related:
    """A list on the page of `parent` (an entity's name): the records of `model` whose `link` points to it."""

    parent: str
    model: type[Any]
    link: str

    @property
    def name(self) -> str:
        return f"{entity_of(self.model).name}-{self.link}"

    @property
    def label(self) -> str:
        return entity_of(self.model).label_plural

    @property
    def view(self) -> Any:
        from app.core.views import view_of  # views need their related lists

        return view_of(self.model)

    @property
    def visible(self) -> bool:
        """Whether the reader may list these records at all."""
        return may("can_read", self.view.class_permission_name)


def related_lists(parent: str) -> list[Related]:
    """The lists declared for an entity, in the order of the manifests."""
    return [related for related in current_app.extensions["kehu_related"] if related.parent == parent]


class RelatedRoutes:
    """The fragments behind the tabs of a record's page."""

    @expose("/related/<string:name>/<pk>")
    @has_access
    def related(self: Any, name: str, pk: str) -> str:
        """The first rows of one related list."""
        from app.core.entity_pages import ListPage  # a page lists its related lists

        record = self.fetch_or_404(pk, archived=True)
        chosen = next((r for r in related_lists(self.entity.name) if r.name == name), None)
        if chosen is None:
            abort(404)
        if not chosen.visible:
            abort(403)
        field = entity_of(chosen.model).fields[chosen.link]
        asked = chosen.view.list_request().where(field.expression() == record.id)
        page = ListPage(chosen.view, asked, embedded=True)
        return self.render_template(  # type: ignore[no-any-return]
            "core/related.html", page=page, view=chosen.view, record=record, related=chosen
        )

    @expose("/history/<pk>")
    @has_access
    def history(self: Any, pk: str) -> str:
        """Who changed what on this record, newest first."""
        record = self.fetch_or_404(pk, archived=True)
        page = int(request.args["page"]) if request.args.get("page", "").isdigit() else 0
        entries = history_of(self.entity, record.id, min(page, 10_000))
        older = self.url_to("history", pk, page=page + 1) if len(entries) == HISTORY_PAGE else None
        return self.render_template(  # type: ignore[no-any-return]
            "core/history.html", entries=entries, older=older, view=self, record=record
        )
