"""Which passwords are good enough: length counts, not the mixture of signs (NIST SP 800-63B, 5.1.1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from app.core.errors import RuleError
from app.core.text import N_

SHORTEST, LONGEST = 10, 128
# Beginnings of what people and robots try first.
WELL_KNOWN = (
    "password", "passw0rd", "p@ssw0rd", "qwerty", "qwertyuiop", "1q2w3e4r", "1qaz2wsx", "abc123", "abcdef", "iloveyou",
    "welcome", "letmein", "admin", "administrator", "woaini", "5201314", "a123456", "kehu",
)  # fmt: skip


def check_password(password: str, personal: Iterable[str], *, field: str | None = None) -> str:
    """`password`, or RuleError with the reason against it; `personal` are words others connect with the person.

    Digits at the end of a well-known or personal word do not make it a secret.
    """
    if not SHORTEST <= len(password) <= LONGEST or "\x00" in password:
        raise RuleError(
            N_("Use between %(shortest)s and %(longest)s characters."), field=field, shortest=SHORTEST, longest=LONGEST
        )
    if len(set(password)) < 4 or _is_row(password):
        raise RuleError(N_("Use more different characters, in no obvious order."), field=field)
    core = password.lower().strip("0123456789!@#$%^&*._- ")
    if core in WELL_KNOWN or core in {word.lower() for word in personal if word}:
        raise RuleError(N_("Others would guess this password soon. Use several words, for instance."), field=field)
    return password


def _is_row(password: str) -> bool:
    """Whether each character follows the one before: 1234567890 (where 0 follows 9) or zyxwvutsrq."""
    digits = password.isascii() and password.isdigit()
    codes = [int(sign) if digits else ord(sign) for sign in password]
    modulus = 10 if digits else 0x110000
    steps = {(after - before) % modulus for before, after in pairwise(codes)}
    return steps <= {1} or steps <= {modulus - 1}
