"""A value of an open list as it is delivered. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LookupSeed:
    """The code is stable and never shown; people may change the names later. Imports accept `aliases` too."""

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()
