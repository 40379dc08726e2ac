"""The table of texts of an XLSX file, packed: a million Python strings would take three times the memory. Pure."""

from __future__ import annotations

import re
from array import array
from zipfile import ZipFile

from app.core.errors import RuleError
from app.core.exchange.archive import MEGABYTE, parse, pieces
from app.core.text import N_

MAX_BYTES = 120 * MEGABYTE
MAX_STRINGS = 2_000_000  # more take longer than a page may
MAX_STRING = 1_000_000  # characters
MAX_ELEMENTS = 3 * MAX_STRINGS
LARGE = 20 * MEGABYTE  # of unpacked text, from which it is worth counting before parsing
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Undo `_x000D_`, the way of XLSX to write characters that XML cannot hold."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    # Two halves of a surrogate pair may have been escaped one by one.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class SharedStrings:
    """Texts by number, held as UTF-8 in one block. Its memory is bounded; more is refused with RuleError."""

    finished = False

    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("Q", [0])
        self._parts: list[str] = []
        self._size = 0
        self._elements = 0
        self._reading = False
        self._phonetic = False

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return self._block[self._ends[index] : self._ends[index + 1]].decode()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise _too_large()
        if tag == "si":
            self._parts, self._size = [], 0
        elif tag == "rPh":
            self._phonetic = True
        self._reading = tag == "t" and not self._phonetic

    def text(self, data: str) -> None:
        if self._reading:
            self._parts.append(data)
            self._size += len(data)
            if self._size > MAX_STRING:
                raise _too_large()

    def end(self, tag: str) -> None:
        self._reading = False
        if tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            self._block += unescape("".join(self._parts)).encode()
            self._ends.append(len(self._block))
            if len(self._block) > MAX_BYTES or len(self._ends) > MAX_STRINGS:
                raise _too_large()


def load(archive: ZipFile, part: str) -> SharedStrings:
    """The shared strings of the workbook; none where it has no such part."""
    strings = SharedStrings()
    if part in archive.namelist():
        if archive.getinfo(part).file_size > LARGE:
            _refuse_too_many(archive, part)
        for _ in parse(archive, part, strings):
            pass
    return strings


def _refuse_too_many(archive: ZipFile, part: str) -> None:
    """Count tags in the bytes, since parsing up to the limit takes seconds before it refuses."""
    strings = elements = 0
    for piece in pieces(archive, part):
        strings += piece.count(b"si>")
        elements += piece.count(b"<") - piece.count(b"</")
        if strings > 2 * MAX_STRINGS or elements > MAX_ELEMENTS:  # each string has an opening and a closing tag
            raise _too_large()


def _too_large() -> RuleError:
    return RuleError(N_("The workbook holds too much text to open safely. Save the sheet as CSV."))
