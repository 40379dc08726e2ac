"""The saved views of a list: which ones the reader has, which one is open, which one opens first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import or_, select
from werkzeug.datastructures import MultiDict

from app.core.access import current_principal
from app.core.conditions import ARGUMENT as CONDITION
from app.core.db import db
from app.core.published import Audience
from app.core.quick_filters import ARGUMENT as QUICK
from app.core.saved_views.model import SavedView
from app.core.security import may

ARGUMENT = "view"
ALL = "0"  # stands for no view at all, so that the list does not open with its default again
OFFERED = 100
_NEAREST = (Audience.PRIVATE, Audience.ROLE, Audience.EVERYBODY)


def views_of_list(name: str) -> list[SavedView]:
    """The views of a list that are meant for whoever acts, by name; not those that an administrator sees besides."""
    principal = current_principal()
    if principal is None or principal.user_id is None or not may("can_read", "SavedView"):
        return []
    meant = or_(
        SavedView.owner_id == principal.user_id,
        SavedView.audience == Audience.EVERYBODY.value,
        SavedView.role_id.in_(principal.role_ids),
    )
    statement = select(SavedView).where(SavedView.list_name == name, SavedView.archived_at.is_(None), meant)
    return list(db.session.scalars(statement.order_by(SavedView.name, SavedView.id).limit(OFFERED)))


def default_of(views: Iterable[SavedView]) -> SavedView | None:
    """The view that the list opens with: one's own before the role's before everybody's."""
    first = [view for view in views if view.is_default]
    return min(first, key=lambda view: _NEAREST.index(Audience(view.audience)), default=None)


def list_arguments(args: MultiDict[str, str], name: str) -> list[list[str]]:
    """Those of a list's arguments that a view keeps: search, filters, order."""
    kept = {"q", QUICK, f"_oc_{name}", f"_od_{name}"}
    pairs = args.items(multi=True)
    return [[key, text] for key, text in pairs if text and (key in kept or CONDITION.match(key))]


class ViewPicker:
    """What the menu of views over a list is given."""

    def __init__(self, view: Any, args: MultiDict[str, str], columns: list[str]) -> None:
        self._view, self._args, self._columns = view, args, columns
        self._name = type(view).__name__
        self.views = views_of_list(self._name)

    def url(self, saved: SavedView) -> str:
        """The list as `saved` has it."""
        arguments: MultiDict[str, str] = MultiDict((name, text) for name, text in saved.arguments)
        arguments[ARGUMENT] = str(saved.id)
        if saved.columns:
            arguments["columns"] = ",".join(saved.columns)
        return self._view.url_to("list", **dict(arguments.lists()))  # type: ignore[no-any-return]

    @property
    def all_url(self) -> str:
        """The list without any view."""
        return self._view.url_to("list", view=ALL)  # type: ignore[no-any-return]

    @cached_property
    def opened(self) -> SavedView | None:
        """The view that the address names, if it is one of the reader's."""
        return next((view for view in self.views if str(view.id) == self._args.get(ARGUMENT)), None)

    @property
    def is_changed(self) -> bool:
        """Whether the list shows something else by now than the view that is open."""
        if self.opened is None:
            return False
        kept = sorted(map(tuple, list_arguments(self._args, self._name)))
        shown = self.opened.columns is None or self.opened.columns == self._columns
        return kept != sorted(map(tuple, self.opened.arguments)) or not shown

    @property
    def may_save(self) -> bool:
        return may("can_create", "SavedView")

    @property
    def may_change(self) -> bool:
        """Whether the reader may make the list as it is now the view that is open."""
        principal, opened = current_principal(), self.opened
        if opened is None or principal is None or not may("can_edit", "SavedView"):
            return False
        private = opened.audience == Audience.PRIVATE and opened.owner_id == principal.user_id
        return private or may("publish", "SavedView")

    def save_url(self) -> str:
        """The form of a new view with what the list shows now."""
        return url_for("SavedViewView.add", list=self._name, columns=",".join(self._columns), **self._kept())

    def keep_url(self) -> str:
        """Where the view that is open takes what the list shows now."""
        shown = ",".join(self._columns)
        return url_for("SavedViewView.keep", pk=self.opened.id if self.opened else 0, columns=shown, **self._kept())

    def _kept(self) -> dict[str, Any]:
        pairs = MultiDict((name, text) for name, text in list_arguments(self._args, self._name))
        return dict(pairs.lists())
