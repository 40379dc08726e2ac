"""Places as they occur in the names of companies: 深圳市, 深圳 and Shenzhen are one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.folding import fold

COUNTRY, PROVINCE, CITY, COUNTY, WARD = range(5)
_KINDS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "地区", "盟", "省", "市", "县")
CHINA = "中国"


@dataclass(frozen=True, slots=True)
class Place:
    """`stem` names it in every spelling; empty where one spelling is shared by several (Suzhou). `rank`: see above."""

    stem: str
    rank: int
    above: str | None = None


@dataclass(frozen=True)
class PlaceNames:
    """What a piece of a name may be: with its kind (深圳市), bare (深圳) or in English. All spellings are folded."""

    full: dict[str, Place] = field(default_factory=dict)
    bare: dict[str, Place] = field(default_factory=dict)
    english: dict[str, Place] = field(default_factory=dict)

    def named(self, text: str) -> Place | None:
        """The place that `text` as a whole means."""
        return self.full.get(text) or self.bare.get(text) or self.english.get(text)


def place_names(regions: Iterable[tuple[str, str, str | None, int]]) -> PlaceNames:
    """From (name, English name, name of the place above, rank).

    Only provinces and cities are known without their kind (深圳): districts, counties and prefectures share their names
    with brands (和平, 长安, 阿里).
    """
    known = PlaceNames()
    country = Place(CHINA, COUNTRY)
    known.full["中华人民共和国"] = known.bare[CHINA] = country
    known.english.update(dict.fromkeys(("china", "prc", "pr china", "peoples republic of china"), country))
    for name, english, above, rank in regions:
        _add(known, fold(name), fold(english).replace("'", ""), stem_of(fold(above)) if above else None, rank)
    return known


def stem_of(name: str) -> str:
    """深圳 for 深圳市; names of one character keep their kind (浚县)."""
    kind = next((kind for kind in _KINDS if name.endswith(kind) and len(name) - len(kind) > 1), "")
    return name.removesuffix(kind)


def _add(known: PlaceNames, name: str, english: str, above: str | None, rank: int) -> None:
    stem = stem_of(name)
    place = Place(stem, rank, above)
    known.full.setdefault(name, place)
    if rank > PROVINCE and not name.endswith("市"):
        return
    if len(stem) > 1:
        known.bare.setdefault(stem, place)
    met = known.english.get(english)
    known.english[english] = place if met is None or met.stem == stem else Place("", rank)
