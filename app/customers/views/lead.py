"""Leads on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.actions import action

from app.core.access import fetch
from app.core.asking import Question, asks
from app.core.columns import FieldSpec
from app.core.display import title
from app.core.doubts import RowDoubts
from app.core.entity_actions import leads_to
from app.core.entity_view import EntityView
from app.core.errors import Doubt, NotVisible
from app.core.i18n import current_locale, translate
from app.core.layout import Note, PageLink, fieldset
from app.core.text import N_
from app.customers.actions import lead as actions
from app.customers.actions import ownership
from app.customers.consequences import further_questions
from app.customers.doubts import FileDoubts, doubt_about
from app.customers.duplicate_pairs import customer_like
from app.customers.enums import LeadStatus
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.rules.lead_flow import is_open
from app.customers.rules.lead_scoring import score
from app.customers.views.handing import COLLEAGUE, NOTE, given_back, returning_link
from app.customers.views.merging import MergeRoutes, MergeWords


class LeadView(MergeRoutes, EntityView):
    """Those who may become customers."""

    model = Lead
    nothing_yet = N_("No leads yet. Add one, or import a list.")
    list_columns = ["name", "contact_name", "status", "score", "source", "city", "mobile", "next_contact_on", "owner"]
    search_columns = [
        "name", "status", "source", "industry", "territory", "province", "city", "score", "next_contact_on", "owner",
        "attended_on", "owner_since", "created_at",
    ]  # fmt: skip
    headline_columns = ["status", "score", "contact_name", "mobile", "owner", "next_contact_on"]
    read_only = frozenset({"status", "lost_reason"})
    merge_words = MergeWords(
        N_("Merge two leads"),
        N_("This lead remains"),
        N_(
            "Choose which lead remains and whose values it has. The documents of the other one move to it; the other "
            "one goes to the recycle bin and leads here. A merge can be undone."
        ),
        N_("“%(title)s” was merged into this lead."),
    )
    fieldsets = [
        fieldset(N_("Lead"), "name", "contact_name", "position", "status", "lost_reason", "source", "need",
                 "next_contact_on", "territory", "owner", "remarks"),
        fieldset(N_("Ways to reach them"), "mobile", "phone", "email", "wechat", "homepage", "consent"),
        fieldset(N_("Address"), "country", "province", "city", "district", "address"),
        fieldset(N_("Business"), "industry", "employees", "annual_revenue", "currency"),
        fieldset(N_("Conversion"), "converted_on", "converted_customer", "customer_is_new", "converted_contact",
                 "contact_is_new", "status_before", collapsed=True),
        fieldset(N_("More"), "owner_since", "attended_on", "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        """The customer that the lead looks like, or the one that was chosen among several."""
        if action != "convert":
            return {}
        asked = request.args.get("customer")
        try:
            return {"customer": fetch(Customer, asked) if asked else customer_like(records[0])}
        except NotVisible as refusal:
            abort(404, refusal)

    def doubt(self, record: Any, created: bool) -> Doubt | None:
        return doubt_about(record, created)

    def row_doubts(self) -> RowDoubts:
        return FileDoubts(self.model)

    def page_links(self) -> Sequence[PageLink]:
        open_states = [("_flt_1_status", status.value) for status in (LeadStatus.CONVERTED, LeadStatus.DISQUALIFIED)]
        return [*super().page_links(), *returning_link(self, open_states)]

    def notes(self, record: Any) -> list[Note]:
        return [*self._likeness(record), *self._score(record)]

    def _likeness(self, lead: Any) -> list[Note]:
        customer = customer_like(lead) if is_open(lead.status) else None
        if customer is None:
            return []
        text = translate(N_("It looks like the customer “%(title)s”."), title=title(customer))
        return [Note(text, "convert", N_("Convert into this customer …"))]

    def _score(self, lead: Any) -> list[Note]:
        found = score(lead)
        if not found.reasons:
            return []
        between = "；" if current_locale() == "zh" else "; "
        why = between.join(translate(reason.message, **reason.params) for reason in found.reasons)
        text = translate(N_("The score of %(points)s: %(why)s"), points=found.points, why=why)
        return [Note(text)]

    @action("start_work", N_("Start working on it"), None)
    def start_work(self, leads: list[Any]) -> None:
        actions.move(leads, LeadStatus.WORKING)

    @action("qualify", N_("Qualify"), None)
    def qualify(self, leads: list[Any]) -> None:
        actions.move(leads, LeadStatus.QUALIFIED)

    @action("disqualify", N_("Give up"), None)
    @asks(Question("reason", FieldSpec("string", N_("Why it is none"), max_length=300, required=True)))
    def disqualify(self, leads: list[Any], answers: dict[str, Any]) -> None:
        actions.disqualify(leads, **answers)

    @action("reopen", N_("Work on it again"), None)
    def reopen(self, leads: list[Any]) -> None:
        actions.reopen(leads)

    @action("convert", N_("Convert into a customer"), None, multiple=False)
    @asks(
        Question(
            "customer",
            FieldSpec(
                "link",
                N_("Known customer"),
                target="Customer",
                help=N_("Empty: a new customer is made of the lead."),
            ),
        ),
        further=further_questions,
    )
    def convert(self, leads: list[Any], answers: dict[str, Any]) -> Any:
        customer = actions.convert(leads[0], answers.pop("customer"), answers)
        said = translate(N_("The lead “%(title)s” is converted into this customer."), title=title(leads[0]))
        return leads_to(url_for("CustomerView.show", pk=customer.id), said)

    @action("undo_conversion", N_("Undo the conversion"), N_("Take the conversion back?"), multiple=False)
    def undo_conversion(self, leads: list[Any]) -> None:
        actions.undo_conversion(leads[0])

    @action("assign", N_("Assign"), None)
    @asks(COLLEAGUE, NOTE)
    def assign(self, leads: list[Any], answers: dict[str, Any]) -> None:
        ownership.assign(leads, **answers)

    @action("release", N_("Give back to the pool"), None)
    @asks(NOTE)
    def release(self, leads: list[Any], answers: dict[str, Any]) -> Any:
        ownership.release(leads, **answers)
        return leads_to(self._list_as_it_was(), given_back(leads))
