"""Who sees a record and why, in words: the tab “Who sees it” of every governed record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_appbuilder import expose, has_access

from app.core.access import acting_user_id
from app.core.display import title
from app.core.i18n import translate
from app.core.registry import Entity
from app.core.text import N_
from app.core.traits import Governed

SHOWN = 100  # people on the page; more are only counted


@dataclass(frozen=True)
class Onlooker:
    """Somebody who sees a record. `why` is in the reader's words."""

    user_id: int
    name: str
    department: str
    why: str


Finder = Callable[[Entity, Any], Sequence[Onlooker]]
_finder: Finder = lambda entity, record: ()  # noqa: E731


def set_onlookers(finder: Finder) -> None:
    """Say who sees a record, the nearest to it first; `system` does, since it knows people and roles."""
    global _finder
    _finder = finder


def has_onlookers(model: type[Any]) -> bool:
    """Whether not everybody sees the records of `model`."""
    return issubclass(model, Governed) and bool(model.__access_group__)


class SightRoutes:
    """The tab; entities that everybody sees are left without."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        view: Any = cls
        if "model" in cls.__dict__ and not has_onlookers(view.model):
            view.exclude_route_methods = {*view.exclude_route_methods, "sight"}

    @expose("/sight/<pk>")
    @has_access
    def sight(self: Any, pk: str) -> str:
        """Why the reader sees the record, and who else does."""
        panel = SightPanel(self, self.fetch_or_404(pk, archived=True))
        return self.render_template("core/sight.html", panel=panel)  # type: ignore[no-any-return]


class SightPanel:
    """What the tab is given."""

    def __init__(self, view: Any, record: Any) -> None:
        found = _finder(view.entity, record)
        self.own = next((one for one in found if one.user_id == acting_user_id()), None)
        others = [one for one in found if one is not self.own]
        self.others, self.further = others[:SHOWN], max(0, len(others) - SHOWN)
        self.follows = self._followed(view.entity, record)

    def _followed(self, entity: Entity, record: Any) -> str:
        """The record above, whose readers are this one's."""
        link = entity.parent_link
        above = link.read(record) if link else None
        if link is None or above is None:
            return ""
        kind = translate(link.target_model.__label__)
        return translate(N_("It is seen by whoever sees the %(kind)s “%(title)s”."), kind=kind, title=title(above))
