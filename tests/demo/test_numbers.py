"""Demo numbers are well formed, distinct, and belong to nobody."""

import pytest
from stdnum.cn import uscc

from app.customers.enums import PhoneLevel
from app.customers.rules.phones import read_phone
from app.customers.rules.social import check_qq
from app.demo.numbers import bank_account, chinese_landline, chinese_mobile, credit_code, foreign_phone, qq_number

SERIALS = range(20_000)


@pytest.mark.parametrize("number", [chinese_mobile, credit_code, bank_account, qq_number])
def test_no_number_is_given_twice(number):
    assert len({number(serial) for serial in SERIALS}) == len(SERIALS)


@pytest.mark.parametrize(
    ("case", "made", "expected"),
    [
        ("mobile", chinese_mobile(1), "15461803399"),
        ("landline", chinese_landline("0755", 1), "0755-0180 3399"),
        ("credit code", credit_code(1), "91990000DM0000013E"),
        ("bank account", bank_account(1), "0000000000000000001"),
        ("QQ", qq_number(1), "900061803399"),
        ("United States", foreign_phone("US", 1), "+1 212 555 0133"),
        ("United Kingdom", foreign_phone("GB", 1), "+44 20 7946 0339"),
        ("Germany", foreign_phone("DE", 1), "+49 30 23125339"),
        ("France", foreign_phone("FR", 1), "+33 1 99 00 33 99"),
        ("Australia", foreign_phone("AU", 1), "+61 2 5550 3399"),
        ("Hong Kong reserves nothing", foreign_phone("HK", 1), None),
    ],
)
def test_known_numbers(case, made, expected):
    assert made == expected, case


def test_a_demo_mobile_is_outside_the_numbering_plan_and_still_accepted():
    """When this becomes VALID, 154 has been handed out and real people answer: choose another block."""
    for serial in range(0, 20_000, 97):
        assert read_phone(chinese_mobile(serial)).level is PhoneLevel.PLAUSIBLE


@pytest.mark.parametrize("country", ["US", "GB", "DE", "FR", "AU"])
def test_numbers_reserved_for_films_are_valid(country):
    for serial in range(0, 20_000, 97):
        phone = foreign_phone(country, serial)
        assert phone is not None
        assert read_phone(phone, country).level is PhoneLevel.VALID, phone


def test_credit_codes_are_valid_and_of_a_region_that_does_not_exist():
    for serial in SERIALS:
        code = credit_code(serial)
        assert uscc.validate(code) == code
        assert code[2:8] == "990000"


def test_the_organisation_inside_a_credit_code_has_its_own_right_check_digit():
    """GB 11714-1997: the weighted sum with the check digit (X is 10) can be divided by 11."""
    assert credit_code(1)[8:17] == "DM0000013"
    for serial in range(500):
        *body, check = credit_code(serial)[8:17]
        weighted = sum(int(part, 36) * weight for part, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
        assert (weighted + (10 if check == "X" else int(check))) % 11 == 0


def test_qq_numbers_pass_the_rule():
    assert check_qq(qq_number(7)) == qq_number(7)
