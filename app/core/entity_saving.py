"""How a form becomes a record: one transaction, a refusal in words, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from sqlalchemy.exc import SQLAlchemyError

from app.core import submissions
from app.core.db import db
from app.core.display import title
from app.core.errors import Conflict, RuleError
from app.core.form_fields import EntityForm, explain
from app.core.i18n import translate
from app.core.merging import deleted_meanwhile, meanwhile, merge
from app.core.refusals import CHANGED_MEANWHILE, refusal_of
from app.core.text import N_


class Saving:
    """What the forms of an entity do with what was sent."""

    def _save(self: Any, form: EntityForm, record: Any, *, created: bool) -> Any:
        if not created and getattr(record, "archived_at", None):
            return self._refused(form, record, created, deleted_meanwhile(self.entity, record))
        if not form.validate():
            return self.form_page(form, None if created else record, 422)
        try:
            if not created:
                self._refuse_stale(form, record)
            self._write(form, record, created)
        except SQLAlchemyError as error:
            return self._refused(form, record, created, refusal_of(error, self.entity))
        except RuleError as refusal:
            return self._refused(form, record, created, refusal)
        flash(translate(N_("“%(title)s” is saved."), title=title(record)), "success")
        return redirect(self.after_save(record))

    def _write(self: Any, form: EntityForm, record: Any, created: bool) -> None:
        with db.session.no_autoflush:
            form.write_to(record)
            self.before_save(record, created)
            self.refuse_doubtful(record, created)
            if created:
                db.session.add(record)
        db.session.flush()
        if created:
            submissions.remember(form.form_token.data, self.entity.name, record.id)
        db.session.commit()

    def _refuse_stale(self: Any, form: EntityForm, record: Any) -> None:
        seen = form.row_version.data
        if seen != self.version_of(record) and meanwhile(self.entity, record, seen) != {}:
            raise Conflict(CHANGED_MEANWHILE)

    def version_of(self: Any, record: Any) -> str:
        """What a form remembers of the state it was opened on, so that nobody overwrites a later one unseen."""
        return str(getattr(record, "version", ""))

    def _refused(self: Any, form: EntityForm, record: Any, created: bool, refusal: RuleError) -> Any:
        db.session.rollback()
        db.session.expire_all()
        made = submissions.made_by(form.form_token.data, self.entity.name) if created else None
        if made:  # the same form, sent twice at the same moment: the other one was faster
            return redirect(self.url_to("show", made))
        current = None if created else self.fetch_or_404(record.id, archived=True)
        if isinstance(refusal, Conflict):
            self._hide_invisible_links(form, current)
            if refusal.message == CHANGED_MEANWHILE:
                refusal = merge(form, self.entity, current, form.row_version.data)
            form.row_version.raw_data, form.row_version.data = None, self.version_of(current)
        if not form.blame(refusal):
            flash(explain(refusal), "danger")
        return self.form_page(form, current, 409 if isinstance(refusal, Conflict) else 422)

    def after_save(self: Any, record: Any) -> str:
        """Where to go when a record is saved."""
        if "save_and_new" in request.form:
            return self.url_to("add")
        return self.url_to("show", record.id)
