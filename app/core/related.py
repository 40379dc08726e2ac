"""Related lists: what a module adds to the pages of the records below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.core.registry import entity_of
from app.core.security import may
from app.core.views import view_of


@dataclass(frozen=True)
class Related:
    """A list on the page of `parent` (an entity's name): the records of `model` whose `link` points to it.

    `heading` (a msgid) is what its tab says, the plural of the records unless told otherwise.
    """

    parent: str
    model: type[Any]
    link: str
    heading: str = ""

    @property
    def name(self) -> str:
        return f"{entity_of(self.model).name}-{self.link}"

    @property
    def label(self) -> str:
        return self.heading or entity_of(self.model).label_plural

    @property
    def view(self) -> Any:
        return view_of(self.model)

    @property
    def visible(self) -> bool:
        """Whether the reader may list these records at all."""
        return may("can_read", self.view.class_permission_name)


def related_lists(parent: str) -> list[Related]:
    """The lists declared for an entity, in the order of the manifests."""
    return [related for related in current_app.extensions["kehu_related"] if related.parent == parent]
