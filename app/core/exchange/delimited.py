"""CSV and its relatives, row by row. Pure: standard library only."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from app.core.errors import RuleError
from app.core.exchange.decoding import UndecodableFile, count_lines
from app.core.exchange.encodings import Encoding
from app.core.exchange.formulas import undo_neutralise
from app.core.exchange.limits import MAX_COLUMNS, MAX_ROW_TEXT, Row
from app.core.text import N_

DELIMITERS = (",", ";", "\t", "|")
_LINES_SNIFFED = 50
_MOST_DELIMITERS = 1_000 * MAX_COLUMNS  # of one row, those within its texts included
_DECLARED = re.compile(r"\ufeff?sep=([,;\t|])\r?\n", re.IGNORECASE)  # Excel's own first line


def sniff(sample: str) -> str:
    """The delimiter that splits the first lines of `sample` most evenly; a comma for a single column."""
    declared = _DECLARED.match(sample)
    if declared:
        return declared.group(1)
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """(share of lines as wide as the first, that width); the last line may be cut and does not count."""
    try:
        lines = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _LINES_SNIFFED))
    except csv.Error:
        return 0.0, 0
    widths = [len(line) for line in lines if line]
    widths = widths[:-1] if len(widths) > 2 else widths
    if not widths or widths[0] < 2:
        return 0.0, 0
    return round(widths.count(widths[0]) / len(widths), 1), widths[0]


def survey(path: Path, encoding: Encoding, delimiter: str) -> int:
    """The number of lines, after decoding the whole file once. Raises UndecodableFile with row, column and cell."""
    with path.open("rb") as stream:
        try:
            return count_lines(stream, encoding)
        except UndecodableFile as error:
            before = list(csv.reader([error.line_before], delimiter=delimiter))
            raise error.in_cell(len(before[0]) if before and before[0] else 1) from None


def rows(path: Path, encoding: Encoding, delimiter: str) -> Iterator[Row]:
    """Rows numbered from 1 as a spreadsheet numbers them: a line end inside quotation marks begins no row.

    Raises RuleError for broken quotation marks with the row in which they open.
    """
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
        number = 1 if _DECLARED.match(file.read(8)) else 0
        file.seek(0)
        lines = _Lines(file, delimiter)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in islice(reader, number, None):
                number += 1
                lines.next_row(number + 1)
                yield number, [undo_neutralise(cell) if cell[:1] == "'" else cell for cell in cells]
        except csv.Error as error:
            raise _broken(error, number + 1) from error


class _Lines:
    """The lines of a file, measured before they are divided: no endless row is kept, nor one of millions of cells.

    A row has several lines where texts in quotation marks do.
    """

    def __init__(self, file: TextIO, delimiter: str) -> None:
        self._file, self._delimiter = file, delimiter
        self.next_row(1)

    def next_row(self, number: int) -> None:
        """Begin to measure anew."""
        self._row, self._size, self._left = number, 0, _MOST_DELIMITERS

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(MAX_ROW_TEXT + 1):
            self._size += len(line)
            self._left -= line.count(self._delimiter)
            if self._left < 0:
                message = N_("Row %(row)s goes beyond column %(limit)s; at most %(limit)s columns are read.")
                raise RuleError(message, row=self._row, limit=MAX_COLUMNS)
            if self._size > MAX_ROW_TEXT:
                raise RuleError(N_("Row %(row)s holds too much text to be a table."), row=self._row)
            yield line


def _broken(error: csv.Error, row: int) -> RuleError:
    reason = str(error)
    if "unexpected end" in reason:
        return RuleError(N_("A quotation mark that opens in row %(row)s is never closed."), row=row)
    if "field limit" in reason:
        message = N_("Row %(row)s has a cell of more than %(limit)s characters. Is a quotation mark not closed?")
        return RuleError(message, row=row, limit=csv.field_size_limit())
    return RuleError(N_("Row %(row)s has text after a closing quotation mark; double marks inside a text."), row=row)
