"""The REST API of an entity, generated from its view: the same fields, permissions, rules and gate.

Programs authorise themselves by a token only, never by a browser's cookies, so no page can make a browser call it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, jsonify, request, url_for
from flask_appbuilder.api import BaseApi, expose, protect

from app.core import listing
from app.core.i18n import translate
from app.core.rest.exposure import shown_fields
from app.core.rest.information import information
from app.core.rest.json_input import read_object, read_rison
from app.core.rest.list_arguments import read_columns, read_list
from app.core.rest.openapi import add_entity
from app.core.rest.saving import change, create, read_record, remove, require_version
from app.core.rest.values import to_json
from app.core.text import N_
from app.core.traits import Record
from app.core.views import entity_views, view_of

PERMISSIONS = {
    **dict.fromkeys(("get_list", "get", "info"), "read"),
    "post": "create",
    "put": "edit",
    "delete": "delete",
}
# A view without one of these pages has no such method either.
_METHOD_OF_PAGE = {"add": "post", "edit": "put", "delete": "delete"}


class EntityApi(BaseApi):
    """List, read, create, change and delete the records of `entity_view`."""

    entity_view: ClassVar[Any]
    method_permission_name = PERMISSIONS
    allow_browser_login = False

    @expose("/", methods=["GET"])
    @protect()
    def get_list(self) -> Response:
        found = read_list(self.entity_view)
        columns = list(found.columns.values())
        rows = listing.page_rows(found.asked, columns)
        records, more = rows[: found.asked.page_size], len(rows) > found.asked.page_size
        whole = not more and found.asked.page == 0 and found.asked.after is None
        count = listing.Count(len(records)) if whole else listing.count(found.asked)
        return jsonify(
            count=count.number,
            count_is_capped=count.capped,
            ids=[record.id for record in records],
            result=[self._record(record, found.columns) for record in records],
            next=found.next_url(f"{self.endpoint}.get_list", records[-1].id) if more else None,
        )

    @expose("/<pk>", methods=["GET"])
    @protect()
    def get(self, pk: str) -> Response:
        record = read_record(self.entity_view, pk)
        asked = read_rison(request.args["q"]) if request.args.get("q") else {}
        fields = read_columns(self.entity_view, asked) if asked.get("columns") else None
        return self._answer(record, fields=fields)

    @expose("/", methods=["POST"])
    @protect()
    def post(self) -> Response:
        record, repeated = create(self.entity_view, read_object())
        response = self._answer(record, 201)
        response.headers["Location"] = url_for(f"{self.endpoint}.get", pk=record.id)
        if repeated:
            response.headers["Idempotent-Replayed"] = "true"
        return response

    @expose("/<pk>", methods=["PUT"])
    @protect()
    def put(self, pk: str) -> Response:
        record, body = read_record(self.entity_view, pk), read_object()
        require_version(record, body)
        return self._answer(change(self.entity_view, record, body))

    @expose("/<pk>", methods=["DELETE"])
    @protect()
    def delete(self, pk: str) -> Response:
        record = read_record(self.entity_view, pk)
        require_version(record, read_object(required=False))
        title = str(record)
        remove(self.entity_view, record)
        return jsonify(message=translate(N_("“%(title)s” is in the recycle bin."), title=title))

    @expose("/_info", methods=["GET"])
    @protect()
    def info(self) -> Response:
        return jsonify(information(self.entity_view))

    def _answer(self, record: Any, status: int = 200, fields: dict[str, Any] | None = None) -> Response:
        shown = shown_fields(self.entity_view) if fields is None else fields
        response = jsonify(id=record.id, result=self._record(record, shown))
        response.status_code = status
        if hasattr(record, "version"):
            response.set_etag(str(record.version))
        return response

    def _record(self, record: Any, fields: dict[str, Any]) -> dict[str, Any]:
        own = {name: getattr(record, name) for name in ("id", "version") if hasattr(record, name)}
        return own | {name: to_json(field, record) for name, field in fields.items()}

    def add_api_spec(self, api_spec: Any) -> None:
        add_entity(api_spec, self.entity_view, self.route_base, self.exclude_route_methods)


def api_of(view: Any) -> type[EntityApi]:
    """The API class of a view."""
    excluded = {_METHOD_OF_PAGE[page] for page in view.exclude_route_methods if page in _METHOD_OF_PAGE}
    if not issubclass(view.model, Record):  # the framework's own tables are changed on their pages only
        excluded |= set(_METHOD_OF_PAGE.values())
    return type(
        f"{view.class_permission_name}Api",
        (EntityApi,),
        {
            "entity_view": view,
            "resource_name": view.route_base.strip("/"),
            "class_permission_name": view.class_permission_name,
            # Those of the view, all of them: the framework deletes from the shared name what one of its classes lacks.
            "base_permissions": list(view.base_permissions),
            "exclude_route_methods": excluded,
        },
    )


def add_apis(builder: Any, *others: type[BaseApi]) -> None:
    """Give the main view of each entity its API, and add `others`; called once all views are registered."""
    for view in entity_views():
        if view_of(view.model) is view and view.has_api:
            builder.add_api(api_of(view))
    for api in others:
        builder.add_api(api)
