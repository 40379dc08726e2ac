"""Lists too large or too open for a select box: a field keeps a code where the list knows one, free text otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol


class Suggestions(Protocol):
    """One list. `parents` are the codes chosen in the fields above, outermost first."""

    def search(self, query: str, parents: Sequence[str], limit: int) -> list[tuple[str, str]]:
        """(code, label) pairs for what is typed so far."""

    def label(self, code: str) -> str | None:
        """The reader's label of a code; None for free text."""

    def resolve(self, text: str, parents: Sequence[str]) -> str:
        """The code that `text` (a code or a label in any language) stands for, or `text` itself."""

    def above(self, code: str) -> Sequence[str] | None:
        """The codes above `code`, outermost first as in `parents`; None for free text."""

    def codes(self, wanted: Callable[[str], bool]) -> list[str]:
        """The codes of which a folded label, in any language, is `wanted`."""


_lists: dict[str, Suggestions] = {}


def register_suggestions(kind: str, suggestions: Suggestions) -> None:
    """Make a list known under the name that columns give."""
    _lists[kind] = suggestions


def suggestions(kind: str) -> Suggestions:
    """The list called `kind`."""
    return _lists[kind]
