"""A wrong value in a filter: the page comes, says which one, and keeps the others in force."""

from __future__ import annotations

import pytest

from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory

EN = {"Accept-Language": "en"}
WRONG = "_flt_4_annual_revenue=abc&_flt_4_employees=-1&_flt_0_stage=loyal"


@pytest.fixture
def boss(session, login):
    CustomerFactory(name="忠诚机械", stage="loyal")
    CustomerFactory(name="潜在纺织", stage="prospect")
    return login(UserFactory(role_names=["GeneralManager"]))


def test_the_list_opens_with_its_filters_and_says_what_is_wrong(boss):
    answer = boss.get(f"/customer/list/?{WRONG}", headers=EN)
    assert answer.status_code == 400
    assert "The filter on “Annual revenue” is left out: " in answer.text
    assert "The filter on “Employees” is left out: " in answer.text
    assert '<details class="filters" open>' in answer.text
    assert 'value="abc" id="_flt_4_annual_revenue"' in answer.text
    assert 'aria-describedby="_flt_4_annual_revenue-errors"' in answer.text
    assert "忠诚机械" in answer.text
    assert "潜在纺织" not in answer.text


@pytest.mark.parametrize("page", ["/charts/customers/", "/charts/customers/customers_by_status"])
def test_charts_say_it_too(boss, page):
    answer = boss.get(f"{page}?{WRONG}", headers=EN)
    assert answer.status_code == 400
    assert "The filter on “Annual revenue” is left out: " in answer.text
    assert "_flt_4_annual_revenue=abc" not in answer.text.partition('class="chips"')[2]


def test_what_counts_refuses(boss):
    assert boss.get(f"/customer/exact_count?{WRONG}").status_code == 400


@pytest.mark.parametrize("said", ["abc", "-1", "1e9", "9" * 12])
def test_an_import_that_is_no_number_is_refused_in_words(boss, said):
    answer = boss.get(f"/customer/list/?import={said}", headers=EN)
    assert answer.status_code == 400
    assert "is not a number this page understands" in answer.text


@pytest.mark.parametrize("said", ["abc", "-1", "9" * 12])
def test_a_list_of_links_with_what_is_no_record_is_refused_beside_the_field(boss, said):
    answer = boss.post("/customer/add", data={"name": "甲公司", "tags": [said]}, headers=EN)
    assert answer.status_code == 422
    assert "This record does not exist" in answer.text
