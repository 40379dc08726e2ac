"""The list of an entity: its rows, their number, and how each reader wants to have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, abort, jsonify, redirect, request
from flask_appbuilder import expose, has_access
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.imported import only_imported
from app.core.filter_panel import FilterPanel
from app.core.list_columns import ARGUMENT as COLUMNS
from app.core.list_columns import choose_columns
from app.core.list_page import ColumnsPage, ListPage
from app.core.listing import PAGE_SIZES, ListRequest, count_up_to, read_request
from app.core.preferences import prefer
from app.core.quick_filters import quickly_filtered
from app.core.saved_views.model import SavedView
from app.core.saved_views.picker import default_of
from app.core.security import may
from app.core.whole_numbers import whole_number


class ListRoutes:
    """The routes of a list."""

    def list_request(
        self: Any, args: MultiDict[str, str] | None = None, refused: dict[str, RuleError] | None = None
    ) -> ListRequest:
        """Which rows the arguments of a list, this request's by default, ask for; for `refused` see `read_request`."""
        args = request.args if args is None else args
        asked = read_request(self.entity, type(self).__name__, args, self.order_fields, self.filter_fields, refused)
        asked = quickly_filtered(self, only_imported(asked, args), args)
        return self.narrow(self._or_bin(asked, args))  # type: ignore[no-any-return]

    def _or_bin(self: Any, asked: ListRequest, args: MultiDict[str, str]) -> ListRequest:
        """With the argument `bin`, what lies in the recycle bin, for those who may delete and restore."""
        if args.get("bin") != "1" or not hasattr(self.model, "archived_at"):
            return asked
        if not may("can_delete", self.class_permission_name):
            abort(403)
        return replace(asked, archived=True)

    @expose("/list/")
    @has_access
    def list(self: Any) -> Any:
        refused: dict[str, RuleError] = {}
        page = ListPage(self, self.list_request(refused=refused))
        page.refused = refused
        first = default_of(filter(self._takes, page.picker.views)) if not request.args else None
        if first is not None:
            return redirect(page.picker.url(first))
        return self._page(page), 400 if refused else 200

    def _takes(self: Any, saved: SavedView) -> bool:
        """Whether the reader may filter and sort by all that a view does."""
        try:
            self.list_request(MultiDict((name, text) for name, text in saved.arguments))
        except BadRequest:
            return False
        return True

    @expose("/exact_count")
    @has_access
    def exact_count(self: Any) -> Response:
        """How many records match, however many there are: lists count only up to a limit."""
        return jsonify(count=str(count_up_to(self.list_request(), None)))

    @expose("/filters")
    @has_access
    def filters(self: Any) -> str:
        """The panel of filters; the list puts it into its own page."""
        self.list_request(refused={})  # 400 for what the list has not
        return self._page(FilterPanel(self))  # type: ignore[no-any-return]

    @expose("/columns", methods=["GET"])
    @has_access
    def columns(self: Any) -> str:
        """What the reader may have as columns of the list."""
        return self._page(ColumnsPage(self))  # type: ignore[no-any-return]

    @expose("/columns", methods=["POST"])
    @has_access
    def choose_columns(self: Any) -> Response:
        """Keep the columns that the reader chose, in the order sent; none means the usual ones."""
        names = [] if "reset" in request.form else request.form.getlist("column")
        choose_columns(self, names)
        db.session.commit()
        return redirect(self._list_without(COLUMNS))  # type: ignore[return-value]

    @expose("/page_size", methods=["POST"])
    @has_access
    def choose_page_size(self: Any) -> Response:
        """Keep the number of rows that the reader wants on a page, for all lists."""
        size = whole_number(request.form.get("size"), default=0, most=PAGE_SIZES[-1])
        if size not in PAGE_SIZES:
            abort(400)
        prefer(page_size=size)
        db.session.commit()
        name = type(self).__name__
        return redirect(self._list_without(f"psize_{name}", f"page_{name}", "after", "last"))  # type: ignore[return-value]

    def _list_without(self: Any, *names: str) -> str:
        """The list with the arguments of this request but those called `names`."""
        kept = MultiDict((name, text) for name, text in request.args.items(multi=True) if name not in names)
        return self.url_to("list", **dict(kept.lists()))  # type: ignore[no-any-return]
