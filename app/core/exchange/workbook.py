"""XLSX, row by row in bounded memory. Pure: standard library only.

Why not a library: python-calamine fills a dense block as large as the furthest cell, so that two cells end the
process, and needs 300 MB for 300,000 rows of ten cells; openpyxl reads 9,000 rows a second.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

from app.core.errors import RuleError
from app.core.exchange.archive import damaged, open_archive, parse, pieces, read_whole
from app.core.exchange.limits import Row
from app.core.exchange.serials import is_date_format
from app.core.exchange.shared_strings import load
from app.core.exchange.sheet import SheetRows
from app.core.text import N_

_MAIN = "xl/workbook.xml"
_MAX_SHEETS, _MAX_NAME = 1_000, 255


@dataclass
class Workbook:
    """What the small parts say. `sheets` maps names in their order to parts of the archive."""

    sheets: dict[str, str] = field(default_factory=dict)
    date_styles: frozenset[int] = frozenset()
    since_1904: bool = False


def sheet_names(path: Path) -> list[str]:
    """The sheets of the workbook in their order. Raises RuleError."""
    with open_archive(path) as archive:
        return list(_describe(archive).sheets)


def estimate_rows(path: Path, sheet: str) -> int:
    """Rows of the sheet, reckoned from its first 256 kB."""
    with open_archive(path) as archive:
        part = _describe(archive).sheets[sheet]
        sample = next(pieces(archive, part), b"")
        return round(
            len(re.findall(rb"<(?:\w+:)?row[ />]", sample)) * archive.getinfo(part).file_size / max(len(sample), 1)
        )


def rows(path: Path, sheet: str) -> Iterator[Row]:
    """Rows with the numbers that the spreadsheet shows; numbers come as text, dates as date or naive datetime."""
    with open_archive(path) as archive:
        book = _describe(archive)
        strings = load(archive, _part(archive, "sharedStrings"))
        handler = SheetRows(strings, book.date_styles, since_1904=book.since_1904)
        for _ in parse(archive, book.sheets[sheet], handler):
            yield from handler.take()


def _describe(archive: ZipFile) -> Workbook:
    if _MAIN not in archive.namelist():
        raise damaged()
    relations, main, styles = _Relations(), _Main(), _Styles()
    read_whole(archive, "xl/_rels/workbook.xml.rels", relations)
    read_whole(archive, _MAIN, main)
    part = _part(archive, "styles")
    if part in archive.namelist():
        read_whole(archive, part, styles)
    known = set(archive.namelist())
    sheets = {name: relations.parts.get(relation, "") for name, relation in main.sheets}
    sheets = {name: part for name, part in sheets.items() if part in known and "worksheets/" in part}
    if not sheets:
        raise RuleError(N_("The workbook has no sheet with cells."))
    return Workbook(sheets, styles.dates(), main.since_1904)


def _part(archive: ZipFile, kind: str) -> str:
    """The part of the kind by its relation, since not every program names parts as Excel does."""
    relations = _Relations()
    read_whole(archive, "xl/_rels/workbook.xml.rels", relations)
    return relations.kinds.get(kind, "")


class _Silent:
    """A handler for parts whose elements have no text of interest."""

    finished = False

    def end(self, tag: str) -> None:
        """Nothing to do at the end of an element."""

    def text(self, data: str) -> None:
        """Nothing to read between elements."""


class _Relations(_Silent):
    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            self.parts[attributes.get("Id", "")] = part
            self.kinds[attributes.get("Type", "").rpartition("/")[2]] = part


class _Main(_Silent):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.since_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "sheet":
            relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            self.sheets.append((attributes.get("name", "")[:_MAX_NAME], relation))
            if len(self.sheets) > _MAX_SHEETS:
                raise damaged()


class _Styles(_Silent):
    """Which numbered cell styles show dates."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        self._in_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            self._formats.append(int(attributes.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False

    def dates(self) -> frozenset[int]:
        """The numbers of the styles that show a date or a time."""
        dates = {number for number in set(self._formats) if is_date_format(number, self._codes.get(number))}
        return frozenset(style for style, number in enumerate(self._formats) if number in dates)
