"""Merges on the screen, and how they are taken back."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_appbuilder.actions import action

from app.core.display import join
from app.core.entity_view import EntityView, pages_for
from app.core.i18n import translate
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.merging import undo_merge
from app.customers.models.merge import CustomerMerge, LeadMerge


class MergeView(EntityView):
    """Which record became a part of which."""

    nothing_yet = N_("Nothing was merged yet. Choose the two records in their list, then “Merge …”.")
    list_columns = ["merged", "survivor", "merged_by", "created_at", "undone_at"]
    search_columns = ["survivor", "merged", "merged_by", "created_at", "undone_at"]
    headline_columns = ["merged", "survivor", "created_at"]
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import", "export")
    importable = False
    takes_documents = False
    fieldsets = [fieldset(N_("Merge"), "merged", "survivor", "merged_by", "created_at", "undone_at", "undone_by")]

    @action("undo", N_("Undo the merge"), N_("Make two records of this one again?"), multiple=False)
    def undo(self, merges: list[Any]) -> None:
        stayed = undo_merge(merges[0])
        if stayed:
            listed = join(translate(label) for label in stayed)
            flash(translate(N_("Changed since the merge, and left as it is now: %(list)s"), list=listed), "warning")


class CustomerMergeView(MergeView):
    """Merges of customers."""

    model = CustomerMerge


class LeadMergeView(MergeView):
    """Merges of leads."""

    model = LeadMerge
