"""Demo addresses name places that exist."""

from random import Random

import pytest

from app.demo.addresses import FOREIGN_CITIES, TRADITIONAL_CITIES, chinese_place, foreign_place, traditional_place
from app.system.regions import MAINLAND_FILE, RegionLevel, load_regions


@pytest.fixture(scope="module")
def known():
    """(province, city, district) of everything that can be chosen in a form, and the English names of the cities."""
    assert MAINLAND_FILE.exists(), "run deploy/setup_frontend.py: it brings the region files"
    by_code = {region.code: region for region in load_regions()}
    triples, english = set(), {}
    for region in by_code.values():
        if region.level is RegionLevel.DISTRICT:
            city = by_code[region.parent_code]
            triples.add((by_code[city.parent_code].name, city.name, region.name))
            english[city.name] = city.english
    return triples, english


def test_mainland_places_exist_and_are_spelled_like_the_list(known):
    triples, english = known
    rng = Random(1)
    places = [chinese_place(rng) for _ in range(4000)]
    assert {(place.province, place.city, place.district) for place in places} <= triples
    assert {(place.city, place.latin) for place in places} <= set(english.items())
    assert len({place.city for place in places}) == 49


@pytest.mark.parametrize("country", TRADITIONAL_CITIES)
def test_places_in_hong_kong_macao_and_taiwan_exist(known, country):
    rng = Random(1)
    places = [traditional_place(rng, country) for _ in range(50)]
    assert {(place.province, place.city, place.district) for place in places} <= known[0]


@pytest.mark.parametrize("country", FOREIGN_CITIES)
def test_foreign_places_are_complete(country):
    place = foreign_place(Random(1), country)
    assert place.country == country
    assert all((place.province, place.city, place.address, place.postcode))
