"""Possible duplicates on the screen."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import url_for
from flask_appbuilder.actions import action

from app.core.attached_record import record_of
from app.core.entity_actions import leads_to
from app.core.entity_pages import RecordPage
from app.core.entity_view import EntityView, pages_for
from app.core.errors import RuleError
from app.core.i18n import translate
from app.core.layout import Note, fieldset
from app.core.registry import entity
from app.core.text import N_
from app.customers import duplicate_pairs
from app.customers.doubts import keepers
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.views.merging import merge_address

OTHER = ("other_entity", "other_id")
HIDDEN = N_("One of both records is not visible to you: talk to whoever looks after it.")
KEPT_BY = N_("One of both records is not visible to you. %(who)s looks after it: talk to each other.")


class PairPage(RecordPage):
    """One pair, with the act that makes one of these two kinds of records."""

    @cached_property
    def actions(self) -> list[Any]:
        unfit = "convert" if self.record.entity == self.record.other_entity else "merge"
        return [action for action in super().actions if action.name != unfit]


class DuplicatePairView(EntityView):
    """What the nightly search found, to be decided."""

    model = DuplicatePair
    nothing_yet = N_("No possible duplicates. Records that look alike are looked for every night.")
    list_columns = ["record", "entity", "other", "other_entity", "score", "reasons", "state"]
    search_columns = ["state", "entity", "other_entity", "score", "found_at", "decided_by"]
    headline_columns = ["record", "other", "score", "state"]
    read_only = frozenset({"state"})
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import", "export")
    importable = False
    fieldsets = [
        fieldset(N_("Pair"), "record", "entity", "other", "other_entity", "score", "reasons", "found_at"),
        fieldset(N_("Decision"), "state", "decided_at", "decided_by"),
    ]

    def show_page(self, record: Any) -> RecordPage:
        return PairPage(self, record)

    def notes(self, record: Any) -> list[Note]:
        if record_of(record, *OTHER) is not None:
            return []
        who = dict(keepers(entity(record.other_entity).model, [record.other_id])).get(record.other_id)
        return [Note(translate(KEPT_BY, who=who) if who else translate(HIDDEN))]

    @action("merge", N_("Merge …"), None, multiple=False)
    def merge(self, pairs: list[Any]) -> Any:
        one, other = self._both(pairs[0])
        if type(one) is not type(other):
            raise RuleError(N_("A lead and a customer are not merged: convert the lead into this customer."))
        return leads_to(merge_address(type(one), one.id, other.id))

    @action("convert", N_("Convert into this customer …"), None, multiple=False)
    def convert(self, pairs: list[Any]) -> Any:
        one, other = self._both(pairs[0])
        if type(one) is type(other):
            raise RuleError(N_("Only a lead that looks like a customer can be converted into it."))
        return leads_to(url_for("LeadView.action", name="convert", pk=one.id, customer=other.id))

    def _both(self, pair: Any) -> tuple[Any, Any]:
        one, other = record_of(pair), record_of(pair, *OTHER)
        if one is None or other is None:
            raise RuleError(HIDDEN)
        return one, other

    @action("keep_apart", N_("Not a duplicate"), None)
    def keep_apart(self, pairs: list[Any]) -> None:
        duplicate_pairs.keep_apart(pairs)

    @action("reopen", N_("Decide again"), None)
    def reopen(self, pairs: list[Any]) -> None:
        duplicate_pairs.reopen(pairs)
