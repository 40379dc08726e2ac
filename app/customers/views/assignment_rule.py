"""Assignment rules on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.models.assignment_rule import AssignmentRule


class AssignmentRuleView(EntityView):
    """Who gets new leads."""

    model = AssignmentRule
    nothing_yet = N_("No rules yet. A rule gives new leads without an owner to a colleague.")
    list_columns = ["name", "position", "active", "province", "industry", "source", "assignee", "department"]
    search_columns = ["name", "active", "province", "industry", "source", "assignee", "department"]
    fieldsets = [
        fieldset(N_("Assignment rule"), "name", "position", "active"),
        fieldset(N_("Leads that meet all of this"), "country", "province", "city", "industry", "source"),
        fieldset(N_("Go to"), "assignee", "department", "territory"),
    ]
