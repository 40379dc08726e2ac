"""All shares that the reader may see. They are given and withdrawn on the page of their record."""

from __future__ import annotations

from app.core.entity_view import EntityView, pages_for
from app.core.layout import fieldset
from app.core.shares.model import Share
from app.core.text import N_


class ShareView(EntityView):
    """Who sees which record beyond what the roles let them see."""

    model = Share
    nothing_yet = N_("Nothing is shared. Share a record on its page, under “Actions”.")
    list_columns = ["record", "colleague", "level", "until", "created_at"]
    search_columns = ["entity", "colleague", "level", "until", "created_at"]
    fieldsets = [
        fieldset(N_("Shared record"), "record", "colleague", "level", "until", "remarks"),
        fieldset(N_("More"), "entity", "record_id", "created_at", "changed_at", collapsed=True),
    ]
    importable = False
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import")
