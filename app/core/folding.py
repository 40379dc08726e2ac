"""Text as it is compared and searched: width, case, accents and Traditional forms do not count. Pure.

A search key is a line of tokens, each after one space, so that LIKE '% tok%' finds the tokens that begin with `tok`
and LIKE '% one tw%' those that stand side by side. It holds, for each text:

- Chinese, kana and hangul: overlapping pairs and the last character. 华为技术 -> 华为 为技 技术 术
- its syllables likewise, then its initials by fours, each line ended by a bar. huawei weiji jishu shu | hwjs wjs js |
- other words, each joined to what follows it, as people forget spaces and hyphens. So-12 Plus -> so12plus 12plus plus
- the ends of numbers from four digits up. 13812345678 -> … 12345678 … 5678
- of guarded texts the tokens with digits, each behind a mark: whoever may not see a number cannot feel for it

`query_tokens` mirrors this: what one writes, the other must find. `beginning_of` and `answers` say how well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

from app.core.pinyin import initials_possible, is_readable, readings_of, spellings

TEXT_LIMIT = 1_000  # characters of one text that can be found
KEY_LIMIT = 16_000  # characters of a whole key
QUERY_LIMIT = 100  # characters of a query that count
TERM_LIMIT = 12  # terms of a query that count
WORD_LIMIT = 24  # characters of a Latin word or number that count
NUMBER_ENDS = range(4, 16)  # digits of the ends of a number that can be found: a telephone number has at most 15
BREAK = "|"
GUARD = "~"

# Characters that have one form and no case: most Chinese names consist of nothing else.
_ALIKE = re.compile("[ 0-9a-z\u4e00-\u9fff]*")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]+")
_MARKS_KEPT = 30  # marks after one letter, as in the stream-safe format of Unicode: sorting them takes their square
_JOINED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_PAIRED = _HAN + "\u3041-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u1100-\u11ff\uac00-\ud7a3"
# Vowel signs of scripts that need them, Devanagari to Khmer: Python counts them as punctuation.
_SIGNS = "\u0900-\u0963\u0966-\u0eff\u1000-\u109f\u1780-\u17d3"
_PIECE = re.compile(f"(?P<paired>[{_PAIRED}]+)|(?P<digits>[0-9]+)|(?P<word>(?:[^\\W_0-9{_PAIRED}]|[{_SIGNS}])+)")
_PAIRS = re.compile(f"[{_PAIRED}]{{2}}")
# A number written with its country code, which the stored one may lack.
_ABROAD = re.compile(r"(?<!\w)(?:\+|00(?=[1-9])|(?=86[ -]?1[3-9]))(?P<number>[1-9][0-9 ()./-]{6,})")
_COUNTRY_CODES = range(4)

Piece = tuple[str, str]  # kind ("paired", "digits" or "word") and text
_kind = itemgetter(0)


@cache
def _crowds() -> re.Pattern[str]:
    """Rows of combining marks: a character that ever needs more than a few is none of any language."""
    characters = [chr(code) for code in (*range(0x300, 0xD800), *range(0xE000, 0x1F000))]
    # Those that only become a mark too: their first part counts.
    marks = "".join(
        c for c in characters if _ACCENTS.match(c) or unicodedata.combining(unicodedata.normalize("NFKD", c)[0])
    )
    return re.compile(f"([{marks}]{{{_MARKS_KEPT}}})[{marks}]+")


def _uncrowded(text: str) -> str:
    return _crowds().sub(r"\1", text) if len(text) > _MARKS_KEPT else text


@cache
def _simplified() -> dict[int, str]:
    """Character by character, so that a part of a name folds as the whole does (OpenCC alone keeps 乾 in 乾隆)."""
    # Imported when first needed: the dictionaries cost 50 ms.
    from opencc import OpenCC

    blocks = ((0x3400, 0xA000), (0x20000, 0x2A6E0), (0x2A700, 0x2EBE1), (0x30000, 0x3134B))
    characters = [chr(code) for start, stop in blocks for code in range(start, stop)]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {ord(old): new for old, new in zip(characters, simple, strict=True) if old != new}
    # Pairs that OpenCC tells apart by the words around them.
    table.update({ord(old): new for old, new in ("瞭了", "藉借", "著着", "祕秘")})
    return table


@cache
def _traditional() -> re.Pattern[str]:
    """What `_simplified` changes: looking for it takes a tenth of translating."""
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


@lru_cache(4_096)  # a name is folded for its search key, its identity and whatever else compares it
def _folded(text: str) -> str:
    if not _ALIKE.fullmatch(text):
        text = unicodedata.normalize("NFKC", _uncrowded(_UNSTORABLE.sub("", text))).casefold()
        text = _ACCENTS.sub("", unicodedata.normalize("NFD", text)).translate(_JOINED)
        text = _uncrowded(unicodedata.normalize("NFKC", text))
    if _traditional().search(text):
        text = text.translate(_simplified())
    return " ".join(text.split())


def fold(text: str) -> str:
    """`text` for comparing: NFKC, case folded, no accents, Simplified, single spaces. Folding twice changes nothing."""
    if text.isascii():
        return " ".join(text.replace("\x00", "").lower().split())
    return _folded(text) if len(text) <= TEXT_LIMIT else _folded.__wrapped__(text)


def _streams(folded: str) -> list[tuple[bool, list[Piece]]]:
    """Neighbouring pieces of the same sort, whatever stands between them; True for Chinese, kana and hangul."""
    streams: list[tuple[bool, list[Piece]]] = []
    for paired, digits, word in _PIECE.findall(folded):
        piece = ("paired", paired) if paired else ("digits", digits) if digits else ("word", word)
        if streams and streams[-1][0] == bool(paired):
            streams[-1][1].append(piece)
        else:
            streams.append((bool(paired), [piece]))
    return streams


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _fours(letters: str) -> list[str]:
    """Rarer than pairs; the last ones are shorter."""
    return [letters[at : at + 4] for at in range(len(letters) - 1)]


def _joined_pairs(syllables: Sequence[str]) -> list[str]:
    """Rarer than single syllables, so that an index finds few of each."""
    return [one + other for one, other in pairwise(syllables)]


def _sounds(text: str) -> list[str]:
    chunks = []
    for readable, group in groupby(text, key=is_readable):
        ways = readings_of("".join(group)) if readable else []
        chunks += [f"{' '.join([*_joined_pairs(way), way[-1]])} {BREAK}" for way in ways]
        initials = dict.fromkeys(["".join([syllable[0] for syllable in way]) for way in ways])
        chunks += [f"{' '.join(_fours(letters))} {BREAK}" for letters in initials if len(letters) > 1]
    return chunks


def _paired_chunks(text: str) -> list[str]:
    return [" ".join([*_pairs(text), text[-1]]), *_sounds(text)]


def _word_starts(pieces: list[Piece]) -> list[int]:
    """Where in the joined pieces a word begins, or a number, however spaced, has enough digits to go."""
    starts, at = [], 0
    for kind, group in groupby(pieces, key=_kind):
        start = at
        for _, text in group:
            starts.append(at)
            at += len(text)
        if kind == "digits":
            starts += [at - length for length in NUMBER_ENDS if length < at - start]
    return starts


def _word_chunks(pieces: list[Piece]) -> list[str]:
    joined = "".join([text for _, text in pieces])
    chunks = [joined[start : start + WORD_LIMIT] for start in _word_starts(pieces)]
    return chunks + [text.lstrip("0")[:WORD_LIMIT] for _, text in pieces if text[0] == "0"]


def _chunks(text: str) -> list[str]:
    chunks = []
    for paired, pieces in _streams(fold(text[:TEXT_LIMIT])[:TEXT_LIMIT]):
        chunks += _paired_chunks("".join([text for _, text in pieces])) if paired else _word_chunks(pieces)
    return chunks


def search_key(*texts: str | None, guarded: Iterable[str] = ()) -> str:
    """The tokens by which `texts` (a name, its aliases, a telephone number …) are found; "" if there are none.

    At most `KEY_LIMIT` characters, whole tokens; of each text the first `TEXT_LIMIT` characters. The numbers in
    `guarded` are found only by queries that may (see `query_tokens`).
    """
    chunks = dict.fromkeys(chunk for text in texts if text for chunk in _chunks(text))
    chunks |= dict.fromkeys(GUARD + token for text in guarded for chunk in _chunks(text) for token in _numbers(chunk))
    chunks.pop("", None)
    key = " ".join(["", *chunks])
    return key if len(key) <= KEY_LIMIT else key[: key.rindex(" ", 0, KEY_LIMIT + 1)]


def is_pair(token: str) -> bool:
    """Whether a token is a pair of Chinese, kana or hangul characters, whole as it is."""
    return len(token) == 2 and _PAIRS.fullmatch(token) is not None


def _numbers(chunk: str) -> list[str]:
    return [token for token in chunk.split() if any(map(str.isdigit, token))]


def _paired_terms(text: str) -> tuple[str, ...]:
    return (" ".join(_pairs(text)) or text,)


def _word_terms(word: str) -> tuple[str, ...]:
    ways = [word[:WORD_LIMIT]]
    if word.isascii() and word.isalpha():
        ways += [" ".join(_joined_pairs(parts)) or parts[0] for parts in spellings(word)]
        if len(word) > 2 and initials_possible(word):
            ways.append(" ".join(word[at : at + 4] for at in range(max(1, len(word) - 3))))
    elif len(word) > 7 and word[0] == "0" and word.isdigit():
        ways.append(word[1:WORD_LIMIT])  # the trunk prefix, not dialled from abroad
    return tuple(dict.fromkeys(ways))


def _abroad_terms(number: str) -> tuple[str, ...]:
    digits = "".join(filter(str.isdigit, number))[:WORD_LIMIT]
    return tuple(digits[code:] for code in _COUNTRY_CODES if not code or len(digits) - code >= 7)


def answers(key: str, query: str, *, guarded: bool = False) -> bool:
    """Whether the search key `key` answers `query`, as the database finds it; nothing to search for finds nothing."""
    terms = query_tokens(query, guarded=guarded)
    return bool(terms) and all(any(f" {way}" in key for way in ways) for ways in terms)


def query_tokens(query: str, *, guarded: bool = False) -> list[tuple[str, ...]]:
    """What a key must hold to answer `query`: of each term at least one way; [] if nothing can be searched for.

    A way is one token or several side by side, of which the last may be the beginning of a longer one.
    The first `QUERY_LIMIT` characters and `TERM_LIMIT` terms count. `guarded`: by guarded numbers, too.
    """
    folded = fold(query[:QUERY_LIMIT])[:QUERY_LIMIT]
    terms = [_abroad_terms(match["number"]) for match in _ABROAD.finditer(folded)]
    for part in _ABROAD.sub(" ", folded).split():
        for paired, pieces in _streams(part):
            text = "".join(text for _, text in pieces)
            terms.append(_paired_terms(text) if paired else _word_terms(text))
    found = list(dict.fromkeys(terms))[:TERM_LIMIT]
    return [(*ways, *(GUARD + way for way in ways if _numbers(way))) for ways in found] if guarded else found


def beginning_of(query: str) -> tuple[str, str]:
    """How the key of a text begins that begins with `query`, and of one that is nothing else; "" if there is none.

    The second one ends with a space; a key that it leads into may go on with other texts. Of a query that mixes
    Chinese and other words, the first stretch of one sort counts. Typed sounds are no beginning: only what is written.
    """
    streams = _streams(fold(query[:QUERY_LIMIT])[:QUERY_LIMIT])
    if not streams:
        return "", ""
    paired, pieces = streams[0]
    text = "".join(text for _, text in pieces)
    start = _paired_terms(text)[0] if paired else text[:WORD_LIMIT]
    whole = f"{start} {text[-1]}" if paired and len(text) > 1 else start
    return f" {start}", f" {whole} "
