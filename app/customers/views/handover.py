"""Changes of owner on the screen."""

from app.core.entity_view import EntityView, pages_for
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.models.handover import Handover


class HandoverView(EntityView):
    """Who had what, from when to when, and how it changed hands."""

    model = Handover
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import")
    has_api = False
    nothing_yet = N_("Nothing has changed hands yet. Every change of owner is noted here.")
    list_columns = ["name", "kind_of_record", "kind", "on_day", "giver", "receiver", "note"]
    search_columns = ["name", "kind_of_record", "kind", "on_day", "giver", "receiver"]
    fieldsets = [
        fieldset(N_("Change of owner"), "name", "kind_of_record", "kind", "on_day", "giver", "receiver", "note"),
        fieldset(N_("More"), "owner", "record_id", "created_at", collapsed=True),
    ]
