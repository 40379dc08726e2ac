"""Possible duplicates on the screen."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect
from flask_appbuilder.actions import action

from app.core.entity_view import EntityView, pages_for
from app.core.errors import RuleError
from app.core.layout import fieldset
from app.core.text import N_
from app.customers import duplicate_pairs
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.views.merging import merge_address


class DuplicatePairView(EntityView):
    """What the nightly search found, to be decided."""

    model = DuplicatePair
    list_columns = ["first", "second", "score", "reasons", "state", "found_at"]
    search_columns = ["state", "first", "second", "score", "found_at", "decided_by"]
    headline_columns = ["first", "second", "score", "state"]
    read_only = frozenset({"state"})
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import", "export")
    importable = False
    fieldsets = [
        fieldset(N_("Pair"), "first", "second", "score", "reasons", "found_at"),
        fieldset(N_("Decision"), "state", "decided_at", "decided_by"),
    ]

    @action("merge", N_("Merge …"), None, multiple=False)
    def merge(self, pairs: list[Any]) -> Response:
        pair = pairs[0]
        if pair.first is None or pair.second is None:
            raise RuleError(N_("One of both customers is not visible to you: talk to whoever looks after it."))
        return redirect(merge_address(pair.first_id, pair.second_id))  # type: ignore[return-value]

    @action("keep_apart", N_("Not a duplicate"), None)
    def keep_apart(self, pairs: list[Any]) -> None:
        duplicate_pairs.keep_apart(pairs)

    @action("reopen", N_("Decide again"), None)
    def reopen(self, pairs: list[Any]) -> None:
        duplicate_pairs.reopen(pairs)
