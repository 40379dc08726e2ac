"""What the menu and the way back to it show: modules with their icons, favourites, spellings to find a page by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from flask import current_app

from app.core.errors import RuleError
from app.core.i18n import translate
from app.core.menu import menu_tree
from app.core.pinyin import syllables_of
from app.core.preferences import prefer, preferences
from app.core.text import N_

MOST_FAVOURITES = 20
Item = dict[str, Any]


def module_icon(name: str) -> str:
    """The symbol of a module; a category that is none has a folder."""
    return next((module.icon for module in _modules() if module.name == name), "folder")


def module_label(view: Any) -> str:
    """The name of the module in whose menu `view` stands, else of the one that its records belong to."""
    owner = next((m for m in _modules() if type(view) in (*m.views, *m.pages, *m.charts)), None)
    owner = owner or next((m for m in _modules() if m.name == view.entity.module), None)
    return translate(owner.label) if owner else ""


def _modules() -> Sequence[Any]:
    modules: Sequence[Any] = current_app.extensions["kehu_modules"]
    return modules


def _pages(tree: Sequence[Any]) -> Iterator[Item]:
    for category in tree:
        if category != "-":
            yield from (item for item in category.get("childs") or [category] if item != "-")


def favourite_pages(tree: Sequence[Any]) -> list[Item]:
    """The favourites that the reader may still open, in the order in which they were chosen."""
    known = {item["name"]: item for item in _pages(tree)}
    return [known[name] for name in preferences().favourites if name in known]


def turn_favourite(name: str) -> None:
    """Make a page of the menu a favourite of whoever acts, or no longer one. RuleError for what they cannot open."""
    kept = [page for page in preferences().favourites if page != name]
    if len(kept) == len(preferences().favourites):
        if name not in {item["name"] for item in _pages(menu_tree())}:
            raise RuleError(N_("This page is not in your menu."))
        if len(kept) >= MOST_FAVOURITES:
            raise RuleError(N_("There are at most %(number)s favourites."), number=MOST_FAVOURITES)
        kept.append(name)
    prefer(favourites=kept)


@lru_cache(maxsize=2048)
def spelled(label: str) -> str:
    """How somebody may type a Chinese label: its pinyin and its initials."""
    syllables = [(syllables_of(letter) or (letter,))[0] for letter in label.casefold()]
    return "".join(syllables) + " " + "".join(syllable[:1] for syllable in syllables)
