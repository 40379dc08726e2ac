"""Number sequences on the screen."""

from app.core.entity_view import EntityView, pages_for
from app.core.layout import fieldset
from app.core.text import N_
from app.system.models.sequence import Sequence


class SequenceView(EntityView):
    """How document numbers look and how far they are; years begin by themselves."""

    model = Sequence
    list_columns = ["kind", "year", "prefix", "padding", "next"]
    search_columns = ["kind", "year"]
    fieldsets = [fieldset(N_("Number sequence"), "kind", "year", "prefix", "padding", "next")]
    nothing_yet = N_(
        "There is no number sequence yet. Each begins by itself with the first document of its kind in a year; "
        "from then on you can change here how its numbers look."
    )
    importable = False
    exclude_route_methods = {"download"} | pages_for("create", "delete", "import")
