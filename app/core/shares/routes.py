"""Sharing on the screens of every governed record at the top: the action, and the tab that lists who sees it too."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import action
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.asking import Question, asks
from app.core.attached import Attached
from app.core.clock import today
from app.core.columns import FieldSpec
from app.core.db import db
from app.core.display import EMPTY, display, person_name, title
from app.core.errors import NotVisible, RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.preferences import zone
from app.core.published import Published
from app.core.registry import entity_of
from app.core.security import may
from app.core.shares import actions
from app.core.shares.limits import may_go_so_far
from app.core.shares.model import Share, ShareLevel
from app.core.text import N_
from app.core.traits import Governed

SHOWN = 200


def shareable(model: type[Any]) -> bool:
    """Whether records of `model` are shared: governed ones at the top. What hangs below follows."""
    return (
        issubclass(model, Governed) and not issubclass(model, (Attached, Published)) and model.__parent_link__ is None
    )


class ShareRoutes:
    """The action “Share” and its tab; other entities are left without."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        view: Any = cls
        if "model" in cls.__dict__ and not shareable(view.model):
            view.share = None
            view.exclude_route_methods = {*view.exclude_route_methods, "shares", "withdraw"}

    @action("share", N_("Share with a colleague"), None)
    @asks(
        Question("colleague", FieldSpec("link", N_("Colleague"), target="User", required=True)),
        Question("level", FieldSpec("choice", N_("Right"), enum=ShareLevel, required=True, default="read")),
        Question("until", FieldSpec("date", N_("Until"), help=N_("The last day; empty: until it is withdrawn."))),
        Question("remarks", FieldSpec("text", N_("Remarks"), max_length=500)),
    )
    def share(self: Any, records: list[Any], answers: dict[str, Any]) -> str:
        """Show records to a colleague who does not see them otherwise."""
        if not may("can_edit", self.class_permission_name):
            raise RuleError(N_("Only who may edit a record may share it."))
        actions.share(records, today=today(zone().key), **answers)
        return translate(N_("Shared with %(name)s."), name=title(answers["colleague"]))

    @expose("/shares/<pk>")
    @has_access
    def shares(self: Any, pk: str) -> str:
        """The tab: with whom the record is shared."""
        record = self.fetch_or_404(pk, archived=True)
        panel = SharesPanel(self, record)
        return self.render_template("core/shares.html", panel=panel, view=self)  # type: ignore[no-any-return]

    @expose("/shares/<pk>/<int:share_id>/withdraw", methods=["POST"])
    @has_access
    def withdraw(self: Any, pk: str, share_id: int) -> Response:
        """End a share."""
        record = self.fetch_or_404(pk)
        if not may("share", self.class_permission_name):
            abort(403)
        found = next((held for held in _live(record) if held.id == share_id), None)
        if found is None:
            abort(404, NotVisible(N_("This record does not exist, or it is not visible to you.")))
        refusal = self._attempt(lambda: actions.withdraw(found))
        if refusal is not None:
            flash(explain(refusal), "danger")
        else:
            flash(translate(N_("The share is withdrawn.")), "success")
        return redirect(f"{self.url_to('show', record.id)}#shares")


def _live(record: Any) -> list[Share]:
    """What is not withdrawn, the newest first."""
    found = select(Share).where(Share.entity == entity_of(type(record)).name, Share.record_id == record.id)
    found = found.where(Share.archived_at.is_(None)).options(joinedload(Share.colleague))
    return list(db.session.scalars(found.order_by(Share.id.desc()).limit(SHOWN)))


class SharesPanel:
    """What the tab of shares is given."""

    def __init__(self, view: Any, record: Any) -> None:
        self.view, self.record = view, record
        self.shares = _live(record)
        self.fields = entity_of(Share).fields
        self.today = today(zone().key)
        ids = {held.created_by_id for held in self.shares}
        givers = db.session.execute(select(User.id, User.first_name, User.last_name).where(User.id.in_(ids)))
        self._givers = {user_id: person_name(first, last) for user_id, first, last in givers}

    @property
    def may_share(self) -> bool:
        permissions = all(may(needed, self.view.class_permission_name) for needed in ("can_edit", "share"))
        return permissions and not self.record.archived_at and may_go_so_far(db.session(), self.record, "share")

    def giver(self, held: Share) -> str:
        """Who shared it."""
        return self._givers.get(held.created_by_id or 0, EMPTY)

    def shown(self, held: Share, name: str) -> str:
        """A value as readers see it."""
        return display(self.fields[name], getattr(held, name))

    def has_ended(self, held: Share) -> bool:
        return held.until is not None and held.until < self.today
