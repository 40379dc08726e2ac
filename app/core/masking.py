"""What is left to read of a number that a reader may not see whole. Pure."""

from __future__ import annotations

STAR = "*"
HEAD, TAIL = 3, 4  # characters left of a long number, as Chinese bills print them: 138****8000
LONG = 11  # letters and digits from which on both ends are left
SHORT_TAIL, SHORT = 2, 6


def mask(text: str) -> str:
    """`text` with its middle hidden; signs and spaces stay. Of fewer than six letters and digits nothing is left."""
    places = [at for at, character in enumerate(text) if character.isalnum()]
    if len(places) >= LONG:
        left = {*places[:HEAD], *places[-TAIL:]}
    else:
        left = set(places[-SHORT_TAIL:]) if len(places) >= SHORT else set()
    return "".join(STAR if c.isalnum() and at not in left else c for at, c in enumerate(text))
