"""The stages of opportunities on the screen."""

from __future__ import annotations

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.sales.models.opportunity_stage import OpportunityStage, StageRequirement


class OpportunityStageView(EntityView):
    """The way of an opportunity; administrators and sales managers shape it."""

    model = OpportunityStage
    takes_documents = False
    nothing_yet = N_("No stages yet: without an open one nobody can note an opportunity.")
    list_columns = ["position", "name", "name_en", "kind", "probability"]
    search_columns = ["name", "name_en", "kind", "probability"]
    fieldsets = [fieldset(N_("Opportunity stage"), "name", "name_en", "position", "kind", "probability")]


class StageRequirementView(EntityView):
    """What an opportunity needs before it comes into a stage."""

    model = StageRequirement
    takes_documents = False
    nothing_yet = N_("This stage asks for nothing. Add a field that must be filled in first.")
    list_columns = ["stage", "field"]
    search_columns = ["stage", "field"]
    fieldsets = [fieldset(N_("Required field of a stage"), "stage", "field")]
