"""The page on which two records of a kind become one: both side by side, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import action
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from app.core.bulk_routes import chosen_only
from app.core.cells import Cell, cell
from app.core.db import db
from app.core.display import title
from app.core.entity_actions import leads_to
from app.core.errors import Conflict, RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.refusals import refusal_of
from app.core.registry import Field
from app.core.security import may
from app.core.sensitive import is_hidden, is_open
from app.core.text import N_
from app.core.views import view_of
from app.core.whole_numbers import whole_number
from app.customers.merging import MERGEABLE, merge, merged_ids, merged_into
from app.customers.rules.merging import keeps_own

PERMISSION = "merge"


def merge_address(model: type[Any], one_id: int, other_id: int) -> str:
    """Where two records are merged."""
    return url_for(f"{view_of(model).endpoint}.merge_page", pk=one_id, other=other_id)


@dataclass(frozen=True)
class MergeWords:
    """What the page says of a kind of record (msgids)."""

    heading: str
    remains: str
    explained: str
    merged: str


@dataclass(frozen=True)
class Line:
    """One field of both, and whose value is chosen; nothing is to be chosen where both are equal.

    Where the reader has no right to the field, the fuller or newer value is taken without asking.
    """

    field: Field
    cells: tuple[Cell, Cell]
    chosen: int
    choice: bool = True

    @property
    def name(self) -> str:
        return f"value_{self.field.name}"

    @property
    def offered(self) -> bool:
        return self.choice and is_open(self.field)


class MergePage:
    """Both records, the older one first."""

    def __init__(self, view: Any, records: list[Any], refusal: RuleError | None = None) -> None:
        self.view, self.entity, self.words = view, view.entity, view.merge_words
        self.kind = MERGEABLE[view.model]
        self.records = sorted(records, key=lambda record: record.id)
        self.refusal = explain(refusal) if refusal else None

    @property
    def survivor_id(self) -> int:
        typed = request.form.get("survivor", "")
        return next((r.id for r in self.records if str(r.id) == typed), self.records[0].id)

    @cached_property
    def lines(self) -> list[Line]:
        """Every field that has a value, those that differ first."""
        fields = [f for f in self.kind.chosen_fields() if any(self._shown(f, r) for r in self.records)]
        lines = [self._line(field) for field in fields]
        return sorted(lines, key=lambda line: not line.choice)

    @property
    def shown_lines(self) -> list[Line]:
        """Those of the fields that this reader is shown."""
        return [line for line in self.lines if not is_hidden(line.field)]

    @property
    def united(self) -> list[tuple[Field, tuple[Cell, Cell]]]:
        """The fields of which both sides' values stay."""
        return [(f, self._cells(f)) for f in self.kind.united_fields() if any(f.read(r) for r in self.records)]

    def _cells(self, field: Field) -> tuple[Cell, Cell]:
        return cell(field, self.records[0]), cell(field, self.records[1])

    def _shown(self, field: Field, record: Any) -> bool:
        return field.linked_id(record) is not None if field.spec.type == "link" else bool(field.read(record))

    def _line(self, field: Field) -> Line:
        values = [field.linked_id(r) if field.spec.type == "link" else field.read(r) for r in self.records]
        hidden = field.spec.type == "link" and any(field.linked_id(r) and not field.read(r) for r in self.records)
        return Line(field, self._cells(field), self._chosen(field, values), values[0] != values[1] and not hidden)

    def _chosen(self, field: Field, values: list[Any]) -> int:
        """What the person chose, else the fuller or newer value."""
        first, second = self.records
        typed = request.form.get(f"value_{field.name}")
        if is_open(field) and typed in (str(first.id), str(second.id)):
            return int(typed)
        own_is_newer = first.changed_at >= second.changed_at
        own = keeps_own(values[0], values[1], own_is_newer=own_is_newer, default=field.spec.default)
        return first.id if own else second.id

    def chosen_of(self, record_id: int) -> set[str]:
        """The fields whose value is to come from this record."""
        return {line.field.name for line in self.lines if line.choice and line.chosen == record_id}


