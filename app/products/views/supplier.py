"""Suppliers and their terms on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.core.entity_view import EntityView
from app.core.i18n import lazy
from app.core.layout import PageLink, fieldset
from app.core.listing import ListRequest
from app.core.page_rights import LIST_ONLY
from app.core.security import may
from app.core.text import N_
from app.customers.models.customer import Customer
from app.customers.views.customer import CustomerView
from app.products.models.supplier_term import SupplierTerm
from app.products.saving import SUPPLIER


class SupplierView(CustomerView):
    """The customers that we buy from."""

    model = Customer
    route_base = "/suppliers"
    nothing_yet = N_("No suppliers yet: a supplier is a customer of that type.")
    list_columns = ["name", "status", "phone", "city", "country", "owner", "changed_at"]
    has_api = False
    importable = False
    partial = True
    exclude_route_methods = LIST_ONLY

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Suppliers"))

    def page_links(self) -> Sequence[PageLink]:
        """A new supplier is a new customer of that type; the public pool is for those who may buy."""
        add = PageLink(N_("Add a supplier"), url_for("CustomerView.add", customer_type=SUPPLIER))
        return [*([add] if may("can_create", "Customer") else []), *EntityView.page_links(self)]

    def narrow(self, asked: ListRequest) -> ListRequest:
        return super().narrow(asked).where(Customer.customer_type == SUPPLIER)


class SupplierTermView(EntityView):
    """What suppliers ask for, and how long they take."""

    model = SupplierTerm
    nothing_yet = N_("No terms yet. Note what a supplier asks for a product, and how long it takes.")
    list_columns = ["supplier", "product", "price", "min_quantity", "lead_time_days", "valid_until"]
    search_columns = ["supplier", "product", "price", "currency", "min_quantity", "lead_time_days", "valid_until"]
    fieldsets = [
        fieldset(
            N_("Supply terms"), "supplier", "product", "supplier_code", "price", "currency", "min_quantity",
            "lead_time_days", "valid_until", "remarks",
        ),
    ]  # fmt: skip
