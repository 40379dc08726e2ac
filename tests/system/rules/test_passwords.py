"""Which passwords are accepted."""

from __future__ import annotations

import pytest

from app.core.errors import RuleError
from app.system.rules.passwords import check_password

PERSON = ["liwei", "伟", "李", "li.wei", "example.com"]
GOOD = {
    "several words": "correct horse battery",
    "Chinese words": "春天来了我们去爬山吧哦",
    "ten characters": "tz4-uq7wLp",
    "a long number out of order": "39481726350",
    "a known word inside a longer phrase": "my password is long",
    "a walk inside a phrase": "qwerty is a keyboard",
    "letters of all kinds": "Kx7qPm2vRt",
    "the longest": "ab1-" * 31 + "c9Z?",
}
BAD = {
    "nine characters": ("tz4-uq7wL", "between"),
    "too long": ("ab1-" * 32 + "x", "between"),
    "a NUL": ("tz4-uq7wLp\x00", "between"),
    "empty": ("", "between"),
    "one letter": ("aaaaaaaaaaaa", "different characters"),
    "three letters": ("abcabcabcabc", "different characters"),
    "upwards": ("abcdefghijkl", "obvious order"),
    "digits upwards, round the corner": ("1234567890", "obvious order"),
    "digits downwards": ("9876543210", "obvious order"),
    "a word twice": ("passwordpassword", "different characters"),
    "a date twice": ("2026112220261122", "different characters"),
    "a walk over the keys": ("1q2w3e4r5t6y", "guess"),
    "a walk in columns": ("1qaz2wsx3edc!", "guess"),
    "a walk backwards": ("poiuytrewq", "guess"),
    "a walk with digits": ("Qwertyuiop123", "guess"),
    "a walk with a year": ("asdfgh2026", "guess"),
    "signs for letters": ("P@ssw0rd2026", "guess"),
    "more of them": ("@dm1n1str4t0r", "guess"),
    "a name and digits": ("zhang123456789", "guess"),
    "well known": ("Password123!", "guess"),
    "well known in Chinese": ("woaini5201314", "guess"),
    "the user name": ("LiWei20261122", "guess"),
    "the e-mail": ("li.wei!2026", "guess"),
}


@pytest.mark.parametrize("password", GOOD.values(), ids=GOOD.keys())
def test_good_ones(password):
    assert check_password(password, PERSON) == password


def test_a_company_may_ask_for_more_or_less():
    assert check_password("tz4-uq7w", PERSON, shortest=8) == "tz4-uq7w"
    with pytest.raises(RuleError, match="between 12"):
        check_password("tz4-uq7wLp", PERSON, shortest=12)


@pytest.mark.parametrize(("password", "reason"), BAD.values(), ids=BAD.keys())
def test_bad_ones(password, reason):
    with pytest.raises(RuleError, match=reason) as refused:
        check_password(password, PERSON, field="new_password")
    assert refused.value.field == "new_password"
