"""What readers without the right to a sensitive field find on the screens of an entity, and how to look at it once."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_appbuilder import expose, has_access

from app.core.access import acting_user_id
from app.core.columns import Sensitive
from app.core.db import db
from app.core.form_fields import EntityForm
from app.core.history import ChangeKind, change_row, write_changes
from app.core.i18n import lazy
from app.core.registry import Field
from app.core.sensitive import is_open, open_fields, opened, right_to, sensitive_fields
from app.core.text import N_


def _has_masked(model: Any) -> bool:
    """Read from the table: while views are being defined, not all models are there yet."""
    specs = (column.info.get("field") for column in model.__table__.columns)
    return any(spec is not None and spec.sensitive is Sensitive.MASKED for spec in specs)


class FieldRights:
    """Forms, filters and orders without what the reader may not see; the rights to it; revealing a masked value."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        view: Any = cls
        if "model" in cls.__dict__ and not _has_masked(view.model):
            view.exclude_route_methods = {*view.exclude_route_methods, "reveal"}

    def offer_rights_to_fields(self: Any) -> None:
        """A right of its own for each sensitive field."""
        fields = sensitive_fields(self.entity)
        labels = {right_to(field): lazy(N_("See “%(field)s”"), field=lazy(field.spec.label)) for field in fields}
        labels["can_reveal"] = N_("Reveal masked values")
        self.permission_labels = labels | getattr(self, "permission_labels", {})
        self.base_permissions = sorted({*self.base_permissions, *map(right_to, fields)})

    @property
    def form_fields(self: Any) -> list[Field]:
        """What whoever acts may write."""
        return open_fields(self.every_form_field)

    @property
    def filter_fields(self: Any) -> dict[str, Field]:
        """By what whoever acts may narrow the list."""
        return opened(self.every_filter_field)

    @property
    def order_fields(self: Any) -> list[Field]:
        """By what whoever acts may sort the list."""
        return open_fields(self.every_order_field)

    def without_closed(self: Any, form: EntityForm) -> EntityForm:
        """The form without what whoever acts may not see."""
        for field in self.every_form_field:
            if field.name in form and not is_open(field):
                del form[field.name]
        return form

    @expose("/reveal/<pk>/<string:name>", methods=["POST"])
    @has_access
    def reveal(self: Any, pk: str, name: str) -> str:
        """The page of a record with one masked value readable; the history keeps who looked.

        The answer to the POST is the page itself: the value stands in no address and nowhere else.
        """
        record = self.fetch_or_404(pk, archived=True)
        field = self.entity.fields.get(name)
        if field is None or field.spec.sensitive is not Sensitive.MASKED:
            abort(404)
        page = self.show_page(record)
        if not page.may("can_reveal"):
            abort(403)
        if not is_open(field):
            looked = {field.name: [None, None]}
            write_changes(db.session(), [change_row(record, ChangeKind.REVEAL, looked, acting_user_id())])
            db.session.commit()
        page.revealed = field
        return self._page(page)  # type: ignore[no-any-return]
