"""Named acts on records: by POST only, through the gate, one transaction for each act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, flash, redirect, request
from flask_appbuilder import expose
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug import Response as BaseResponse

from app.core import submissions
from app.core.asking import AskPage, asked_fields, asking, form_class
from app.core.bulk_routes import BulkRoutes
from app.core.db import db
from app.core.display import title
from app.core.errors import NotVisible, RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.listing import ListRequest, matching
from app.core.lookup_routes import answer, candidates, typed
from app.core.refusals import CHANGED_MEANWHILE, refusal_of
from app.core.registry import entity_of
from app.core.security import may
from app.core.text import N_

SELECTION_LIMIT = 1_000
Refused = Callable[[RuleError], Any]


def leads_to(address: str, said: str = "") -> Any:
    """The answer of an action that knows better what to say than that something is changed, and where to go on.

    `said` is in the reader's language; without it nothing is said, for nothing is changed yet.
    """
    response: Any = redirect(address)
    response.said = said
    return response


class ActionRoutes(BulkRoutes):
    """The routes of `@action` methods. Such a method gets a list of records, changes them and never commits."""

    @expose("/action/<string:name>/<pk>", methods=["GET", "POST"])
    def action(self: Any, name: str, pk: str) -> Response:
        """Carry out an action on one record; to look at its questions changes nothing."""
        action = self._require(name)
        if request.method == "GET" and not asking(action):
            abort(405)
        return self._act(action, [self.fetch_or_404(pk)])  # type: ignore[no-any-return]

    @expose("/action_post", methods=["GET", "POST"])
    def action_post(self: Any) -> Response:
        """Carry out an action on chosen records. Whoever comes back here by address gets the list to choose from."""
        if request.method == "GET":
            return redirect(self.url_to("list"))
        action = self._require(request.form.get("action", ""))
        ids = self.few_ids() if self.means_all() else request.form.getlist("rowid")
        return self.act_on_all(action) if ids is None else self._act(action, self._selected(ids))  # type: ignore[no-any-return]

    @expose("/asked/<string:name>/<string:question>")
    def lookup_asked(self: Any, name: str, question: str) -> Response:
        """Records that may answer a question of the action `name`."""
        fields = {field.name: field for field in asked_fields(self, self._require(name))}
        if question not in fields or fields[question].spec.type not in ("link", "links"):
            abort(404)
        return answer(candidates(entity_of(fields[question].target_model), typed()))

    def permission_of(self: Any, action: Any) -> str:
        """The permission that an action needs: its name, unless the view maps it to one of the common ones."""
        return str(self.get_action_permission_name(action.name))

    def asks(self: Any, action: Any) -> bool:
        """Whether an action asks anything, so that its button leads to a form."""
        return asking(action)

    def asked_first(self: Any, action: str, records: list[Any]) -> dict[str, Any]:
        """What the questions of `action` are answered with before anybody types; for views to say."""
        return {}

    def _require(self: Any, name: str) -> Any:
        action = self.actions.get(name)
        if action is None:
            abort(404)
        if not may(self.permission_of(action), self.class_permission_name):
            if current_user.is_authenticated:
                abort(403)
            abort(401)
        return action

    def _selected(self: Any, texts: list[str], *, archived: bool = False) -> list[Any]:
        ids = {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10}
        if not ids or len(ids) > SELECTION_LIMIT:
            abort(400, RuleError(N_("Choose between 1 and %(limit)s records."), limit=SELECTION_LIMIT))
        statement = matching(self.narrow(ListRequest(self.entity, archived=archived))).where(self.model.id.in_(ids))
        records = list(db.session.execute(statement.order_by(self.model.id)).scalars())
        if len(records) != len(ids):
            abort(404, NotVisible(N_("This record does not exist, or it is not visible to you.")))
        return records

    def _act(self: Any, action: Any, records: list[Any]) -> Any:
        if asking(action):
            return self._ask(action, records)
        return self._carried_out(records, lambda: action.func(records))

    def _ask(self: Any, action: Any, records: list[Any]) -> Any:
        """The questions, again with what was typed if the answers are refused; else the act."""
        if "answered" not in request.form:
            form = form_class(self, action)(data=self.asked_first(action.name, records), formdata=None)
            form.form_token.data = submissions.new_token()
            form.row_version.data = self._versions(records)
            return self._page(AskPage(self, action, records, form))
        form = form_class(self, action)()
        kind = f"{self.entity.name}.{action.name}"
        if submissions.made_by(form.form_token.data, kind):  # sent twice: the first one did it
            return redirect(self._after(records, "show", many=len(records) > 1))
        if not form.validate():
            return self._page(AskPage(self, action, records, form)), 422
        answers = {field.name: form[field.name].data for field in asked_fields(self, action)}
        seen, present = form.row_version.data, self._versions(records)
        if seen and seen != present:
            form.row_version.raw_data, form.row_version.data = None, present
            flash(translate(CHANGED_MEANWHILE), "danger")
            return self._page(AskPage(self, action, records, form)), 409

        def act() -> Any:
            submissions.remember(form.form_token.data, kind, records[0].id)
            return action.func(records, answers)

        def refused(refusal: RuleError) -> Any:
            if submissions.made_by(form.form_token.data, kind):  # twice at the same moment: the other was faster
                return redirect(self._after(records, "show", many=len(records) > 1))
            if not form.blame(refusal):
                flash(explain(refusal), "danger")
            return self._page(AskPage(self, action, records, form)), 422

        return self._carried_out(records, act, refused)

    def _versions(self: Any, records: list[Any]) -> str:
        """What whoever answers has seen of the records; a program need not say it."""
        return " ".join(self.version_of(record) for record in records)

    def _carried_out(self: Any, records: list[Any], act: Callable[[], Any], refused: Refused | None = None) -> Any:
        """Do it in one transaction. An action may answer with a response, or with a sentence about what it did."""
        answers: list[Any] = []
        many = len(records) > 1
        done = N_("%(number)s records are changed.") if many else N_("“%(title)s” is changed.")
        words = {"title": title(records[0]), "number": len(records)}
        after = self._after(records, "show", many=many)
        refusal = self._attempt(lambda: answers.append(act()))
        if refusal is not None and refused is not None:
            return refused(refusal)
        if refusal is not None:
            flash(explain(refusal), "danger")
            return redirect(after)
        if isinstance(answers[0], BaseResponse) and answers[0].location is None:
            return answers[0]  # a file or a page of its own
        said = answers[0] if isinstance(answers[0], str) else getattr(answers[0], "said", None)
        if said != "":
            flash(translate(done, **words) if said is None else said, "success")
        return answers[0] if isinstance(answers[0], BaseResponse) else redirect(after)

    def _attempt(self: Any, act: Callable[[], Any]) -> RuleError | None:
        """Carry out `act` in one transaction; the reason why not, if it was refused."""
        try:
            act()
            db.session.commit()
        except (RuleError, SQLAlchemyError) as error:
            db.session.rollback()
            return error if isinstance(error, RuleError) else refusal_of(error, self.entity)
        return None

    def _after(self: Any, records: list[Any], page: str, *, many: bool = False) -> str:
        """Where to go on after an act."""
        return self._list_as_it_was() if many or page == "list" else self.url_to("show", records[0].id)  # type: ignore[no-any-return]

    def perform(self: Any, act: Callable[[], Any], done: str, record: Any, page: str) -> Response:
        """Carry out `act` in one transaction, say how it went, and go on to `page` ("show" or "list")."""
        name, shown, after = title(record), self.url_to("show", record.id), self._after([record], page)
        refusal = self._attempt(act)
        if refusal is not None:
            flash(explain(refusal), "danger")
            return redirect(shown)
        flash(translate(done, title=name), "success")
        return redirect(after)

    def _list_as_it_was(self: Any) -> str:
        """The list with the filter, order and page from which this request came, if it came from there."""
        came_from, address = urlsplit(request.referrer or ""), self.url_to("list")
        return f"{address}?{came_from.query}" if came_from.path == address and came_from.query else address