class MergeRoutes:
    """The page that merges, and the page of what was merged; part of the views of what can be merged."""

    merge_words: ClassVar[MergeWords]

    @expose("/show/<pk>")
    @has_access
    def show(self: Any, pk: str) -> Any:
        """The page of a record; of a merged one, that of the record it became a part of."""
        record = self.fetch_or_404(pk, archived=True)
        survivor_id = merged_into(record) if record.archived_at is not None else None
        if survivor_id is None:
            return super().show(pk)  # type: ignore[misc]
        flash(translate(self.merge_words.merged, title=title(record)), "info")
        return redirect(self.url_to("show", survivor_id))

    def history_ids(self, record: Any) -> list[int]:
        return [record.id, *merged_ids(record)]

    @action("merge", N_("Merge …"), None, single=False)
    @chosen_only
    def merge(self: Any, records: list[Any]) -> Any:
        if len(records) != 2:
            raise RuleError(N_("Choose the two records that are one."))
        return leads_to(merge_address(self.model, records[0].id, records[1].id))

    @expose("/merge/<pk>", methods=["GET", "POST"])
    def merge_page(self: Any, pk: str) -> Any:
        """Look at both records; then merge them in one transaction."""
        self._require_merge()
        records = [self.fetch_or_404(key, archived=True) for key in (pk, request.values.get("other", ""))]
        if records[0].id == records[1].id:
            abort(404)
        gone = next((record for record in records if record.archived_at is not None), None)
        if gone is not None:
            flash(translate(N_("“%(title)s” was merged or deleted in the meantime."), title=title(gone)), "warning")
            return redirect(self.url_to("show", merged_into(gone) or gone.id))
        page = MergePage(self, records)
        return self._merge(page) if request.method == "POST" else self._merge_page(page)

    def _require_merge(self: Any) -> None:
        if not current_user.is_authenticated:
            abort(401)
        if not (may(PERMISSION, self.class_permission_name) and may("can_edit", self.class_permission_name)):
            abort(403)

    def _merge_page(self: Any, page: MergePage, status: int = 200) -> Any:
        return self.render_template("customers/merge.html", page=page, view=self), status

    def _merge(self: Any, page: MergePage) -> Response | tuple[str, int]:
        survivor_id = page.survivor_id
        merged = next(record for record in page.records if record.id != survivor_id)
        name, ids = title(merged), [record.id for record in page.records]
        seen = {id_: whole_number(request.form.get(f"version_{id_}"), default=0, most=2**31) for id_ in ids}
        versions = {id_: version for id_, version in seen.items() if version}
        theirs = page.chosen_of(merged.id)
        try:
            merge(self.model, survivor_id, merged.id, theirs, versions)
            db.session.commit()
        except (RuleError, SQLAlchemyError) as error:
            db.session.rollback()
            return self._merge_refused(ids, error)  # type: ignore[no-any-return]
        flash(translate(self.merge_words.merged, title=name), "success")
        return redirect(self.url_to("show", survivor_id))  # type: ignore[return-value]

    def _merge_refused(self: Any, ids: list[int], error: RuleError | SQLAlchemyError) -> Any:
        """The page again, with what was chosen and how both stand now; or where the faster one left them."""
        refusal = error if isinstance(error, RuleError) else refusal_of(error, self.entity)
        db.session.expire_all()
        records = [self.fetch_or_404(id_, archived=True) for id_ in ids]
        gone = next((record for record in records if record.archived_at is not None), None)
        if gone is not None:
            flash(explain(refusal), "warning")
            return redirect(self.url_to("show", merged_into(gone) or gone.id))
        return self._merge_page(MergePage(self, records, refusal), 409 if isinstance(refusal, Conflict) else 422)
