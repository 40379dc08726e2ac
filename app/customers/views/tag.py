"""Tags on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.models.tag import Tag


class TagView(EntityView):
    """The tags that staff put on customers."""

    model = Tag
    nothing_yet = N_("No tags yet. Add one, then give it to customers.")
    list_columns = ["name", "description"]
    search_columns = ["name"]
    fieldsets = [fieldset(N_("Tag"), "name", "description")]
