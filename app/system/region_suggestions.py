"""Provinces, cities and districts as suggestions of an address form: codes in China, free text elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.core.folding import fold
from app.core.i18n import current_locale
from app.system.regions import Region, load_regions


@cache
def _by_code() -> dict[str, Region]:
    try:
        return {region.code: region for region in load_regions()}
    except FileNotFoundError:  # before the set-up has brought the files, addresses are free text
        return {}


@cache
def _below() -> dict[str | None, list[Region]]:
    below: dict[str | None, list[Region]] = {}
    for region in _by_code().values():
        below.setdefault(region.parent_code, []).append(region)
    return below


class RegionSuggestions:
    """`parents` are the country and then the codes or texts above, outermost first."""

    def search(self, query: str, parents: Sequence[str], limit: int) -> list[tuple[str, str]]:
        typed = fold(query)
        found = [region for region in self._offered(parents) if typed in fold(f"{region.name} {region.english}")]
        return [(region.code, self._name(region)) for region in found[:limit]]

    def label(self, code: str) -> str | None:
        region = _by_code().get(code)
        return self._name(region) if region else None

    def resolve(self, text: str, parents: Sequence[str]) -> str:
        typed = fold(text)
        for region in self._offered(parents):
            if typed in (region.code, fold(region.name), fold(region.english)) or fold(region.name).startswith(typed):
                return region.code
        return text

    def _offered(self, parents: Sequence[str]) -> list[Region]:
        country, *above = parents
        if country not in ("CN", ""):
            return []
        return _below().get(above[-1] if above else None, [])

    def _name(self, region: Region) -> str:
        return region.name if current_locale() == "zh" else region.english
