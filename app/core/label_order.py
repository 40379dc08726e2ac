"""The order in which a reader looks for words: the alphabet, and pinyin for Chinese. Pure."""

from __future__ import annotations

from functools import lru_cache

from app.core.pinyin import syllables_of


@lru_cache(maxsize=4096)
def spoken(label: str) -> tuple[tuple[str, ...], str]:
    """What labels are sorted by: the usual reading of each Chinese character, other letters as they are.

    The label itself comes last, so that words that sound alike keep an order.
    """
    return tuple((syllables_of(letter) or (letter,))[0] for letter in label.casefold()), label
