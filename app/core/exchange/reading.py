"""Any table file as headers and rows. Pure: no Flask, no database, no registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.core.errors import RuleError
from app.core.exchange import cards, delimited, legacy_sheets, workbook
from app.core.exchange.encodings import ENCODINGS, SAMPLE, Encoding, detect_stream, named
from app.core.exchange.file_kinds import file_kind
from app.core.exchange.limits import (
    MAX_COLUMNS,
    MAX_HEADER,
    MAX_HEADER_ROW,
    MAX_ROWS,
    Cell,
    Row,
    column_letters,
    row_fault,
)
from app.core.text import N_


@dataclass
class Table:
    """An opened table; nothing of it is held in memory.

    `headers` are unique and never empty, `notes` say which ones were changed for that. Row numbers are those a
    spreadsheet shows, from 1 with the header's row counted. `row_estimate` is for progress only.
    """

    kind: str  # csv, xlsx, xls, ods, vcf
    row_estimate: int
    encoding: Encoding | None = None
    delimiter: str | None = None
    sheets: list[str] = field(default_factory=list)
    sheet: str | None = None
    headers: list[str] = field(default_factory=list)
    header_row: int = 0
    notes: list[RuleError] = field(default_factory=list)
    read: Callable[[], Iterator[Row]] = field(repr=False, kw_only=True)

    def rows(self) -> Iterator[Row]:
        """(row number, cells) from the top at every call; blank rows are skipped, short ones filled with ``.

        A row with more values than headers keeps them, for `fault` to report. Raises RuleError where the file itself
        breaks, and after MAX_ROWS rows.
        """
        width, count = len(self.headers), 0
        for passed, (number, cells) in enumerate(self.read()):
            if number <= self.header_row or is_blank(cells):
                if passed > MAX_ROWS + MAX_HEADER_ROW:
                    raise RuleError(N_("The file has more than %(limit)s rows. Divide it."), limit=f"{MAX_ROWS:,}")
                continue
            count += 1
            if count > MAX_ROWS:
                raise RuleError(N_("The file has more than %(limit)s rows. Divide it."), limit=f"{MAX_ROWS:,}")
            yield number, _fitted(cells, width)

    def fault(self, cells: list[Cell]) -> RuleError | None:
        """Why a row cannot be taken as it stands: too wide, too long a cell, a formula's error, a cut text."""
        return row_fault(cells, len(self.headers))


def open_table(
    path: Path | str,
    *,
    filename: str,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Table:
    """Open what a user sent as `filename`; the other arguments are the user's choices over what was found.

    A text file is decoded whole once, so that a wrong byte in the last row is known before the first is taken.
    Raises RuleError for whatever is no readable table, UndecodableFile and UnknownEncoding among them.
    """
    path = Path(path)
    kind = file_kind(path, filename)
    if kind == "vcf":
        table = _open_cards(path, encoding)
    else:
        table = _open_text(path, encoding, delimiter) if kind == "csv" else _open_sheets(path, kind, sheet)
    _read_headers(table)
    return table


def is_blank(cells: list[Cell]) -> bool:
    """Whether a row has nothing but blanks."""
    return all(isinstance(cell, str) and (not cell or cell.isspace()) for cell in cells)


def _open_text(path: Path, encoding: str | None, delimiter: str | None) -> Table:
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
        found = detect_stream(stream) if encoding is None else _chosen(encoding, head)
    separator = delimiter or delimited.sniff(head.decode(found.codec, "replace"))
    if separator not in delimited.DELIMITERS:
        raise RuleError(N_("A separator is a comma, a semicolon, a tab or a bar."))
    lines = delimited.survey(path, found, separator)
    return Table("csv", lines, found, separator, read=lambda: delimited.rows(path, found, separator))


def _open_cards(path: Path, encoding: str | None) -> Table:
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
        found = detect_stream(stream) if encoding is None else _chosen(encoding, head)
    lines = delimited.survey(path, found, ",")
    return Table("vcf", 1 + lines // 8, found, read=lambda: cards.rows(path, found))


def _chosen(encoding: str, head: bytes) -> Encoding:
    if encoding not in dict(ENCODINGS):
        raise RuleError(N_("The encoding %(encoding)s is not known."), encoding=encoding)
    return named(encoding, head)


def _open_sheets(path: Path, kind: str, sheet: str | None) -> Table:
    sheets = workbook.sheet_names(path) if kind == "xlsx" else legacy_sheets.sheet_names(path)
    chosen = sheet or next(iter(sheets), "")
    if chosen not in sheets:
        raise RuleError(N_("The workbook has no sheet %(sheet)s."), sheet=chosen)
    if kind == "xlsx":
        estimate, read = workbook.estimate_rows(path, chosen), lambda: workbook.rows(path, chosen)
    else:
        estimate, read = legacy_sheets.count_rows(path, chosen), lambda: legacy_sheets.rows(path, chosen)
    return Table(kind, estimate, sheets=sheets, sheet=chosen, read=read)


def _read_headers(table: Table) -> None:
    beginning = islice(table.read(), MAX_HEADER_ROW)
    first = next(((number, cells) for number, cells in beginning if not is_blank(cells)), None)
    if first is None:
        raise RuleError(N_("The table has no rows."))
    table.header_row, cells = first
    names = [str(cell).strip()[:MAX_HEADER] for cell in cells]
    while not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        message = N_("The table has %(count)s columns; at most %(limit)s are read.")
        raise RuleError(message, count=len(names), limit=MAX_COLUMNS)
    table.headers, table.notes = _visible(names)


def _visible(names: list[str]) -> tuple[list[str], list[RuleError]]:
    """Headers told apart: an empty one becomes its column in brackets, a repeated one gets a number."""
    headers: list[str] = []
    notes: list[RuleError] = []
    for index, name in enumerate(names):
        column = column_letters(index)
        header = name or f"[{column}]"
        if not name:
            notes.append(RuleError(N_("Column %(column)s has no header."), column=column))
        elif name in names[:index]:
            message = N_("The header %(header)s is there more than once (column %(column)s).")
            notes.append(RuleError(message, header=name, column=column))
        copy = 1
        while header in headers:
            copy += 1
            header = f"{name} ({copy})"
        headers.append(header)
    return headers, notes


def _fitted(cells: list[Cell], width: int) -> list[Cell]:
    while len(cells) > width and isinstance(cells[-1], str) and not cells[-1].strip():
        cells.pop()
    return cells + [""] * (width - len(cells))
