"""Names of demo people and their Latin letters."""

import re
from random import Random

import pytest
from pypinyin import lazy_pinyin

from app.customers.enums import Gender
from app.demo.people import FEMALE, MALE, SURNAMES, WESTERN, chinese_person, western_person


def test_the_letters_spell_the_characters():
    """Surnames are left out: their readings differ from the dictionary on purpose."""
    for word in f"{MALE} {FEMALE}".split():
        character, reading = word[0], word[1:]
        assert lazy_pinyin(character) == [reading], word


@pytest.mark.parametrize("surname", ["单shan", "仇qiu", "曾zeng", "解xie", "区ou", "查zha", "任ren", "欧阳ouyang"])
def test_surnames_are_read_as_surnames(surname):
    assert surname in SURNAMES.split()


def test_chinese_people_have_two_to_four_characters_and_plain_letters():
    rng = Random(1)
    for _ in range(2000):
        person = chinese_person(rng)
        assert re.fullmatch("[一-鿿]{2,4}", person.name)
        assert re.fullmatch("[a-z]{3,}", person.latin)


def test_both_genders_occur():
    rng = Random(1)
    assert {chinese_person(rng).gender for _ in range(50)} == {Gender.FEMALE, Gender.MALE}


@pytest.mark.parametrize("country", WESTERN)
def test_western_people_have_an_address_without_accents(country):
    rng = Random(1)
    for _ in range(200):
        assert re.fullmatch(r"[a-z]+\.[a-z]+", western_person(rng, country).latin)
