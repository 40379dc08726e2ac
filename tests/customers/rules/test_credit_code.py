"""Which registration numbers are accepted, and what is said about the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from app.core.errors import RuleError
from app.customers.enums import RegistrationKind
from app.customers.rules.credit_code import CreditCode, check_credit_code, read_credit_code

UNIFIED = "91110000600037341L"
LEGACY = "440301103097413"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("case", "text", "code", "kind"),
    [
        ("as printed on the licence", UNIFIED, UNIFIED, RegistrationKind.UNIFIED),
        ("small letters", "91110000600037341l", UNIFIED, RegistrationKind.UNIFIED),
        ("full-width characters", "９１１１００００６０００３７３４１Ｌ", UNIFIED, RegistrationKind.UNIFIED),
        ("spaces and hyphens", " 9111 0000-6000 3734 1L ", UNIFIED, RegistrationKind.UNIFIED),
        ("15 digits from before 2015", LEGACY, LEGACY, RegistrationKind.LEGACY),
        ("15 full-width digits", "４４０３０１１０３０９７４１３", LEGACY, RegistrationKind.LEGACY),
    ],
)
def test_accepted(case, text, code, kind):
    assert read_credit_code(text) == CreditCode(code, kind), case
    assert check_credit_code(text) == code, case


@pytest.mark.parametrize(
    ("case", "text", "message"),
    [
        ("nothing", "", "A credit code has 18 characters, an old registration number 15 digits; this one has 0."),
        (
            "one character short",
            UNIFIED[:-1],
            "A credit code has 18 characters, an old registration number 15 digits; this one has 17.",
        ),
        (
            "15 characters that are no digits",
            "91110000600037L",
            "A credit code has 18 characters, an old registration number 15 digits; this one has 15.",
        ),
        ("I instead of 1", "91110000I00037341L", "A unified social credit code never contains the letter I."),
        ("O instead of 0", "9111O000600037341L", "A unified social credit code never contains the letter O."),
        (
            "a letter among the first eight",
            "A1110000600037341L",
            "A unified social credit code starts with 8 digits; digits and capital letters follow.",
        ),
        (
            "a Chinese character",
            "9111000060003734一L",
            "A unified social credit code starts with 8 digits; digits and capital letters follow.",
        ),
        (
            "two digits swapped",
            "91110000600073341L",
            "The check digit of this credit code is wrong: at least one character is mistyped.",
        ),
    ],
)
def test_refused(case, text, message):
    with pytest.raises(RuleError) as refusal:
        read_credit_code(text)
    assert str(refusal.value) == message, case
    assert refusal.value.field == "credit_code"


@given(
    digits=st.text("0123456789", min_size=8, max_size=8),
    rest=st.text(ALPHABET, min_size=9, max_size=9),
    position=st.integers(0, 16),
    other=st.integers(1, 9),
)
def test_one_mistyped_digit_is_always_noticed(digits, rest, position, other):
    body = digits + rest
    code = body + uscc.calc_check_digit(body)
    assert check_credit_code(code) == code
    wrong = ALPHABET[(ALPHABET.index(code[position]) + other) % (10 if position < 8 else 31)]
    with pytest.raises(RuleError):
        check_credit_code(code[:position] + wrong + code[position + 1 :])
