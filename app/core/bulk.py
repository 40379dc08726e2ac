"""An act on everything that a list shows, page or not: in the background, some records in each transaction.

A record that refuses is left as it is and counted with its reason; the others are not kept from changing by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, g
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from app.core.archiving import archive_all, restore_all
from app.core.asking import asked_fields, asking, form_class
from app.core.db import db
from app.core.display import join
from app.core.errors import RuleError
from app.core.form_fields import explain
from app.core.i18n import force_locale
from app.core.jobs.context import JobContext
from app.core.jobs.registry import Right, job
from app.core.listing import ListRequest, count_up_to, matching
from app.core.refusals import refusal_of
from app.core.text import N_
from app.core.views import entity_views, permission_name_of

BULK = "bulk_action"
AT_ONCE = 50  # records in one transaction
TOLD = 3  # different reasons in the words of the result
Act = Callable[[list[Any]], Any]
# What every entity does without an `@action` of its own.
ARCHIVING: dict[str, Act] = {"delete_records": archive_all, "recover_records": restore_all}
_CHANGED = N_("%(changed)s records are changed.")
_REFUSED = N_("%(changed)s records are changed, %(refused)s are left as they are: %(reasons)s")


def latest_id(asked: ListRequest) -> int:
    """The newest of the records that a list shows: what is added later is not meant."""
    model = asked.entity.model
    return db.session.execute(matching(asked).with_only_columns(func.max(model.id))).scalar() or 0


def _right(view: str, action: str, **_: Any) -> Right:
    if action in ARCHIVING:
        return "can_delete", permission_name_of(view)
    shown = next(found for found in entity_views() if type(found).__name__ == view)
    return shown.permission_of(shown.actions[action]), permission_name_of(view)


@job(BULK, label=N_("Change of many records"), needs=_right)
def act_on_all(
    context: JobContext,
    view: str,
    action: str,
    arguments: list[list[str]],
    answers: list[list[str]],
    until: int,
    locale: str,
) -> dict[str, Any]:
    """Carry out `action` on what the list's `arguments` show, up to the record `until`, in the order of the numbers."""
    shown = next(found for found in entity_views() if type(found).__name__ == view)
    with force_locale(locale), as_if_asked(context.created_by_id, answers):
        asked = shown.list_request(MultiDict((name, text) for name, text in arguments))
        asked = asked.where(shown.model.id <= until)
        run = _Run(context, asked, _act(shown, action))
        total = run.done + count_up_to(asked.where(shown.model.id > run.after), None).number
        while ids := run.next_ids():
            run.over(ids)
            context.progress(run.done, total)
        words, params = run.in_words()
        context.progress(run.done, run.done, words, **params)
    return {"done": run.done - run.refused, "refused": run.refused}


@contextmanager
def as_if_asked(user_id: int | None, answers: list[list[str]]) -> Iterator[None]:
    """What is inside may ask for the person and the answers as it would in the request that started the job."""
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    with current_app.test_request_context(method="POST", data=MultiDict((n, t) for n, t in answers)):
        g.user = g._login_user = sm.get_user_by_id(user_id)
        db.session.rollback()
        yield


def _act(view: Any, name: str) -> Act:
    if name in ARCHIVING:
        return ARCHIVING[name]
    action = view.actions[name]
    if not asking(action):
        return action.func  # type: ignore[no-any-return]

    def answered(records: list[Any]) -> Any:
        # Read anew in each transaction: the answers name records of its session.
        form = form_class(view, action)(meta={"csrf": False})
        if not form.validate():
            raise RuleError(N_("The answers no longer hold: %(reasons)s"), reasons=join(_errors(form)))
        return action.func(records, {field.name: form[field.name].data for field in asked_fields(view, action)})

    return answered


def _errors(form: Any) -> Iterator[str]:
    yield from (str(error) for box in form.typed_fields for error in box.errors)


class _Run:
    """How far one job is: a second attempt goes on after the last record that was seen."""

    def __init__(self, context: JobContext, asked: ListRequest, act: Act) -> None:
        self._context, self._asked, self._act = context, asked, act
        kept = context.checkpoint
        self.after, self.done, self.refused = kept.get("after", 0), kept.get("done", 0), kept.get("refused", 0)
        self._reasons = Counter(kept.get("reasons", {}))

    def next_ids(self) -> list[int]:
        """The next records that the list still shows."""
        g.pop("kehu_stamps", None)  # what is cached may have changed since the last transaction
        model = self._asked.entity.model
        statement = matching(self._asked).with_only_columns(model.id).where(model.id > self.after)
        ids = list(db.session.execute(statement.order_by(model.id).limit(AT_ONCE)).scalars())
        db.session.rollback()
        return ids

    def over(self, ids: list[int]) -> None:
        """Change these records together, or each by itself where that is refused."""
        if self._try(ids) is not None:
            for record_id in ids:
                self._alone(record_id)

    def _alone(self, record_id: int) -> None:
        refusal = self._try([record_id])
        if refusal is not None:
            self.refused += 1
            self._reasons[explain(refusal)] += 1
            self._keep([record_id])

    def _try(self, ids: list[int]) -> RuleError | None:
        model = self._asked.entity.model
        try:
            found = matching(self._asked).where(model.id.in_(ids)).order_by(model.id)
            records = list(db.session.execute(found).scalars())
            if records:
                self._act(records)
            self._keep(ids)
        except (RuleError, SQLAlchemyError) as error:
            db.session.rollback()
            return error if isinstance(error, RuleError) else refusal_of(error, self._asked.entity)
        return None

    def _keep(self, ids: list[int]) -> None:
        """Commit, together with how far that is."""
        after, done = max(ids), self.done + len(ids)
        kept = {"after": after, "done": done, "refused": self.refused, "reasons": dict(self._reasons)}
        self._context.save_checkpoint(db.session(), kept)
        db.session.commit()
        self.after, self.done = after, done

    def in_words(self) -> tuple[str, dict[str, Any]]:
        """A msgid about the end, and its parameters."""
        changed = {"changed": self.done - self.refused}
        if not self.refused:
            return _CHANGED, changed
        told = " ".join(reason for reason, _ in self._reasons.most_common(TOLD))
        return _REFUSED, changed | {"refused": self.refused, "reasons": told}


def ids_on_one_page(asked: ListRequest) -> list[int] | None:
    """The numbers of all records that a list shows if they fit on one page of it, else None."""
    statement = select(matching(asked).with_only_columns(asked.entity.model.id).subquery().c.id)
    ids = list(db.session.execute(statement.limit(asked.page_size + 1)).scalars())
    return ids if len(ids) <= asked.page_size else None
