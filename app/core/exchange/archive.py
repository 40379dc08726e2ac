"""Zipped workbooks: what the directory says before anything is unpacked, and parts read in bounded pieces. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Protocol
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.core.errors import RuleError
from app.core.text import N_

CHUNK = 1 << 18
MEGABYTE = 1 << 20
MAX_ENTRIES = 2_000
MAX_UNPACKED = 2_048 * MEGABYTE  # a million rows of ten cells, as xlsxwriter writes them, are 600 MB
LARGE = 300 * MEGABYTE
MAX_RATIO = 200  # from 10 MB unpacked
MAX_RATIO_LARGE = 60  # from LARGE; real tables are packed 10 to 30 times
MAX_TOKEN = MEGABYTE  # bytes of one tag, comment or the like: Expat 2.5 reads an open one again with each piece
MAX_ELEMENTS = 500_000  # of a part that is small in any honest workbook
_ENCRYPTED = 0x1


class Handler(Protocol):
    """What is told about an XML part, but its root; tags come without the prefix that the root has.

    Once `finished`, the rest of the part is unpacked and proven, but not parsed.
    """

    finished: bool

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def text(self, data: str) -> None: ...


def damaged() -> RuleError:
    """The file claims to be a workbook and is not a whole one."""
    return RuleError(N_("The workbook is damaged. Open it in a spreadsheet program and save it again."))


def open_archive(path: Path) -> ZipFile:
    """The archive, its directory proven reasonable. Raises RuleError."""
    try:
        archive = ZipFile(path)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error
    try:
        _refuse_bombs(archive.infolist(), path.stat().st_size)
    except RuleError:
        archive.close()
        raise
    return archive


def _refuse_bombs(entries: list[ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(packed, 1)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise RuleError(N_("The workbook is protected by a password. Save it without one."))
    overlapping = sum(entry.compress_size for entry in entries) > packed
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or len(names) < len(entries) or overlapping:
        raise damaged()
    limit = MAX_RATIO_LARGE if unpacked > LARGE else MAX_RATIO
    if unpacked > MAX_UNPACKED or (unpacked > 10 * MEGABYTE and ratio > limit):
        message = N_("The workbook unpacks to %(size)s MB, which is refused for safety. Save it as CSV.")
        raise RuleError(message, size=unpacked // MEGABYTE)


def pieces(archive: ZipFile, part: str) -> Iterator[bytes]:
    """The unpacked part in pieces of at most 256 kB; its size and checksum are proven at the end."""
    try:
        with archive.open(part) as stream:
            while piece := stream.read(CHUNK):
                yield piece
    except (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, zlib.error) as error:
        raise damaged() from error


def parse(archive: ZipFile, part: str, handler: Handler) -> Iterator[None]:
    """Feed the part to `handler`, pausing after each piece. Document types, and with them entities, are refused."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = partial(_begin, parser, handler)
    fed = 0
    try:
        for piece in pieces(archive, part):
            if handler.finished:
                continue
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > MAX_TOKEN:
                raise damaged()
            yield
        if not handler.finished:
            parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, IndexError) as error:
        raise damaged() from error
    yield


def read_whole(archive: ZipFile, part: str, handler: Handler) -> None:
    """Feed a part that is small in any honest workbook: 20 MB and half a million elements at most."""
    if part not in archive.namelist() or archive.getinfo(part).file_size > 20 * MEGABYTE:
        raise damaged()
    for _ in parse(archive, part, _Bounded(handler)):
        pass


class _Bounded:
    """Passes everything on and counts the elements."""

    finished = False

    def __init__(self, handler: Handler) -> None:
        self.end, self.text = handler.end, handler.text
        self._start = handler.start
        self._left = MAX_ELEMENTS

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            raise damaged()
        self._start(tag, attributes)


def _begin(parser: expat.XMLParserType, handler: Handler, root: str, _: dict[str, str]) -> None:
    """Some programs prefix every tag; taking prefixes off where there are none would cost a fifth of the time."""
    parser.CharacterDataHandler = handler.text
    if ":" in root:
        parser.StartElementHandler = lambda tag, attributes: handler.start(tag.rpartition(":")[2], attributes)
        parser.EndElementHandler = lambda tag: handler.end(tag.rpartition(":")[2])
    else:
        parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end


def _refuse_doctype(*_: object) -> None:
    raise damaged()
