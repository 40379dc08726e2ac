"""What a typed text may hold, and how it is shown in a refusal. Pure: standard library only."""

from __future__ import annotations

import re

from app.core.errors import RuleError
from app.core.text import N_

_SHOWN = 40
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    0x202F: " ",
    0x2212: "-",
    0xFFE5: "¥",
}


def narrow(text: str) -> str:
    """Full-width digits, signs and blanks as ASCII, without outer blanks; superscripts stay what they are."""
    return text.translate(_WIDE).strip()


def shown(raw: object) -> str:
    """What was typed, short and printable, for the text of a refusal."""
    text = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in str(raw)[:200]
    )
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def parse_text(raw: str, *, max_length: int | None = None, lines: bool = True) -> str:
    """The text as it is stored: line ends are LF; a single line loses its outer blanks.

    Refused: control characters but tab and line end, surrogates, non-characters, a line end where `lines` is False,
    more than `max_length` characters.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = text if lines else text.strip()
    found = _FORBIDDEN.search(text)
    if found:
        raise RuleError(
            N_("Character %(place)s of the text (code %(code)s) cannot be stored."),
            place=found.start() + 1,
            code=f"U+{ord(found.group()):04X}",
        )
    if not lines and "\n" in text:
        raise RuleError(N_("This must be a single line."))
    if max_length is not None and len(text) > max_length:
        raise RuleError(
            N_("The text has %(length)s characters; at most %(limit)s are allowed."), length=len(text), limit=max_length
        )
    return text
