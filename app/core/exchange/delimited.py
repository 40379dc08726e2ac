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
<<<<<<< HEAD
from app.core.exchange.limits import MAX_ROW_TEXT, Row
=======
from app.core.exchange.limits import MAX_COLUMNS, Row
>>>>>>> 65ef6a229791a599a7db1ddf23f16fd807bf6cb9
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
<<<<<<< HEAD
        lines = _Lines(file)
=======
        lines = _Lines(file, delimiter)
>>>>>>> 65ef6a229791a599a7db1ddf23f16fd807bf6cb9
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in islice(reader, number, None):
                number += 1
<<<<<<< HEAD
                lines.row = number + 1
                lines.size = 0
=======
                lines.next_row(number + 1)
>>>>>>> 65ef6a229791a599a7db1ddf23f16fd807bf6cb9
                yield number, [undo_neutralise(cell) if cell[:1] == "'" else cell for cell in cells]
        except csv.Error as error:
            raise _broken(error, number + 1) from error


class _Lines:
<<<<<<< HEAD
    """The lines of a file, none of which ends up in memory if it is too long for a row.

    `row` is the one that is read now, `size` the characters it has so far: a row has several lines where texts in
    quotation marks do.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.row = 1
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(MAX_ROW_TEXT + 1):
            self.size += len(line)
            if self.size > MAX_ROW_TEXT:
                raise RuleError(N_("Row %(row)s holds too much text to be a table."), row=self.row)
            yield line
=======
    """The lines of a file, counted before they are divided: a row of millions of cells never becomes a list."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self._lines, self._delimiter = lines, delimiter
        self.next_row(1)

    def next_row(self, number: int) -> None:
        """Begin to count anew: a row may have several lines."""
        self._row, self._left = number, _MOST_DELIMITERS

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._left -= line.count(self._delimiter)
        if self._left < 0:
            message = N_("Row %(row)s goes beyond column %(limit)s; at most %(limit)s columns are read.")
            raise RuleError(message, row=self._row, limit=MAX_COLUMNS)
        return line
>>>>>>> 65ef6a229791a599a7db1ddf23f16fd807bf6cb9


def _broken(error: csv.Error, row: int) -> RuleError:
    reason = str(error)
    if "unexpected end" in reason:
        return RuleError(N_("A quotation mark that opens in row %(row)s is never closed."), row=row)
    if "field limit" in reason:
        message = N_("Row %(row)s has a cell of more than %(limit)s characters. Is a quotation mark not closed?")
        return RuleError(message, row=row, limit=csv.field_size_limit())
    return RuleError(N_("Row %(row)s has text after a closing quotation mark; double marks inside a text."), row=row)
