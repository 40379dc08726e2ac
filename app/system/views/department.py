"""Departments on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.system.models.department import Department


class DepartmentView(EntityView):
    """The tree of departments, each with its manager."""

    model = Department
    list_columns = ["name", "code", "parent", "manager"]
    search_columns = ["name", "parent", "manager"]
    fieldsets = [fieldset(N_("Department"), "name", "code", "parent", "manager")]
