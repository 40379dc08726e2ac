"""What is wrong with a record, and how it is mended."""

from __future__ import annotations

from datetime import date

import pytest

from app.customers.enums import ProblemKind
from app.customers.rules.data_quality import Known, Problem, contact_problems, customer_problems, is_outdated
from app.customers.rules.data_repair import normalised_phone, province_of, tidied

GOOD = {
    "kind": "company", "name": "华东精密（上海）有限公司", "industry": "machinery", "customer_type": "end_user",
    "province": "310000", "phone": "021-6552 9988", "email": "info@example.com",
}  # fmt: skip


def of_customer(*, has_contact=True, country="CN", bounced=False, wrong=False, **values):
    known = Known(GOOD | values, ("phone", "fax"), country, bounced, wrong)
    found = customer_problems(known, has_contact, lambda code: code in ("310000", "440000"))
    return sorted((problem.kind.value, problem.field) for problem in found)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, [], id="nothing is wrong"),
        pytest.param({"phone": "电话不详"}, [("phone_invalid", "phone")], id="words for a number"),
        pytest.param({"phone": "138001380"}, [("phone_invalid", "phone")], id="a mobile with digits missing"),
        pytest.param({"fax": "138001380", "country": "US"}, [], id="the same abroad"),
        pytest.param({"email": "info@@example.com"}, [("email_invalid", "email")], id="two signs in an address"),
        pytest.param({"bounced": True}, [("email_bounced", "email")], id="a letter came back"),
        pytest.param({"wrong": True}, [("phone_wrong", "")], id="a number is marked"),
        pytest.param({"has_contact": False}, [("no_contact", "")], id="a company without contacts"),
        pytest.param({"has_contact": False, "kind": "individual", "industry": None}, [], id="a person needs neither"),
        pytest.param({"industry": None}, [("missing", "industry")], id="no industry"),
        pytest.param({"province": None}, [("missing", "province")], id="no province"),
        pytest.param({"province": "魔都"}, [("province_unknown", "province")], id="an unknown province"),
        pytest.param({"province": "Bavaria", "country": "DE"}, [], id="a province abroad"),
        pytest.param({"name": "ＡＢＣ贸易"}, [("untidy", "name")], id="full-width letters"),
        pytest.param({"name": "华东  精密 "}, [("untidy", "name")], id="stray blanks"),
        pytest.param({"name": "华东精密（上海）"}, [], id="Chinese brackets are right"),
    ],
)
def test_customers(values, expected):
    assert of_customer(**values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"mobile": "13800138000"}, set()),
        ({"wechat": "zhangsan"}, set()),
        ({"fax": "021-6552 9988"}, {Problem(ProblemKind.UNREACHABLE)}),
        ({}, {Problem(ProblemKind.UNREACHABLE)}),
    ],
)
def test_contacts(values, expected):
    assert contact_problems(Known({"name": "张三"} | values, ("mobile", "office_phone", "fax"), "CN")) == expected


@pytest.mark.parametrize(
    ("changed", "verified", "expected"),
    [
        (date(2025, 1, 1), None, True),
        (date(2025, 1, 1), date(2025, 11, 1), False),
        (date(2025, 10, 1), date(2024, 1, 1), False),
        (date(2025, 6, 1), None, False),
    ],
)
def test_outdated_since_june(changed, verified, expected):
    assert is_outdated(changed, verified, date(2025, 6, 1)) is expected


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("电话：１３８００１３８０００", "+8613800138000"),
        ("Tel. 021-6552 9988", "+862165529988"),
        ("手机 13800138000 / 13900139000", "+8613800138000"),
        ("138001380；13900139000", "+8613900139000"),
        ("95588", "95588"),
        ("021-65529988转801", "021-65529988转801"),
        ("不详", None),
    ],
)
def test_the_number_in_a_field(typed, number):
    assert normalised_phone(typed, "CN") == number


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("ＡＢＣ１２３ 贸易", "ABC123 贸易"),
        ("\u3000华东\u3000精密 ", "华东 精密"),
        ("华东（上海），有限", "华东（上海），有限"),
        ("Ａ＆Ｂ", "A&B"),
    ],
)
def test_tidy_texts(text, tidy):
    assert tidied(text) == tidy
    assert tidied(tidy) == tidy


@pytest.mark.parametrize(
    ("city", "postcode", "code"),
    [
        ("440100", None, "440000"),
        (None, "510000", "440000"),
        ("广州", "５１００００", "440000"),
        (None, "100000", "110000"),
        (None, "640000", "510000"),
        (None, "9999", None),
        (None, "990000", None),
        (None, None, None),
    ],
)
def test_the_province_of_a_place(city, postcode, code):
    assert province_of(city, postcode) == code
