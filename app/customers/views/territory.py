"""Territories on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.models.territory import Territory


class TerritoryView(EntityView):
    """The tree of territories."""

    model = Territory
    nothing_yet = N_("No territories yet. Add one: its customers are open to its manager and members.")
    list_columns = ["name", "parent", "manager"]
    search_columns = ["name", "parent", "manager"]
    fieldsets = [fieldset(N_("Territory"), "name", "parent", "manager", "members")]
