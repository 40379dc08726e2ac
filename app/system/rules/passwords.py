"""Which passwords are good enough: length counts, not the mixture of signs (NIST SP 800-63B, 5.1.1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from app.core.errors import RuleError
from app.core.text import N_

SHORTEST, LONGEST = 10, 128  # characters
LEAST, MOST = 8, 64  # what may be asked for as the shortest
# Beginnings of what people and robots try first.
WELL_KNOWN = (
    "password", "qwerty", "abcdef",
    "welcome", "letmein", "admin", "administrator", "woaini", "iloveyou", "changeme", "secret", "dragon",
    "monkey", "football", "baseball", "princess", "sunshine", "superman", "master", "login", "test", "root", "kehu",
    "aa", "a", "abc", "qq", "woaiwojia", "zhongguo", "beijing", "shanghai", "wang", "zhang", "liu", "chen",
)  # fmt: skip
# The ways that a finger takes over a keyboard.
WALKS = (
    "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm", "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1234567890",
)  # fmt: skip
LOOK_ALIKE = str.maketrans("@4013$57", "aaoiesst")


def check_password(
    password: str, personal: Iterable[str], *, shortest: int = SHORTEST, field: str | None = None
) -> str:
    """`password`, or RuleError with the reason against it; `personal` are words others connect with the person.

    `shortest` counts characters. Digits at the end of a well-known or personal word do not make it a secret.
    """
    if not shortest <= len(password) <= LONGEST or "\x00" in password:
        raise RuleError(
            N_("Use between %(shortest)s and %(longest)s characters."), field=field, shortest=shortest, longest=LONGEST
        )
    if len(set(password)) < 4 or _is_row(password) or _repeats(password):
        raise RuleError(N_("Use more different characters, in no obvious order."), field=field)
    known = {*WELL_KNOWN, *(word.lower() for word in personal if word)}
    if _is_walk(password) or any(core in known for core in _cores(password)):
        raise RuleError(N_("Others would guess this password soon. Use several words, for instance."), field=field)
    return password


def _is_row(password: str) -> bool:
    """Whether each character follows the one before: 1234567890 (where 0 follows 9) or zyxwvutsrq."""
    digits = password.isascii() and password.isdigit()
    codes = [int(sign) if digits else ord(sign) for sign in password]
    modulus = 10 if digits else 0x110000
    steps = {(after - before) % modulus for before, after in pairwise(codes)}
    return steps <= {1} or steps <= {modulus - 1}


def _repeats(password: str) -> bool:
    """Whether it is something shorter, several times."""
    return password in (password + password)[1:-1]


def _is_walk(password: str) -> bool:
    """Whether it follows the keys of a keyboard, but for signs at its end."""
    whole = password.lower().rstrip("!@#$%^&*._- ")
    bare = whole.strip("0123456789")
    return any(part and part in way for part in (whole, bare) for walk in WALKS for way in (walk, walk[::-1]))


def _cores(password: str) -> set[str]:
    """What is left of it without digits and signs around, also where signs stand for letters."""
    around = "0123456789!@#$%^&*._- "
    plain = password.lower()
    return {plain.strip(around), plain.rstrip(around).translate(LOOK_ALIKE), plain.strip(around).translate(LOOK_ALIKE)}
