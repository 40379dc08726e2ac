"""How much a decoded text looks like Chinese that somebody wrote. Pure: standard library only.

Nearly any bytes decode as GB18030, so a successful decoding proves nothing; what characters come out does.
`common_hanzi.txt` holds about a thousand characters frequent in lists of companies, people and addresses, first the
simplified, then the traditional ones. The first levels of GB 2312 and Big5, which the codecs know, hold the 6,700
in ordinary use. Text read with the wrong codec lands outside both.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

# Private use, the replacement character and C1 controls: a legacy codec gives them only for a wrong reading.
IMPOSSIBLE = re.compile("[\ue000-\uf8ff\ufffd\x80-\x9f]")

_STRANDED = re.compile(r"(?<=[A-Za-z])[\u3400-\u9fff](?=[A-Za-z \r\n,;\t])")  # "M閤ico": an accented letter misread
_NEUTRAL = re.compile("[\u00a0-\u00ff\u2000-\u206f\u2100-\u27bf\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]")
_WEIGHT_COMMON, _WEIGHT_USUAL, _WEIGHT_RARE, _WEIGHT_FOREIGN = 1.0, 0.4, -1.0, -0.7
_IMPOSSIBLE_WEIGHT = -5.0


@cache
def common() -> frozenset[str]:
    """The characters frequent in business lists, both scripts."""
    return frozenset(Path(__file__).with_name("common_hanzi.txt").read_text("utf-8")) - {"\n"}


@cache
def usual() -> frozenset[str]:
    """The first levels of GB 2312 (3,755) and of Big5 (5,401), together."""
    low, high = range(0x40, 0x7F), range(0xA1, 0xFF)
    gb = b"".join(bytes((a, b)) for a in range(0xB0, 0xD8) for b in high).decode("gb2312", "ignore")
    big5 = b"".join(bytes((a, b)) for a in range(0xA4, 0xC7) for b in (*low, *high)).decode("big5", "ignore")
    return frozenset(character for character in gb + big5 if "\u4e00" <= character <= "\u9fff")


def plausibility(text: str, *, rare_planes: float) -> float:
    """Mean weight of the characters beyond ASCII: 1 = everyday Chinese, below 0.5 = read with the wrong codec.

    `rare_planes` is the weight of characters beyond U+FFFF: GB18030 needs four well-formed bytes for one, which
    chance does not give, while in Big5-HKSCS any stray pair of bytes may be one.
    """
    stranded = len(_STRANDED.findall(text))
    found = (_weight(character, rare_planes) for character in text if character > "\x7f")
    weights = [weight for weight in found if weight is not None]
    if not weights:
        return 1.0
    return (sum(weights) - 2 * stranded) / len(weights)


def _weight(character: str, rare_planes: float) -> float | None:
    """None leaves the character out of the mean: punctuation and full-width forms occur in any reading."""
    if character in common():
        return _WEIGHT_COMMON
    if character in usual():
        return _WEIGHT_USUAL
    if IMPOSSIBLE.match(character):
        return _IMPOSSIBLE_WEIGHT
    if character > "\uffff":
        return rare_planes
    if "\u3400" <= character <= "\u9fff":
        return _WEIGHT_RARE
    return None if _NEUTRAL.match(character) else _WEIGHT_FOREIGN
