"""The data dictionary as a page and for programs; by default administrators only."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_appbuilder import BaseView, has_access
from flask_appbuilder import expose as expose_page
from flask_appbuilder.api import BaseApi, expose, protect

from app.core.describe import describe
from app.core.i18n import current_locale, lazy
from app.core.text import N_

PERMISSION = "Describe"


class DescribeView(BaseView):
    """What the running system consists of, for people who connect it to others."""

    route_base = "/describe"
    default_view = "index"
    class_permission_name = PERMISSION
    method_permission_name = {"index": "read", "as_json": "read"}

    @classmethod
    def menu_label(cls) -> Any:
        """What the menu calls this page."""
        return lazy(N_("Data dictionary"))

    @expose_page("/")
    @has_access
    def index(self) -> str:
        return self.render_template("core/describe.html", told=describe(), locale=current_locale())  # type: ignore[no-any-return]

    @expose_page("/json")
    @has_access
    def as_json(self) -> Response:
        response = jsonify(describe())
        response.headers["Content-Disposition"] = "attachment; filename=describe.json"
        return response


class DescribeApi(BaseApi):
    """The same for programs."""

    resource_name = "describe"
    class_permission_name = PERMISSION
    method_permission_name = {"get": "read"}
    openapi_spec_tag = "Describe"

    @expose("", methods=["GET"])
    @protect()
    def get(self) -> Response:
        """The data dictionary
        ---
        get:
          description: What the running system consists of
          responses:
            200:
              description: The data dictionary
              content:
                application/json:
                  schema:
                    type: object
            401:
              $ref: '#/components/responses/401'
            403:
              $ref: '#/components/responses/403'
        """
        return jsonify(describe())
