"""Approval limits on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.sales.models.approval_limit import ApprovalLimit


class ApprovalLimitView(EntityView):
    """Who approves orders up to which amount."""

    model = ApprovalLimit
    takes_documents = False
    nothing_yet = N_("No approval limits yet: nobody approves orders.")
    list_columns = ["role", "amount"]
    search_columns = ["role", "amount"]
    fieldsets = [fieldset(N_("Approval limit"), "role", "amount")]
