"""A value of an open list as it is delivered. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LookupSeed:
    """The code is stable and never shown; people may change the names later. Imports accept `aliases` too.

    Values stand in the order of the list; those of one `position` in the order of their labels, in every language.
    """

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()
    position: int | None = None
