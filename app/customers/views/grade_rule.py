"""Grade rules on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.models.grade_rule import GradeRule


class GradeRuleView(EntityView):
    """By which figures a customer deserves a grade; without any rule the delivered ones hold."""

    model = GradeRule
    nothing_yet = N_("No rules yet. A rule proposes a grade by revenue and employees.")
    list_columns = ["grade", "position", "min_revenue", "min_employees", "needs_both"]
    search_columns = ["grade"]
    fieldsets = [fieldset(N_("Grade rule"), "grade", "position", "min_revenue", "min_employees", "needs_both")]
