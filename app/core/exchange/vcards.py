"""vCards (RFC 2426 and 6350, and 2.1 as old telephones write it), read and written. Pure: standard library only.

Why not a library: vobject, the only one that is kept up, refuses a whole file for one line it does not know and reads
no quoted-printable in GBK, which Chinese telephones write.
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import RuleError
from app.core.text import N_

MAX_LINE = 1_000_000  # characters of an unfolded line; photographs are left out and need more
FOLD = 75  # octets, without the line end
_BEGIN = re.compile(rb"\s*BEGIN:VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_MARKS = b"\xef\xbb\xbf\xff\xfe"
_LEFT_OUT = frozenset(("PHOTO", "LOGO", "SOUND", "KEY"))
_ESCAPES = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\", "\\:": ":"}
_SIGN = re.compile(r"\\[nN,;\\:]")
_PARTS = re.compile(r"(?<!\\)(?:\\\\)*;")


@dataclass(frozen=True)
class Property:
    """One line of a card: its name in capitals, the words of its types, and its text with the escapes still in it."""

    name: str
    types: frozenset[str]
    raw: str

    @property
    def text(self) -> str:
        return unescape(self.raw).strip()

    @property
    def parts(self) -> list[str]:
        """The components of a structured value, in their order."""
        return [unescape(part).strip() for part in split(self.raw)]


@dataclass
class Card:
    """The lines of one card; `line` is where it begins in the file, from 1."""

    line: int
    properties: list[Property] = field(default_factory=list)

    def first(self, name: str, *types: str) -> Property | None:
        """The first line of this name that has all of `types`."""
        return next((p for p in self.properties if p.name == name and p.types.issuperset(types)), None)

    def all(self, name: str) -> list[Property]:
        return [p for p in self.properties if p.name == name]


def is_vcard(head: bytes) -> bool:
    """Whether a file begins like one."""
    return _BEGIN.match(head.replace(b"\0", b"").lstrip(_MARKS)) is not None


def read(path: Path, encoding: str, errors: str = "strict") -> Iterator[Card]:
    """The cards of a file. Raises RuleError with the line for one that does not end."""
    card: Card | None = None
    for number, line in _unfolded(path, encoding, errors):
        name, _, value = line.partition(":")
        if name.strip().upper() == "BEGIN" and value.strip().upper() == "VCARD":
            card = Card(number)
        elif name.strip().upper() == "END" and card is not None:
            yield card
            card = None
        elif card is not None and value:
            found = _property(name, value)
            if found.name not in _LEFT_OUT:
                card.properties.append(found)
    if card is not None:
        raise RuleError(N_("The card that begins in row %(row)s has no end."), row=card.line)


def _unfolded(path: Path, encoding: str, errors: str) -> Iterator[tuple[int, str]]:
    """(line number, whole line): what begins with a blank, or follows a soft line break, belongs to the line before."""
    begun, held = 0, ""
    with path.open(encoding=encoding, errors=errors, newline=None) as file:
        for number, piece in enumerate(iter(lambda: file.readline(MAX_LINE), ""), 1):
            line = piece.rstrip("\n")
            if held and line[:1] in (" ", "\t"):
                held += line[1:]
            elif held.endswith("=") and "QUOTED-PRINTABLE" in held.partition(":")[0].upper():
                held = held[:-1] + line
            else:
                if held:
                    yield begun, held
                begun, held = number, line
            if len(held) > MAX_LINE:
                held = held.partition(":")[0]  # a photograph
    if held:
        yield begun, held


def _property(head: str, value: str) -> Property:
    name, *params = head.split(";")
    named = [param.partition("=") for param in params]
    words = {key.upper(): text for key, sign, text in named if sign}
    said = [text if sign else key for key, sign, text in named]
    types = {word.strip().strip('"').upper() for text in said for word in text.split(",")}
    if words.get("ENCODING", "").upper() in ("QUOTED-PRINTABLE", "Q") or "QUOTED-PRINTABLE" in types:
        value = _from_quoted(value, words.get("CHARSET", "utf-8"))
    return Property(name.rpartition(".")[2].strip().upper(), frozenset(types), value)


def _from_quoted(value: str, charset: str) -> str:
    data = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        codec = codecs.lookup("gb18030" if charset.lower() in ("gbk", "gb2312") else charset).name
        return data.decode(codec)
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "replace")


def unescape(raw: str) -> str:
    """The text of a value."""
    return _SIGN.sub(lambda found: _ESCAPES[found.group()], raw)


def escape(text: str) -> str:
    """`text` as a value."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def split(raw: str) -> list[str]:
    """The components of a structured value, escapes still in them."""
    parts, start = [], 0
    for found in _PARTS.finditer(raw):
        parts.append(raw[start : found.end() - 1])
        start = found.end()
    return [*parts, raw[start:]]


def write(cards: Iterable[Iterable[tuple[str, str]]], version: str = "3.0") -> str:
    """A file of cards; each is a sequence of (name with its parameters, value as it stands in a card)."""
    lines = []
    for card in cards:
        lines += ["BEGIN:VCARD", f"VERSION:{version}", *(f"{name}:{value}" for name, value in card), "END:VCARD"]
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line))


def fold(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, never inside a character; those after the first begin with a blank."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode("utf-8", "replace"))
        if size + octets > FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece


def telephone_of(card: Card, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """{kind: number}: each number once, for the first kind (in their order) one of whose words it has; else a free one.

    A kind without words takes what no other kind claims.
    """
    found: dict[str, str] = {}
    rest = []
    for line in card.all("TEL"):
        number = line.text.removeprefix("tel:")
        kind = next((k for k, words in kinds.items() if line.types & set(words) and k not in found), None)
        if kind is None:
            rest.append(number)
        else:
            found[kind] = number
    free = (kind for kind, words in kinds.items() if not words and kind not in found)
    return found | dict(zip(free, rest, strict=False))
