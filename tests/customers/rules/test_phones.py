"""Which phone numbers are valid, which only plausible, which refused; and that nothing typed is lost."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.customers.enums import PhoneLevel
from app.customers.rules.phones import Phone, check_phone, check_phone_in, dialled, read_phone, shown_phone


@pytest.mark.parametrize(
    ("case", "text", "country", "display", "e164", "extension"),
    [
        ("mobile", "13800138000", "CN", "138 0013 8000", "+8613800138000", None),
        ("mobile with hyphens", "138-0013-8000", "CN", "138 0013 8000", "+8613800138000", None),
        ("mobile with +86, full-width", "＋８６ 138 0013 8000", "CN", "138 0013 8000", "+8613800138000", None),
        ("mobile with 0086", "0086 13800138000", "CN", "138 0013 8000", "+8613800138000", None),
        ("Chinese mobile of a German customer", "+8613800138000", "DE", "138 0013 8000", "+8613800138000", None),
        ("Beijing landline", "010-65529988", "CN", "010 6552 9988", "+861065529988", None),
        ("area code in full-width brackets", "（0755）83345678", "CN", "0755 8334 5678", "+8675583345678", None),
        ("extension 转", "0571-88001234转801", "CN", "0571 8800 1234 转 801", "+8657188001234", "801"),
        ("extension 分机", "0571-88001234 分机：801", "CN", "0571 8800 1234 转 801", "+8657188001234", "801"),
        ("extension after a hyphen", "010-65529988-801", "CN", "010 6552 9988 转 801", "+861065529988", "801"),
        ("400 number", "4008101234", "CN", "400 810 1234", "+864008101234", None),
        ("800 number", "800-810-1234", "CN", "800 810 1234", "+868008101234", None),
        ("bank service number", "95588", "CN", "95588", None, None),
        ("carrier service number", "10086", "CN", "10086", None, None),
        ("railway service number", "12306", "CN", "12306", None, None),
        ("long service number", "95105105", "CN", "95105105", None, None),
        ("Hong Kong", "+852 2345 6789", "CN", "+852 2345 6789", "+85223456789", None),
        ("German landline", "030-0074321", "DE", "+49 30 0074321", "+49300074321", None),
        ("American with extension", "(212) 555-0123 x45", "US", "+1 212-555-0123 ext. 45", "+12125550123", "45"),
        ("American in letters", "1-800-FLOWERS", "US", "+1 800-356-9377", "+18003569377", None),
    ],
)
def test_valid(case, text, country, display, e164, extension):
    found = read_phone(text, country)
    assert (found.level, found.display, found.e164, found.extension) == (PhoneLevel.VALID, display, e164, extension)
    assert dialled(text, country) == e164


@pytest.mark.parametrize(
    ("case", "text", "country", "display", "e164"),
    [
        ("mobile of a range not handed out", "15400001234", "CN", "154 0000 1234", "+8615400001234"),
        ("13 digits of a machine's card", "1440012345678", "CN", "1440012345678", None),
        ("landline without area code", "65529988", "CN", "65529988", None),
        ("landline outside today's plan", "021-01234567", "CN", "021-01234567", "+862101234567"),
        ("two numbers that share their beginning", "010-65529988/89", "CN", "010-65529988/89", None),
        ("company short number", "6012", "CN", "6012", None),
        ("Mexico before 2019", "(5) 555-4729", "MX", "(5) 555-4729", None),
        ("London before 2000", "(171) 555-7788", "GB", "(171) 555-7788", "+441715557788"),
        ("London number read in China", "(171) 555-7788", "CN", "(171) 555-7788", None),
        ("France before 1996", "88.60.15.31", "FR", "88.60.15.31", None),
        ("too long for Belgium", "(071) 23 67 22 20", "BE", "(071) 23 67 22 20", None),
        ("Myanmar, as long as a Chinese service number", "+95 123456", "CN", "+95 123456", "+95123456"),
        ("no country known", "030-0074321", None, "030-0074321", None),
        ("a country that does not exist", "030-0074321", "XX", "030-0074321", None),
    ],
)
def test_plausible(case, text, country, display, e164):
    assert read_phone(text, country) == Phone(text, PhoneLevel.PLAUSIBLE, display, e164), case
    assert dialled(text, country) == e164


NO_NUMBER = "“%s” is not a phone number."
SEVERAL = "This looks like more than one phone number; only one fits here."


@pytest.mark.parametrize(
    ("case", "text", "message"),
    [
        ("nothing", "", NO_NUMBER % ""),
        ("words", "call me", NO_NUMBER % "call me"),
        ("two digits", "12", NO_NUMBER % "12"),
        ("a name behind the number", "13800138000(张经理)", NO_NUMBER % "13800138000(张经理)"),
        ("letters for digits, in China", "1-800-FLOWERS", NO_NUMBER % "1-800-FLOWERS"),
        ("two numbers", "13800138000 13900139000", SEVERAL),
        ("mobile, one digit missing", "1380013800", "A Chinese mobile number has 11 digits; this one has 10."),
        ("mobile, one digit too many", "138001380000", "A Chinese mobile number has 11 digits; this one has 12."),
        ("eleven digits from 123", "12345678901", "A Chinese mobile number starts with 13 to 19."),
    ],
)
def test_refused(case, text, message):
    with pytest.raises(RuleError) as refusal:
        read_phone(text)
    assert str(refusal.value) == message, case
    assert refusal.value.field == "phone"


def test_a_column_keeps_what_was_typed_with_narrow_characters():
    assert check_phone("（０１０）６５５２９９８８") == "(010)65529988"


def test_what_is_shown_follows_the_country_and_old_nonsense_stays_as_it_is():
    assert shown_phone("13800138000", "CN") == "138 0013 8000"
    assert shown_phone("030-0074321", "DE") == "+49 30 0074321"
    assert shown_phone("after six", "CN") == "after six"


def test_a_column_refuses_what_is_a_number_nowhere_and_the_record_what_is_none_in_its_country():
    assert check_phone("171 555 7788") == "171 555 7788"
    check_phone_in("GB", "171 555 7788")
    with pytest.raises(RuleError, match="A Chinese mobile number has 11 digits; this one has 10") as refusal:
        check_phone_in("CN", "171 555 7788", field="mobile")
    assert refusal.value.field == "mobile"
    with pytest.raises(RuleError, match="is not a phone number"):
        check_phone("in the evening")


@given(st.text("0123456789 +-()./转x#ａ０张", max_size=24), st.sampled_from(["CN", "DE", "US", None]))
def test_what_was_accepted_once_is_accepted_again_from_the_column(text, country):
    try:
        found = read_phone(text, country)
    except RuleError:
        return
    assert read_phone(found.typed, country) == found
    assert re.sub(r"\D", "", found.typed) == re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
