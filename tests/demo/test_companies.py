"""Names of demo companies."""

import re
from random import Random

import pytest
from pypinyin import lazy_pinyin

from app.customers.lookups import LOOKUPS
from app.demo.companies import FIRST, LEGAL_FORMS, SECOND, chinese_company, foreign_company

INDUSTRIES = {row.code for row in LOOKUPS["industry"]}
CHINESE = re.compile("(深圳市[一-鿿]{4,}|[一-鿿]{4,}（深圳）)(有限公司|有限责任公司|股份有限公司)")


def test_chinese_companies_are_named_the_chinese_way():
    rng = Random(1)
    for _ in range(1000):
        company = chinese_company(rng, "深圳市", "Shenzhen")
        assert CHINESE.fullmatch(company.name), company.name
        assert re.fullmatch(r"Shenzhen [A-Z][a-z]+ [A-Z][A-Za-z\- ]+ Co., Ltd\.", company.english), company.english
        assert company.english.split()[1].lower() == company.slug
        assert company.short.removeprefix("深圳") in company.name
        assert company.trade in company.name
        assert company.industry in INDUSTRIES


def test_the_letters_spell_the_brand():
    for word in f"{FIRST} {SECOND}".split():
        assert lazy_pinyin(word[0]) == [word[1:]], word


@pytest.mark.parametrize("country", LEGAL_FORMS)
def test_foreign_companies_have_a_legal_form_of_their_country(country):
    rng = Random(1)
    for _ in range(200):
        company = foreign_company(rng, country)
        assert company.name.endswith(LEGAL_FORMS[country])
        assert company.name.startswith(company.short)
        assert company.industry in INDUSTRIES


def test_a_million_companies_are_possible():
    """Birthday problem: a sample repeats itself about n² / 2N times, N being the number of possible names."""
    rng = Random(1)
    drawn = [chinese_company(rng, "深圳市", "Shenzhen").name for _ in range(20_000)]
    assert len(drawn) - len(set(drawn)) < 20_000**2 / (2 * 100_000)  # 100,000 in one city, and there are 49 cities
