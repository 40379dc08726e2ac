"""The places that names of companies mention: the regions of the system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from app.customers.rules.place_names import CITY, COUNTY, PROVINCE, WARD, PlaceNames, place_names
from app.system.regions import Region, RegionLevel, load_regions


@cache
def known_places() -> PlaceNames:
    """Read once; before the set-up has brought the list of regions, only the country is known."""
    try:
        return place_names(_rows(load_regions()))
    except FileNotFoundError:
        return place_names(())


def _rows(regions: Sequence[Region]) -> Iterator[tuple[str, str, str | None, int]]:
    names = {region.code: region.name for region in regions}
    for region in regions:
        yield region.name, region.english, names.get(region.parent_code or ""), _rank(region)


def _rank(region: Region) -> int:
    if region.level is RegionLevel.PROVINCE:
        return PROVINCE
    if region.level is RegionLevel.CITY:
        return CITY
    return WARD if region.name.endswith("区") or len(region.code) > 6 else COUNTY
