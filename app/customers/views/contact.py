"""Contacts on the screen."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, send_file
from flask_appbuilder.actions import action

from app.core.bulk_routes import chosen_only
from app.core.entity_view import PERMISSIONS, EntityView
from app.core.exchange import exporting
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.actions import customer as actions
from app.customers.exchange import CONTACT_SYNONYMS, vcards
from app.customers.models.contact import Contact
from app.customers.views.data_marks import MARKS, DataMarks


class ContactView(DataMarks, EntityView):
    """The people at the customers."""

    model = Contact
    import_synonyms = CONTACT_SYNONYMS
    method_permission_name = PERMISSIONS | {"export_vcard": "export"}
    nothing_yet = N_("No contacts yet. Add them on the pages of their customers, or import a list.")
    list_columns = ["name", "customer", "is_main", "position", "mobile", "office_phone", "email", "owner", "changed_at"]
    search_columns = [
        "name", "customer", "is_main", "position", "department", "decision_role", "birthday", "owner", "created_at"
    ]  # fmt: skip
    headline_columns = ["customer", "position", "mobile", "office_phone", "email"]
    read_only = MARKS
    fieldsets = [
        fieldset(
            N_("Person"), "name", "salutation", "customer", "is_main", "department", "position", "decision_role",
            "owner", "remarks",
        ),
        fieldset(N_("Ways to reach them"), "mobile", "office_phone", "email", "wechat", "qq", "homepage", "fax"),
        fieldset(N_("Personal"), "birthday", "birthday_calendar", "hobbies", "home_phone", "home_address", "postcode"),
        fieldset(N_("More"), "phs", "msn", "verified_on", "email_bounced_at", "phone_wrong_at", "created_at",
                 "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """Whoever looks after the customer looks after its contacts, unless somebody else is chosen."""
        values = super().prefilled()
        customer = values.get("customer")
        values["owner"] = customer.owner if customer is not None else None
        return values

    @action("export_vcard", N_("Export as vCard"), None)
    @chosen_only
    def export_vcard(self, contacts: list[Any]) -> Response:
        """The cards as a file; who took them is noted like any export."""
        exporting.note(self, "vcf", [], len(contacts))
        name = exporting.filename(self, "vcf")
        return send_file(BytesIO(vcards(contacts).encode()), "text/vcard", as_attachment=True, download_name=name)

    @action("make_main", N_("Make main contact"), None, multiple=False)
    def make_main(self, contacts: list[Any]) -> None:
        actions.make_main_contact(contacts[0])
