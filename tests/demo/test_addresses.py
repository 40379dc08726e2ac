"""Demo addresses name places that exist."""

from random import Random

import pytest

from app.demo.addresses import (
    CITIES,
    FOREIGN_CITIES,
    TRADITIONAL_CITIES,
    chinese_place,
    foreign_place,
    traditional_place,
)
from app.system.regions import MAINLAND_FILE, load_regions


@pytest.fixture(scope="module")
def regions():
    assert MAINLAND_FILE.exists(), "run deploy/setup_frontend.py: it brings the region files"
    return {region.code: region for region in load_regions()}


def test_mainland_places_exist_below_each_other_and_are_spelled_like_the_list(regions):
    rng = Random(1)
    places = {chinese_place(rng) for _ in range(4000)}
    for place in places:
        district, city = regions[place.district], regions[place.city]
        assert (district.parent_code, city.parent_code) == (place.city, place.province), place
        assert (city.name, city.english) == (place.city_name, place.latin), place
    assert len({place.city for place in places}) == 49


def test_the_names_beside_the_codes_are_right(regions):
    """They are for readers only, so nothing else would notice."""
    for row in CITIES.strip().splitlines():
        city, _, _, _, _, *districts = row.split()
        for word in (city, *districts):
            assert regions[word[:6]].name == word[6:]


@pytest.mark.parametrize("country", TRADITIONAL_CITIES)
def test_places_in_hong_kong_macao_and_taiwan_exist(regions, country):
    known = {(regions[region.parent_code].name, region.name) for region in regions.values() if region.parent_code}
    rng = Random(1)
    for _ in range(50):
        place = traditional_place(rng, country)
        assert {(place.province, place.city), (place.city, place.district)} <= known


@pytest.mark.parametrize("country", FOREIGN_CITIES)
def test_foreign_places_are_complete(country):
    place = foreign_place(Random(1), country)
    assert place.country == country
    assert all((place.province, place.city, place.address, place.postcode))
