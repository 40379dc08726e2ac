"""All changes of all records, for those who audit."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import User

from app.core.access import Scope, current_principal, fetch
from app.core.cells import show_url
from app.core.display import EMPTY, title
from app.core.entity_history import fields_in_words
from app.core.entity_view import EntityView, pages_for
from app.core.errors import NotVisible
from app.core.history import Change
from app.core.layout import fieldset
from app.core.listing import ListRequest
from app.core.registry import Entity, described
from app.core.security import is_administrator, may
from app.core.text import N_


class HistoryView(EntityView):
    """Who changed what and when. Nobody changes the history itself."""

    model = Change
    list_columns = ["at", "user", "entity", "title", "kind"]
    search_columns = ["at", "user", "entity", "kind", "title"]
    fieldsets = [fieldset(N_("Change"), "at", "user", "entity", "title", "kind")]
    show_template = "system/change.html"
    importable = False
    has_api = False
    takes_documents = False
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import")

    def narrow(self, asked: ListRequest) -> ListRequest:
        """The values of a change are those of its record: only kinds of which the reader may see every record."""
        return asked if is_administrator() else asked.where(Change.entity.in_(_visible_kinds()))

    def in_words(self, change: Change) -> list[tuple[str, str, str]]:
        """(label, before, after) of each field that changed."""
        kind = _entity(change)
        return fields_in_words(kind, change) if kind else []

    def record(self, change: Change) -> Any:
        """The record as it is now; None if it is gone."""
        kind = _entity(change)
        try:
            return fetch(kind.model, change.record_id, archived=True) if kind else None
        except NotVisible:
            return None

    record_url = staticmethod(show_url)

    def who(self, change: Change) -> str:
        """Whoever made the change."""
        user: User | None = change.user
        return title(user) if user is not None else EMPTY


def _entity(change: Change) -> Entity | None:
    return next((kind for kind in described() if kind.name == change.entity), None)


def _visible_kinds() -> list[str]:
    principal = current_principal()
    return [kind.name for kind in described() if may("can_read", kind.permission) and _sees_all(principal, kind)]


def _sees_all(principal: Any, kind: Entity) -> bool:
    return not kind.governed or principal.scope(kind.model.__access_group__) is Scope.ALL
