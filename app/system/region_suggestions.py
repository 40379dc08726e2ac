"""Provinces, cities and districts as suggestions of an address form: codes in China, free text elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from app.core.folding import answers, fold, search_key
from app.core.i18n import current_locale
from app.system.regions import Region, load_regions

CHINA = "CN"
# What a city may be named without: 苏州 is 苏州市.
_ENDINGS = ("市", "省", "地区", "盟", "县", "区", "自治区", "特别行政区")


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


@cache
def _key(code: str) -> str:
    region = _by_code()[code]
    return search_key(region.name, region.english)


@cache
def _labels() -> dict[str, tuple[str, str]]:
    return {code: (fold(region.name), fold(region.english)) for code, region in _by_code().items()}


class RegionSuggestions:
    """`parents` are the country and then the codes or texts above, outermost first; those not chosen are empty."""

    def search(self, query: str, parents: Sequence[str], limit: int) -> list[tuple[str, str]]:
        found = [region for region in _offered(parents) if _answers(region, query)]
        chosen = len(parents) == 1 or parents[-1] != ""
        return [(region.code, _name(region) if chosen else _name_with_place(region)) for region in found[:limit]]

    def label(self, code: str) -> str | None:
        region = _by_code().get(code)
        return _name(region) if region else None

    def resolve(self, text: str, parents: Sequence[str]) -> str:
        typed = fold(text)
        offered = list(_offered(parents))
        exact = [r for r in offered if r.code == typed or typed in _labels()[r.code] or _shortened(r) == typed]
        if len(exact) == 1:
            return exact[0].code
        if len(parents) > 1 and not parents[-1]:
            return text  # a name that several places bear, or its beginning: no place for sure
        begun = (region.code for region in exact or offered if _labels()[region.code][0].startswith(typed))
        return next(begun, text)

    def above(self, code: str) -> Sequence[str] | None:
        region = _by_code().get(code)
        if region is None:
            return None
        return [CHINA, *(place.code for place in _above(region))]

    def codes(self, wanted: Callable[[str], bool]) -> list[str]:
        return [code for code, labels in _labels().items() if any(map(wanted, labels))]


def _answers(region: Region, query: str) -> bool:
    typed = fold(query)
    return not typed or any(typed in label for label in _labels()[region.code]) or answers(_key(region.code), query)


def _shortened(region: Region) -> str:
    """The name without its last word, where people leave that out."""
    name = _labels()[region.code][0]
    return next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end) and len(name) > len(end) + 1), name)


def _above(region: Region) -> list[Region]:
    places: list[Region] = []
    while region.parent_code:
        region = _by_code()[region.parent_code]
        places.insert(0, region)
    return places


def _offered(parents: Sequence[str]) -> Iterable[Region]:
    """The places of the step below `parents`, within the innermost one that is chosen."""
    country, *above = parents
    if country not in (CHINA, ""):
        return []
    chosen = [(step, place) for step, place in enumerate(above, 1) if place]
    step, place = chosen[-1] if chosen else (0, None)
    found = _below().get(place, [])
    for _ in range(len(above) - step):
        found = [below for region in found for below in _below().get(region.code, [])]
    return found


def _name(region: Region) -> str:
    return region.name if current_locale() == "zh" else region.english


def _name_with_place(region: Region) -> str:
    return " · ".join(dict.fromkeys(map(_name, [region, *reversed(_above(region))])))
