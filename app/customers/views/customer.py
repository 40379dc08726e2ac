"""Customers on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect
from flask_appbuilder.actions import action

from app.core.asking import Question, asks
from app.core.cells import Cell, cell, show_url
from app.core.clock import today
from app.core.columns import FieldSpec
from app.core.doubts import RowDoubts
from app.core.entity_actions import leads_to
from app.core.entity_view import EntityView
from app.core.errors import Doubt
from app.core.i18n import current_locale, translate
from app.core.layout import Note, PageLink, fieldset
from app.core.lookups import lookup_label
from app.core.registry import entity_of
from app.core.text import N_
from app.customers.actions import customer as actions
from app.customers.actions import ownership
from app.customers.doubts import FileDoubts, doubt_about
from app.customers.exchange import CUSTOMER_SYNONYMS, MAIN_CONTACT
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.queries import PROSPECTIVE, main_contact_of
from app.customers.views.data_marks import MARKS, DataMarks
from app.customers.views.handing import COLLEAGUE, NOTE, given_back, returning_link
from app.customers.views.merging import MergeRoutes, MergeWords
from app.system.settings import setting


class CustomerView(MergeRoutes, DataMarks, EntityView):
    """Companies and persons, with everything the sources ask for."""

    model = Customer
    nothing_yet = N_("No customers yet. Add one, or import a list.")
    list_columns = ["name", "grade", "stage", "status", "industry", "city", "phone", "owner", "changed_at"]
    search_columns = [
        "name", "industry", "customer_type", "grade", "source", "status", "stage", "kind", "territory", "tags",
        "country", "province", "city", "annual_revenue", "employees", "owner", "owner_since",
        "attended_on", "created_at",
    ]  # fmt: skip
    headline_columns = ["status", "stage", "grade", "owner", "phone"]
    read_only = MARKS | frozenset({"status"})
    import_children = (MAIN_CONTACT,)
    merge_words = MergeWords(
        N_("Merge two customers"),
        N_("This customer remains"),
        N_(
            "Choose which customer remains and whose values it has. Contacts, tags and everything else of the other "
            "one move to it; the other one goes to the recycle bin and leads here. A merge can be undone."
        ),
        N_("“%(title)s” was merged into this customer."),
    )
    import_synonyms = CUSTOMER_SYNONYMS
    fieldsets = [
        fieldset(N_("Profile"), "name", "code", "kind", "english_name", "aliases", "keyword", "owner", "parent",
                 "remarks"),
        fieldset(
            N_("Classification"), "industry", "customer_type", "grade", "source", "territory", "tags", "status",
            "stage", "stage_since", "lost_on", "lost_reason",
        ),
        fieldset(N_("Ways to reach them"), "phone", "email", "wechat", "qq", "homepage", "fax", "preferred_channel",
                 "preferred_language", "consent"),
        fieldset(N_("Address"), "country", "province", "city", "district", "address", "postcode"),
        fieldset(
            N_("Business"), "annual_revenue", "currency", "employees", "legal_representative", "credit_code",
            "tax_number", "bank", "bank_account", "credit_limit",
        ),
        fieldset(N_("More"), "gender", "birthday", "msn", "owner_since", "attended_on", "verified_on",
                 "email_bounced_at", "phone_wrong_at", "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """Country and currency are first those of the settings."""
        usual = {"country": setting("default_country"), "currency": setting("default_currency")}
        return usual | super().prefilled()

    def doubt(self, record: Any, created: bool) -> Doubt | None:
        return doubt_about(record, created)

    def row_doubts(self) -> RowDoubts:
        return FileDoubts(self.model)

    def headline(self, record: Any) -> list[tuple[str, Cell]]:
        contact = main_contact_of(record)
        if contact is None:
            return super().headline(record)
        mobile = cell(entity_of(Contact).fields["mobile"], contact)
        known = [str(contact), *([mobile.text] if contact.mobile else [])]
        return [*super().headline(record), (N_("Main contact"), Cell(" ".join(known), "link", show_url(contact)))]

    def notes(self, record: Any) -> list[Note]:
        proposal = actions.proposed_grade(record)
        if proposal.grade in (None, record.grade):
            return []
        between = "" if current_locale() == "zh" else " "
        why = between.join(translate(reason.message, **reason.params) for reason in proposal.reasons)
        grade = lookup_label("customer_grade", proposal.grade)
        text = translate(N_("Its size suggests the grade %(grade)s. %(why)s"), grade=grade, why=why)
        return [Note(text, "accept_grade", N_("Accept this grade"))]

    @action("assign", N_("Assign"), None)
    @asks(COLLEAGUE, NOTE)
    def assign(self, customers: list[Any], answers: dict[str, Any]) -> Any:
        ownership.assign(customers, **answers)
        return redirect(self._list_as_it_was())

    @action("mark_active", N_("Mark as active"), None)
    def mark_active(self, customers: list[Any]) -> None:
        actions.mark_active(customers)

    @action("mark_quiet", N_("Mark as quiet"), None)
    def mark_quiet(self, customers: list[Any]) -> None:
        actions.mark_quiet(customers)

    @action("mark_lost", N_("Mark as lost"), None)
    @asks(
        Question("lost_on", FieldSpec("date", N_("Lost on"), required=True)),
        Question("lost_reason", FieldSpec("string", N_("Reason of loss"), max_length=300)),
    )
    def mark_lost(self, customers: list[Any], answers: dict[str, Any]) -> None:
        actions.mark_lost(customers, **answers)

    def page_links(self) -> Sequence[PageLink]:
        return [*super().page_links(), *returning_link(self, [("_flt_0_stage", stage) for stage in PROSPECTIVE])]

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        return {"lost_on": today()} if action == "mark_lost" else {}

    @action("release", N_("Give back to the pool"), None)
    @asks(NOTE)
    def release(self, customers: list[Any], answers: dict[str, Any]) -> Any:
        ownership.release(customers, **answers)
        return leads_to(self._list_as_it_was(), given_back(customers))

    @action("accept_grade", N_("Accept the proposed grade"), None, single=False)
    def accept_grade(self, customers: list[Any]) -> None:
        actions.accept_grade(customers)
