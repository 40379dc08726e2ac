"""Saved views on the screen. They are made on the lists that they are views of."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_appbuilder import expose, has_access
from werkzeug.datastructures import MultiDict

from app.core.access import current_principal
from app.core.entity_view import PERMISSIONS, EntityView, pages_for
from app.core.form_fields import EntityForm, explain
from app.core.i18n import translate
from app.core.layout import Note, fieldset
from app.core.list_columns import named_columns
from app.core.registry import Field
from app.core.saved_views.model import SavedView
from app.core.saved_views.picker import ViewPicker, list_arguments
from app.core.saved_views.words import list_view
from app.core.security import may
from app.core.text import N_

_PUBLISHING = frozenset({"audience", "role"})


def _may_publish() -> bool:
    principal = current_principal()
    return principal is None or principal.may("publish", "SavedView")


class SavedViewView(EntityView):
    """Named filters, orders and columns of lists, one's own and those published to a role or to everybody."""

    model = SavedView
    method_permission_name = {**PERMISSIONS, "keep": "edit"}
    permission_labels = {"publish": N_("Publish views to a role or to everybody")}
    list_columns = ["name", "list_name", "arguments", "audience", "role", "owner", "is_default"]
    search_columns = ["list_name", "audience", "role", "owner", "is_default", "created_at"]
    fieldsets = [
        fieldset(N_("Saved view"), "name", "list_name", "audience", "role", "is_default"),
        fieldset(N_("What it shows"), "arguments", "columns", "owner"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]
    read_only = frozenset({"owner"})
    has_api = False
    importable = False
    exclude_route_methods = {"download"} | pages_for("import")
    nothing_yet = N_("Nothing is saved yet. Filter and sort a list as you like it, then choose “Save this view” there.")

    def __init__(self) -> None:
        super().__init__()
        self.base_permissions = sorted({*self.base_permissions, "publish"})

    @property
    def form_fields(self) -> list[Field]:
        """Without the audience for those who may not publish."""
        fields = super().form_fields
        return fields if _may_publish() else [f for f in fields if f.name not in _PUBLISHING]

    def without_closed(self, form: EntityForm) -> EntityForm:
        form = super().without_closed(form)  # type: ignore[no-untyped-call]
        if not _may_publish():
            for name in _PUBLISHING & set(form._fields):
                del form[name]
        return form

    def prefilled(self) -> dict[str, Any]:
        """The list that the address names."""
        name = request.args.get("list", "")
        return super().prefilled() | ({"list_name": name} if list_view(name) is not None else {})

    def before_save(self, record: Any, created: bool) -> None:
        super().before_save(record, created)
        if created:
            self._take(record)

    def _take(self, record: Any) -> None:
        """Put the filters, order and columns of the address on a view."""
        shown = list_view(record.list_name)
        if shown is None or not may("can_read", shown.class_permission_name):
            abort(404)
        arguments = list_arguments(request.args, record.list_name)
        shown.list_request(MultiDict((name, text) for name, text in arguments))  # 400 for what the list has not
        names = [field.name for field in named_columns(shown, request.args.get("columns", ""))]
        record.arguments, record.columns = arguments, names if names != shown.list_columns else None

    def after_save(self, record: Any) -> str:
        return self._list_of(record) or super().after_save(record)  # type: ignore[no-any-return, no-untyped-call]

    def _list_of(self, record: Any) -> str:
        shown = list_view(record.list_name)
        return ViewPicker(shown, MultiDict(), []).url(record) if shown is not None else ""

    def notes(self, record: Any) -> list[Note]:
        address = self._list_of(record)
        return (
            [Note(translate(N_("It is a view of a list.")), url=address, label=N_("Open the list"))] if address else []
        )

    @expose("/keep/<pk>", methods=["POST"])
    @has_access
    def keep(self, pk: str) -> Any:
        """Let a view show from now on what its list shows."""
        record = self.fetch_or_404(pk)
        refusal = self._attempt(lambda: self._take(record))
        if refusal is not None:
            flash(explain(refusal), "danger")
        else:
            flash(translate(N_("“%(title)s” is saved."), title=record.name), "success")
        return redirect(self._list_of(record))
