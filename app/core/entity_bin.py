"""Deleting and restoring on the screen: one record or several, all or none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, request
from flask_appbuilder import expose, has_access

from app.core.archiving import archive, archive_all, done, restore, restore_all
from app.core.form_fields import explain
from app.core.text import N_


class BinRoutes:
    """The recycle bin of an entity; its list is the entity's own, with the argument `bin`."""

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    def delete(self: Any, pk: str) -> Response:
        """Put one record into the recycle bin, or delete it for good where there is none."""
        record = self.fetch_or_404(pk)
        kept = hasattr(record, "archived_at")
        said = N_("“%(title)s” is in the recycle bin.") if kept else N_("“%(title)s” is deleted.")
        return self.perform(lambda: archive(record), said, record, "list")  # type: ignore[no-any-return]

    @expose("/recover/<pk>", methods=["POST"])
    @has_access
    def recover(self: Any, pk: str) -> Response:
        """Take one record out of the recycle bin."""
        record = self.fetch_or_404(pk, archived=True)
        return self.perform(lambda: restore(record), N_("“%(title)s” is restored."), record, "show")  # type: ignore[no-any-return]

    @expose("/delete", methods=["POST"])
    @has_access
    def delete_records(self: Any) -> Response:
        """Put the chosen records into the recycle bin."""
        ids = self.few_ids() if self.means_all() else request.form.getlist("rowid")
        if ids is None:
            return self.start_for_all("delete_records")  # type: ignore[no-any-return]
        records = self._selected(ids)
        said = done(records, N_("“%(title)s” is in the recycle bin."), N_("%(number)s records are in the recycle bin."))
        return self._in_bulk(records, archive_all, said)  # type: ignore[no-any-return]

    @expose("/recover", methods=["POST"])
    @has_access
    def recover_records(self: Any) -> Response:
        """Take the chosen records out of the recycle bin."""
        ids = self.few_ids() if self.means_all() else request.form.getlist("rowid")
        if ids is None:
            return self.start_for_all("recover_records")  # type: ignore[no-any-return]
        records = self._selected(ids, archived=True)
        said = done(records, N_("“%(title)s” is restored."), N_("%(number)s records are restored."))
        return self._in_bulk(records, restore_all, said)  # type: ignore[no-any-return]

    def _in_bulk(self: Any, records: list[Any], act: Callable[[list[Any]], None], said: str) -> Response:
        after = self._after(records, "list")
        refusal = self._attempt(lambda: act(records))
        flash(explain(refusal) if refusal else said, "danger" if refusal else "success")
        return redirect(after)
