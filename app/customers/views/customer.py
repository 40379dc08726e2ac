"""Customers on the screen."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.actions import action

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.customers import actions
from app.customers.models.customer import Customer


class CustomerView(EntityView):
    """Companies and persons, with everything the sources ask for."""

    model = Customer
    list_columns = ["name", "industry", "grade", "status", "province", "city", "phone", "owner", "changed_at"]
    search_columns = [
        "name", "industry", "customer_type", "grade", "source", "status", "stage", "kind", "territory", "tags", "country",
        "province", "city", "annual_revenue", "employees", "owner", "created_at",
    ]  # fmt: skip
    read_only = frozenset({"status", "lost_on"})
    fieldsets = [
        fieldset(N_("Profile"), "name", "code", "kind", "english_name", "aliases", "keyword", "owner", "remarks"),
        fieldset(
            N_("Classification"), "industry", "customer_type", "grade", "source", "status", "stage", "stage_since",
            "territory", "tags", "parent", "lost_on", "lost_reason",
        ),
        fieldset(N_("Address"), "country", "province", "city", "district", "address", "postcode"),
        fieldset(N_("Ways to reach them"), "phone", "fax", "email", "homepage", "wechat", "qq", "preferred_channel",
                 "preferred_language", "consent"),
        fieldset(
            N_("Business"), "annual_revenue", "currency", "employees", "legal_representative", "tax_number",
            "credit_code", "bank", "bank_account", "credit_limit",
        ),
        fieldset(N_("More"), "gender", "birthday", "msn", collapsed=True),
    ]  # fmt: skip

    @action("mark_active", N_("Mark as active"), None)
    def mark_active(self, customers: list[Any]) -> None:
        actions.mark_active(customers)

    @action("mark_quiet", N_("Mark as quiet"), None)
    def mark_quiet(self, customers: list[Any]) -> None:
        actions.mark_quiet(customers)

    @action("mark_lost", N_("Mark as lost"), N_("Mark as lost from today on?"))
    def mark_lost(self, customers: list[Any]) -> None:
        actions.mark_lost(customers)
