"""Type-ahead: a few records by name, through the gate. No form ever loads a whole large table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, jsonify, request
from flask_appbuilder import expose, has_access
from sqlalchemy import Select, select

from app.core.access import fetch
from app.core.asking import AskedField
from app.core.db import db
from app.core.display import title
from app.core.errors import NotVisible
from app.core.i18n import translate
from app.core.listing import QUERY_LENGTH, ListRequest, matching
from app.core.offering import in_order
from app.core.registry import Entity, Field, entity_of
from app.core.security import may
from app.core.suggestions import suggestions
from app.core.text import N_
from app.core.views import view_of
from app.core.whole_numbers import whole_number

OFFERED = 20


class LookupRoutes:
    """Answers for the select boxes of an entity's forms and filters."""

    @expose("/lookup")
    @has_access
    def lookup(self: Any) -> Response:
        """Records of this entity."""
        return answer(candidates(self.entity, typed(), self))

    @expose("/lookup/<string:name>")
    @has_access
    def lookup_link(self: Any, name: str) -> Response:
        """Records that the link field `name` of this entity may point to."""
        field: Field | None = self.entity.fields.get(name)
        if field is None or field.spec.type not in ("link", "links"):
            abort(404)
        return answer(candidates(entity_of(field.target_model), typed()))

    @expose("/suggest/<string:name>")
    @has_access
    def suggest(self: Any, name: str) -> Response:
        """Values of the field `name` out of its list of suggestions."""
        field: Field | None = self.entity.fields.get(name)
        if field is None or not field.spec.suggestions:
            abort(404)
        parents = [request.args.get(parent, "") for parent in field.spec.suggestion_parents]
        found = suggestions(field.spec.suggestions).search(typed(), parents, OFFERED * 2)
        return jsonify(results=[{"id": code, "text": label} for code, label in found])

    def lookup_url(self: Any, field: Field) -> str:
        """Where the select box of a link asks: for a field of the entity, or for a question of an action."""
        if isinstance(field, AskedField):
            return str(self.url_to("lookup_asked", name=field.action, question=field.name))
        return str(self.url_to("lookup_link", name=field.name))

    def create_url(self: Any, field: Field) -> str:
        """Where what a link shall point to is added, up to its name; empty where the reader may not, or it is staff."""
        view = view_of(field.target_model)
        if view is None or view.entity.module == "system" or "add" in view.exclude_route_methods:
            return ""
        if not may("can_create", view.class_permission_name):
            return ""
        return f"{view.url_to('add')}?{named_by(view)}="

    def offered(self, field: Field, chosen: Sequence[Any] = ()) -> list[Any]:
        """All records that a link to few of them may point to, in the order of their titles, and those `chosen`."""
        statement = candidates(entity_of(field.target_model), "").limit(OFFERED * 10)
        found = {record.id: record for record in (*db.session.execute(statement).scalars(), *chosen)}
        return sorted(found.values(), key=title)

    def link_title(self, field: Field, record_id: int) -> str:
        """The name of a linked record for a filter chip."""
        try:
            return title(fetch(field.target_model, record_id))
        except NotVisible:
            return translate(N_("not visible to you"))


def named_by(view: Any) -> str:
    """The form field that names a record of `view`, which an address may fill in."""
    name = str(getattr(view.model, "__title_field__", ""))
    return name if any(field.name == name and field.spec.type == "string" for field in view.form_fields) else "q"


def typed() -> str:
    """What the reader has typed into the box so far."""
    text = request.args.get("q", "")
    if "\x00" in text or len(text) > QUERY_LENGTH:
        abort(400)
    return text.strip()


def fetch_within(view: Any, record_id: Any, *, archived: bool = False) -> Any:
    """The record with this id, if `view` shows it to the reader; NotVisible otherwise."""
    record = fetch(view.model, record_id, archived=archived)
    added = view.narrow(ListRequest(view.entity)).extra_criteria
    if added:
        shown = select(view.model.id).where(view.model.id == record.id, *added)
        if db.session.execute(shown).scalar_one_or_none() is None:
            raise NotVisible(N_("This record does not exist, or it is not visible to you."))
    return record


def candidates(entity: Entity, typed: str, view: Any = None) -> Select[Any]:
    """The records of `entity` that `typed` may mean, in any spelling, the likeliest first.

    Of them those that `view`, by default the entity's main one, shows in its list.
    """
    model, asked = entity.model, ListRequest(entity)
    view = view or view_of(model)
    statement = matching(view.narrow(asked) if view is not None else asked)
    if hasattr(model, "active"):
        statement = statement.where(model.active.is_(True))
    return in_order(entity, statement, typed)


def answer(statement: Select[Any]) -> Response:
    """A page of the records of `statement` as a select box wants them."""
    page = whole_number(request.args.get("page"), default=1, most=50)
    start = max(page - 1, 0) * OFFERED
    records = list(db.session.execute(statement.offset(start).limit(OFFERED + 1)).scalars())
    results = [{"id": record.id, "text": title(record)} for record in records[:OFFERED]]
    return jsonify(results=results, pagination={"more": len(records) > OFFERED})
