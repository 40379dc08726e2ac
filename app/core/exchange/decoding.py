"""Strict decoding that can say where a file breaks. Pure: standard library only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from app.core.errors import RuleError
from app.core.exchange.encodings import CHUNK, Encoding
from app.core.exchange.hanzi import IMPOSSIBLE
from app.core.text import N_

_LINE_KEPT = 100_000  # characters of an unfinished line kept to tell the column of the table
_BYTES_SHOWN = 4
_PLACE = N_(
    "This is not %(encoding)s: row %(row)s, character %(column)s has the bytes %(bytes)s. "
    "Choose another encoding or mend the file."
)
_PLACE_IN_TABLE = N_(
    "This is not %(encoding)s: row %(row)s, column %(cell)s (character %(column)s of the row) has the bytes %(bytes)s. "
    "Choose another encoding or mend the file."
)


class UndecodableFile(RuleError):
    """A place that the encoding does not explain.

    `params`: `row` is the line of the file and `column` the character in it, `cell` the column of the table where
    known, all from 1; `bytes` are hexadecimal. `line_before` is the text of that line up to the place.
    """

    def __init__(
        self, encoding: Encoding, *, row: int, line_before: str, found: bytes, cell: int | None = None
    ) -> None:
        super().__init__(
            _PLACE if cell is None else _PLACE_IN_TABLE,
            encoding=encoding.label,
            row=row,
            column=len(line_before) + 1,
            cell=cell,
            bytes=found[:_BYTES_SHOWN].hex(" ").upper(),
        )
        self.encoding, self.row, self.line_before, self.found = encoding, row, line_before, found

    def in_cell(self, cell: int) -> UndecodableFile:
        """The same place told with the column of the table, from 1."""
        return UndecodableFile(self.encoding, row=self.row, line_before=self.line_before, found=self.found, cell=cell)


def decode(source: bytes | BinaryIO, encoding: Encoding) -> Iterator[str]:
    """The text in pieces of at most 256 kB of file, without its byte order mark; line ends stay as they are.

    Raises UndecodableFile at the first place that is not `encoding`, or that only a wrong choice explains.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    stream.seek(0)
    decoder, place = encoding.decoder(), _Place(encoding)
    more = True
    while more:
        chunk = stream.read(CHUNK)
        more = bool(chunk)
        pending, flag = decoder.getstate()
        try:
            text = decoder.decode(chunk, final=not more)
        except UnicodeDecodeError as error:
            decoder.setstate((pending, flag))
            place.advance(decoder.decode(chunk[: max(0, error.start - len(pending))]))
            raise place.error(error.object[error.start : error.start + _BYTES_SHOWN]) from None
        place.refuse_impossible(text)
        place.advance(text)
        yield text


def count_lines(source: bytes | BinaryIO, encoding: Encoding) -> int:
    """Lines of the file, all of it proven readable. Raises UndecodableFile."""
    lines, last = 0, "\n"
    for text in decode(source, encoding):
        lines += text.count("\n")
        last = text[-1:] or last
    return lines + (last != "\n")


class _Place:
    """Where the decoding is: finished lines, and the text of the one that is not."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.rows = 0
        self.line = ""

    def advance(self, text: str) -> None:
        newline = text.rfind("\n")
        if newline >= 0:
            self.rows += text.count("\n")
            self.line = text[newline + 1 :]
        elif len(self.line) < _LINE_KEPT:
            self.line += text

    def refuse_impossible(self, text: str) -> None:
        found = IMPOSSIBLE.search(text) if self.encoding.legacy else None
        if found:
            self.advance(text[: found.start()])
            raise self.error(found.group().encode(self.encoding.codec, "replace"))

    def error(self, found: bytes) -> UndecodableFile:
        return UndecodableFile(self.encoding, row=self.rows + 1, line_before=self.line, found=found)
