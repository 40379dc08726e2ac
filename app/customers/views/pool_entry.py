"""The public pool on the screen."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, url_for
from flask_appbuilder.actions import action

from app.core.asking import asks
from app.core.entity_actions import leads_to
from app.core.entity_view import EntityView, pages_for
from app.core.i18n import translate
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.actions import ownership
from app.customers.enums import PooledKind
from app.customers.models.pool_entry import PoolEntry
from app.customers.views.handing import COLLEAGUE, NOTE


class PoolEntryView(EntityView):
    """Leads and customers without an owner, for every colleague to claim. How to reach them is shown to who claims."""

    model = PoolEntry
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import")
    has_api = False
    takes_documents = False  # what is put on the card would not be on the record
    nothing_yet = N_("The pool is empty. What a colleague gives back, or nobody attends to, appears here.")
    list_columns = ["name", "kind_of_record", "score", "grade", "industry", "city", "source", "reason", "entered_on"]
    search_columns = [
        "name", "kind_of_record", "reason", "industry", "source", "grade", "province", "city", "score", "entered_on",
        "former_owner",
    ]  # fmt: skip
    headline_columns = ["kind_of_record", "reason", "entered_on"]
    fieldsets = [
        fieldset(N_("Record in the public pool"), "name", "kind_of_record", "reason", "entered_on", "former_owner",
                 "score", "grade", "industry", "source", "country", "province", "city"),
    ]  # fmt: skip

    @action("claim", N_("Claim"), None)
    def claim(self, entries: list[Any]) -> Any:
        records = [(entry.kind_of_record, entry.record_id, entry.name) for entry in entries]
        ownership.claim(entries, g.user.id)
        if len(records) > 1:
            said = translate(N_("You look after %(number)s more records now."), number=len(records))
            return leads_to(self._list_as_it_was(), said)
        [(kind, record_id, name)] = records
        page = "LeadView.show" if kind == PooledKind.LEAD.value else "CustomerView.show"
        return leads_to(url_for(page, pk=record_id), translate(N_("You look after “%(title)s” now."), title=name))

    @action("give", N_("Assign"), None)
    @asks(COLLEAGUE, NOTE)
    def give(self, entries: list[Any], answers: dict[str, Any]) -> Any:
        ownership.assign_from_pool(entries, **answers)
        return redirect(self._list_as_it_was())
