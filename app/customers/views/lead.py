"""Leads on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.models.lead import Lead


class LeadView(EntityView):
    """Those who may become customers."""

    model = Lead
    list_columns = ["name", "contact_name", "status", "source", "city", "mobile", "next_contact_on", "owner"]
    search_columns = [
        "name", "status", "source", "industry", "territory", "province", "city", "next_contact_on", "owner",
        "created_at",
    ]  # fmt: skip
    headline_columns = ["status", "contact_name", "mobile", "owner", "next_contact_on"]
    read_only = frozenset({"status"})
    fieldsets = [
        fieldset(N_("Lead"), "name", "contact_name", "position", "status", "source", "need", "next_contact_on",
                 "territory", "owner", "remarks"),
        fieldset(N_("Ways to reach them"), "mobile", "phone", "email", "wechat", "homepage", "consent"),
        fieldset(N_("Address"), "country", "province", "city", "district", "address"),
        fieldset(N_("Business"), "industry", "employees", "annual_revenue", "currency"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip
