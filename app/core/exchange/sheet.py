"""The cells of one XLSX sheet, gathered into rows as the XML goes by. Pure: standard library only."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from app.core.errors import RuleError
from app.core.exchange.archive import damaged
from app.core.exchange.limits import MAX_COLUMNS, MAX_ROW_TEXT, MAX_ROWS, Cell, Row
from app.core.exchange.serials import moment, plain_number
from app.core.exchange.shared_strings import SharedStrings, unescape
from app.core.text import N_

_MAX_ELEMENTS = 100 * MAX_COLUMNS  # of one row: a cell of many formats has some dozens
_LAST_ROW = 1_048_576  # of any spreadsheet program
_DIGITS = "0123456789"
_LETTERS = re.compile("[A-Za-z]{1,3}")
_LONGEST_REFERENCE = len("XFD1048576")
_FIRST_ALPHA = ord("A") - 1


class SheetRows:
    """A handler of `archive.parse`: `take` gives the rows finished since the last time.

    A cell is text, bool, date or naive datetime; numbers are text. A formula whose result the file lacks comes as
    `=formula`, so that it is seen. Raises RuleError for values beyond the last column that is read.
    """

    def __init__(self, strings: SharedStrings, date_styles: frozenset[int], *, since_1904: bool) -> None:
        self._strings, self._date_styles, self._since_1904 = strings, date_styles, since_1904
        self._rows: list[Row] = []
        self._number = 0
        self._cells: list[Cell] = []
        self._column = -1
        self._kind = "n"
        self._style = 0
        self._value: list[str] = []
        self._formula: list[str] = []
        self._into: list[str] | None = None
        self._phonetic = False
        self._size = 0
        self._elements = 0
        self._count = 0
        self.finished = False

    def take(self) -> list[Row]:
        """The rows finished since the last call."""
        finished, self._rows = self._rows, []
        return finished

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MAX_ELEMENTS and not self.finished:
            raise damaged()
        if tag == "c":
            reference = attributes.get("r")
            self._column = _column_of(reference) if reference else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", "0"))
            self._value, self._formula = [], []
        elif tag in ("v", "t") and not self._phonetic:
            self._into = self._value
        elif tag == "f":
            self._into = self._formula
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "row":
            self._begin_row(attributes.get("r", ""))

    def _begin_row(self, number: str) -> None:
        self._count += 1
        self._number = int(number) if number else self._number + 1
        if self._count > _LAST_ROW or not 0 < self._number <= _LAST_ROW:
            raise RuleError(N_("The file has more than %(limit)s rows. Divide it."), limit=f"{MAX_ROWS:,}")
        self._cells, self._column, self._size, self._elements = [], -1, 0, 0

    def text(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)
            self._size += len(data)
            if self._size > MAX_ROW_TEXT:
                raise RuleError(N_("Row %(row)s holds too much text to be a table."), row=self._number)

    def end(self, tag: str) -> None:
        if tag == "c":
            value = self._convert()
            if value != "":
                self._put(value)
        elif tag in ("v", "t", "f"):
            self._into = None
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "row":
            self._rows.append((self._number, self._cells))
            self._elements = 0
        elif tag == "sheetData":
            self.finished = True

    def _put(self, value: Cell) -> None:
        if self._column >= MAX_COLUMNS:
            message = N_("Row %(row)s goes beyond column %(limit)s; at most %(limit)s columns are read.")
            raise RuleError(message, row=self._number, limit=MAX_COLUMNS)
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells.extend([""] * missing)
        if missing < 0:
            self._cells[self._column] = value
        else:
            self._cells.append(value)

    def _convert(self) -> Cell:
        text = "".join(self._value)
        if not text:
            return "=" + "".join(self._formula) if self._formula else ""
        kind = self._kind
        if kind == "s":
            return self._strings[int(text)]
        if kind == "n":
            return self._number_cell(text)
        if kind == "b":
            return text in ("1", "true")
        if kind == "d":
            return _iso(text)
        return unescape(text)

    def _number_cell(self, text: str) -> Cell:
        if self._style in self._date_styles:
            found = moment(float(text), since_1904=self._since_1904)
            if found is not None:
                return found
        return plain_number(text)


def _column_of(reference: str) -> int:
    if len(reference) > _LONGEST_REFERENCE:  # nothing long may get into the cache
        raise ValueError(reference[:_LONGEST_REFERENCE])
    return _column(reference.rstrip(_DIGITS))


@lru_cache(maxsize=1_024)
def _column(letters: str) -> int:
    """The index from 0 of the column a spreadsheet calls `letters`; beyond XFD it is no column."""
    if not _LETTERS.fullmatch(letters):
        raise ValueError(letters)
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - _FIRST_ALPHA
    if not 1 <= index <= 16_384:
        raise ValueError(letters)
    return index - 1


def _iso(text: str) -> Cell:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.replace(tzinfo=None) if found.time() != datetime.min.time() else found.date()
