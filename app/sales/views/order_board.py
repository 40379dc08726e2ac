"""The order-tracking board: where every order is, and how it goes on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy.exc import SQLAlchemyError

from app.core.access import current_principal, fetch
from app.core.clock import now
from app.core.db import db
from app.core.display import title
from app.core.errors import Conflict, NotVisible, RuleError
from app.core.form_fields import explain
from app.core.i18n import lazy, translate
from app.core.listing import QUERY_LENGTH
from app.core.refusals import refusal_of
from app.core.registry import entity_of
from app.core.security import may
from app.core.text import N_
from app.core.views import view_of
from app.core.whole_numbers import whole_number
from app.sales import board_queries as queries
from app.sales.board_moves import bring
from app.sales.board_queries import DEPARTMENT, MINE, MOST, PAGE, BoardFilter, Place
from app.sales.enums import OrderStatus
from app.sales.models.sales_order import SalesOrder
from app.sales.order_moves import possible_moves
from app.sales.views.board_page import Board

KEPT = ("whose", "customer", "until", "late")
OVERLAP = 5  # seconds within which whatever was being saved becomes visible
NUMBER = 2**31 - 1


class OrderBoardView(BaseView):
    """Columns by state, cards that are dragged or sent from one to the next; everything through the order's flow."""

    route_base = "/orderboard"
    default_view = "index"
    class_permission_name = "OrderBoard"
    method_permission_name = dict.fromkeys(("index", "columns", "column", "changes", "moves", "move"), "read")

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Order board"))

    @expose("/")
    @has_access
    def index(self) -> str:
        return self._page("sales/order_board.html", _board())

    @expose("/columns")
    @has_access
    def columns(self) -> str:
        """The columns alone, as they are now."""
        return self._page("sales/order_columns.html", _board(sizes=_sizes()))

    @expose("/column/<string:status>")
    @has_access
    def column(self, status: str) -> str:
        """One column, from where the address says."""
        return self._page("sales/order_column.html", _board(only=_state(status), after=_place()))

    @expose("/changes")
    @has_access
    def changes(self) -> Response:
        """Whether the reader's board shows something else since the moment `since` (seconds); then the next moment."""
        _require_orders()
        asked = whole_number(request.args.get("since"), default=0, most=2**32)
        changed = queries.changed_since(datetime.fromtimestamp(asked, UTC))
        return jsonify(changed=changed, since=_moment())

    @expose("/moves/<pk>")
    @has_access
    def moves(self, pk: str) -> str:
        """Where one order may go, and why not elsewhere."""
        order = _order(pk)
        found = possible_moves(order).values()
        return self.render_template(  # type: ignore[no-any-return]
            "sales/order_moves.html",
            order=order,
            orders=view_of(SalesOrder),
            ways=[move for move in found if move.refusal is None],
            refused=[(move.target, explain(move.refusal)) for move in found if move.refusal is not None],
            back=url_for("OrderBoardView.index", **_kept()),
            form_of=_form_of,
            kept=_kept(),
        )

    @expose("/move/<pk>", methods=["POST"])
    @has_access
    def move(self, pk: str) -> Any:
        """Bring one order into another state, or say why not. What must be asked first leads to its form."""
        order, target = _order(pk), _state(request.form.get("target", ""))
        way = possible_moves(order).get(target)
        if way is not None and way.refusal is None and way.asks:
            return _answer(200, "", _form_of(order, way.action))
        code, said = _attempt(order, target)
        return _answer(code, said)

    def _page(self, template: str, board: Board) -> str:
        view = view_of(SalesOrder)
        customer_id = board.asked.customer_id
        customer = view.entity.fields["customer"]
        return self.render_template(  # type: ignore[no-any-return]
            template,
            board=board,
            since=_moment(),
            orders=view,
            has_department=_has_department(),
            customer_url=view.lookup_url(customer),
            customer_title=view.link_title(customer, customer_id) if customer_id else "",
        )


def _attempt(order: SalesOrder, target: OrderStatus) -> tuple[int, str]:
    """The status code and what is said about the move; it is committed or nothing has happened."""
    name, label = title(order), translate(target.label)
    version = whole_number(request.form.get("version"), default=0, most=NUMBER)
    try:
        bring(order, target, request.form.get("seen", order.status), version)
        db.session.commit()
    except (RuleError, SQLAlchemyError) as error:
        db.session.rollback()
        refusal = error if isinstance(error, RuleError) else refusal_of(error, entity_of(SalesOrder))
        said = translate(N_("“%(title)s” stays where it is: %(reason)s"), title=name, reason=explain(refusal))
        return 409 if isinstance(refusal, Conflict) else 422, said
    return 200, translate(N_("“%(title)s” is now in “%(state)s”."), title=title(order), state=label)


def _answer(code: int, said: str, leads_to: str = "") -> Any:
    """For the script as values; for a page without one as a message on the board."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return jsonify(said=said, leads_to=leads_to), code
    if leads_to:
        return redirect(leads_to)
    flash(said, "success" if code < 300 else "danger")
    return redirect(url_for("OrderBoardView.index", **_kept()))


def _require_orders() -> None:
    """The board is a right of its own; what it shows are orders."""
    if not may("can_read", "SalesOrder"):
        abort(403)


def _order(pk: str) -> SalesOrder:
    _require_orders()
    try:
        return fetch(SalesOrder, pk)
    except NotVisible as refusal:
        abort(404, refusal)


def _form_of(order: SalesOrder, action: str) -> str:
    return str(view_of(SalesOrder).url_to("action", order.id, name=action))


def _board(**more: Any) -> Board:
    _require_orders()
    query = request.args.get("q", "").strip()
    if "\x00" in query or len(query) > QUERY_LENGTH:
        abort(400)
    found = whole_number(request.args.get("card"), default=0, most=NUMBER) or None
    return Board(_filter(), _kept(), query, found_id=found, **more)


def _filter() -> BoardFilter:
    whose = request.args.get("whose", "")
    if whose not in ("", MINE, DEPARTMENT):
        abort(400)
    customer_id = whole_number(request.args.get("customer"), default=0, most=NUMBER) or None
    return BoardFilter(whose, customer_id, _day(request.args.get("until", "")), request.args.get("late") == "1")


def _kept() -> dict[str, str]:
    return {name: text for name in KEPT if (text := request.args.get(name, ""))}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(400, RuleError(N_("“%(text)s” is not a day."), text=text[:20]))


def _place() -> Place | None:
    day, _, number = request.args.get("after", "").partition("_")
    start = _day(day)
    return Place(start, whole_number(number, default=0, most=NUMBER)) if start else None


def _sizes() -> dict[OrderStatus, int]:
    """How many cards of which columns the reader has before them: `approved-50.draft-75`."""
    pairs = (part.partition("-") for part in request.args.get("sizes", "")[:QUERY_LENGTH].split("."))
    known = {state.value: state for state in queries.COLUMNS}
    return {known[name]: whole_number(size, default=PAGE, most=MOST) for name, _, size in pairs if name in known}


def _state(code: str) -> OrderStatus:
    found = next((status for status in OrderStatus if status.value == code), None)
    return found if found is not None else abort(404)


def _moment() -> int:
    return int(now().timestamp()) - OVERLAP


def _has_department() -> bool:
    principal = current_principal()
    return principal is not None and principal.department_id is not None
