"""The page on which two customers become one: both side by side, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from app.core.cells import Cell, cell
from app.core.db import db
from app.core.display import title
from app.core.errors import Conflict, RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.refusals import refusal_of
from app.core.registry import Field
from app.core.security import may
from app.core.text import N_
from app.customers.merging import merge, mergeable_fields, merged_into, united_fields
from app.customers.rules.merging import keeps_own

PERMISSION = "merge"


def merge_address(one_id: int, other_id: int) -> str:
    """Where two customers are merged."""
    return url_for("CustomerView.merge_page", pk=one_id, other=other_id)


@dataclass(frozen=True)
class Line:
    """One field of both, and whose value is chosen; no choice is offered where both are equal."""

    field: Field
    cells: tuple[Cell, Cell]
    chosen: int
    choice: bool = True

    @property
    def name(self) -> str:
        return f"value_{self.field.name}"


class MergePage:
    """Both customers, the older one first."""

    def __init__(self, view: Any, customers: list[Any], refusal: RuleError | None = None) -> None:
        self.view, self.entity = view, view.entity
        self.customers = sorted(customers, key=lambda customer: customer.id)
        self.refusal = explain(refusal) if refusal else None

    @property
    def survivor_id(self) -> int:
        typed = request.form.get("survivor", "")
        return next((c.id for c in self.customers if str(c.id) == typed), self.customers[0].id)

    @cached_property
    def lines(self) -> list[Line]:
        """Every field that has a value, those that differ first."""
        fields = [f for f in mergeable_fields() if any(self._shown(f, c) for c in self.customers)]
        lines = [self._line(field) for field in fields]
        return sorted(lines, key=lambda line: not line.choice)

    @property
    def united(self) -> list[tuple[Field, tuple[Cell, Cell]]]:
        """The fields of which both sides' values stay."""
        return [(f, self._cells(f)) for f in united_fields() if any(f.read(c) for c in self.customers)]

    def _cells(self, field: Field) -> tuple[Cell, Cell]:
        return cell(field, self.customers[0]), cell(field, self.customers[1])

    def _shown(self, field: Field, customer: Any) -> bool:
        return field.linked_id(customer) is not None if field.spec.type == "link" else bool(field.read(customer))

    def _line(self, field: Field) -> Line:
        values = [field.linked_id(c) if field.spec.type == "link" else field.read(c) for c in self.customers]
        hidden = field.spec.type == "link" and any(field.linked_id(c) and not field.read(c) for c in self.customers)
        return Line(field, self._cells(field), self._chosen(field, values), values[0] != values[1] and not hidden)

    def _chosen(self, field: Field, values: list[Any]) -> int:
        """What the person chose, else the fuller or newer value."""
        first, second = self.customers
        typed = request.form.get(f"value_{field.name}")
        if typed in (str(first.id), str(second.id)):
            return int(typed)
        own_is_newer = first.changed_at >= second.changed_at
        own = keeps_own(values[0], values[1], own_is_newer=own_is_newer, default=field.spec.default)
        return first.id if own else second.id

    def chosen_of(self, customer_id: int) -> set[str]:
        """The fields whose value is to come from this customer."""
        return {line.field.name for line in self.lines if line.choice and line.chosen == customer_id}


class MergeRoutes:
    """The page that merges; part of the view of customers."""

    @expose("/merge/<pk>", methods=["GET", "POST"])
    def merge_page(self: Any, pk: str) -> Any:
        """Look at both customers; then merge them in one transaction."""
        self._require_merge()
        customers = [self.fetch_or_404(key, archived=True) for key in (pk, request.values.get("other", ""))]
        if customers[0].id == customers[1].id:
            abort(404)
        gone = next((customer for customer in customers if customer.archived_at is not None), None)
        if gone is not None:
            flash(translate(N_("“%(title)s” was merged or deleted in the meantime."), title=title(gone)), "warning")
            return redirect(self.url_to("show", merged_into(gone.id) or gone.id))
        page = MergePage(self, customers)
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
        merged = next(customer for customer in page.customers if customer.id != survivor_id)
        name, ids = title(merged), [customer.id for customer in page.customers]
        versions = {id_: int(seen) for id_ in ids if (seen := request.form.get(f"version_{id_}", "")).isdecimal()}
        theirs = page.chosen_of(merged.id)
        try:
            merge(survivor_id, merged.id, theirs, versions)
            db.session.commit()
        except (RuleError, SQLAlchemyError) as error:
            db.session.rollback()
            return self._merge_refused(ids, error)  # type: ignore[no-any-return]
        flash(translate(N_("“%(title)s” is merged into this customer."), title=name), "success")
        return redirect(self.url_to("show", survivor_id))  # type: ignore[return-value]

    def _merge_refused(self: Any, ids: list[int], error: RuleError | SQLAlchemyError) -> Any:
        """The page again, with what was chosen and how both stand now; or where the faster one left them."""
        refusal = error if isinstance(error, RuleError) else refusal_of(error, self.entity)
        db.session.expire_all()
        customers = [self.fetch_or_404(id_, archived=True) for id_ in ids]
        gone = next((customer for customer in customers if customer.archived_at is not None), None)
        if gone is not None:
            flash(explain(refusal), "warning")
            return redirect(self.url_to("show", merged_into(gone.id) or gone.id))
        return self._merge_page(MergePage(self, customers, refusal), 409 if isinstance(refusal, Conflict) else 422)
