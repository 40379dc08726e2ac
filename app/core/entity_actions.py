"""Named acts on records: by POST only, through the gate, one transaction for each act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, flash, redirect, request
from flask_appbuilder import expose
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.core.display import title
from app.core.errors import NotVisible, RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.refusals import refusal_of
from app.core.security import may
from app.core.text import N_

SELECTION_LIMIT = 1_000


class ActionRoutes:
    """The routes of `@action` methods. Such a method gets a list of records, changes them and never commits."""

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self: Any, name: str, pk: str) -> Response:
        self._require(name)
        record = self.fetch_or_404(pk)
        return self._act(name, [record])  # type: ignore[no-any-return]

    @expose("/action_post", methods=["POST"])
    def action_post(self: Any) -> Response:
        name = request.form.get("action", "")
        self._require(name)
        return self._act(name, self._selected(request.form.getlist("rowid")))  # type: ignore[no-any-return]

    def permission_of(self: Any, action: Any) -> str:
        """The permission that an action needs: its name, unless the view maps it to one of the common ones."""
        return str(self.get_action_permission_name(action.name))

    def _require(self: Any, name: str) -> None:
        action = self.actions.get(name)
        if action is None:
            abort(404)
        if not may(self.permission_of(action), self.class_permission_name):
            if current_user.is_authenticated:
                abort(403)
            abort(401)

    def _selected(self: Any, texts: list[str]) -> list[Any]:
        ids = {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10}
        if not ids or len(ids) > SELECTION_LIMIT:
            abort(400, RuleError(N_("Choose between 1 and %(limit)s records."), limit=SELECTION_LIMIT))
        statement = select(self.model).where(self.model.id.in_(ids))
        if hasattr(self.model, "archived_at"):
            statement = statement.where(self.model.archived_at.is_(None))
        records = list(db.session.execute(statement.order_by(self.model.id)).scalars())
        if len(records) != len(ids):
            abort(404, NotVisible(N_("This record does not exist, or it is not visible to you.")))
        return records

    def _act(self: Any, name: str, records: list[Any]) -> Any:
        answer: list[Any] = []
        done = N_("“%(title)s” is changed.") if len(records) == 1 else N_("%(number)s records are changed.")
        act = self.actions[name].func
        response = self.perform(
            lambda: answer.append(act(records)), done, records[0], "show", number=len(records), many=len(records) > 1
        )
        return answer[0] if answer and isinstance(answer[0], Response) else response

    def perform(
        self: Any, act: Callable[[], Any], done: str, record: Any, page: str, *, many: bool = False, number: int = 1
    ) -> Response:
        """Carry out `act` in one transaction, say how it went, and go on to `page` ("show" or "list")."""
        name, record_id = title(record), record.id
        try:
            act()
            db.session.commit()
        except (RuleError, SQLAlchemyError) as error:
            db.session.rollback()
            refusal = error if isinstance(error, RuleError) else refusal_of(error, self.entity)
            flash(explain(refusal), "danger")
            return redirect(self._list_as_it_was() if many else self.url_to("show", record_id))
        flash(translate(done, title=name, number=number), "success")
        return redirect(self._list_as_it_was() if many or page == "list" else self.url_to("show", record_id))

    def _list_as_it_was(self: Any) -> str:
        """The list with the filter, order and page from which this request came, if it came from there."""
        came_from, address = urlsplit(request.referrer or ""), self.url_to("list")
        return f"{address}?{came_from.query}" if came_from.path == address and came_from.query else address
