"""Open lists on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.lookups import Lookup
from app.core.text import N_


class LookupView(EntityView):
    """The values of every open list, for administrators."""

    model = Lookup
    list_columns = ["kind", "code", "name_zh", "name_en", "position", "active"]
    search_columns = ["kind", "code", "name_zh", "name_en", "active"]
    fieldsets = [fieldset(N_("List value"), "kind", "code", "name_zh", "name_en", "aliases", "position", "active")]
