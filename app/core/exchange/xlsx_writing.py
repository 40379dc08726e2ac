"""XLSX in constant memory, with texts as texts, numbers as numbers and dates as dates. Pure of the application."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from app.core.exchange.limits import CUT_MARK, MAX_CELL
from app.core.exchange.written import SURROGATES, OutCell, Written, replacing, without_surrogates

SHEET_ROWS = 1_048_575  # below the headers
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORMATS = {"integer": "0", "decimal": "0.00##", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss"}
_EXACT = 10**15  # a spreadsheet keeps 15 digits
_FIRST_DATE = date(1900, 3, 1)  # before it, spreadsheets disagree about the calendar
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")


def write_xlsx(
    path: Path | str,
    sheet_name: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[OutCell]],
    *,
    sheet_rows: int = SHEET_ROWS,
) -> Written:
    """Write the table, on a further sheet with the same headers after every `sheet_rows` rows.

    Numbers of more than 15 digits and dates before March 1900 are written as text, moments to the millisecond.
    A text longer than a cell is cut with a mark that the reader refuses; lone surrogates become �;
    both are counted. Raises OSError and leaves no part behind.
    """
    with replacing(Path(path)) as part, TemporaryDirectory(dir=part.parent) as room:
        book = _Book(part, room, sheet_name, headers)
        with closing(book):
            for row in rows:
                if book.row > sheet_rows:
                    book.next_sheet()
                book.written.rows += 1
                book.write(row)
    return book.written


class _Book:
    """The workbook and the place in it where the next row goes."""

    def __init__(self, path: Path, room: str, name: str, headers: Sequence[str]) -> None:
        self._book = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": room})
        self._formats = {kind: self._book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        self._name, self._headers = name, headers
        self.written = Written(sheets=0)
        self.next_sheet()

    def close(self) -> None:
        """Pack the workbook. A full disk raises OSError instead of the library's own exception."""
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise next((cause for cause in error.args if isinstance(cause, OSError)), OSError(str(error))) from error

    def next_sheet(self) -> None:
        self.written.sheets += 1
        self._sheet = self._book.add_worksheet(_sheet_name(self._name, self.written.sheets))
        self.row = 0
        self.write(self._headers)
        self._sheet.freeze_panes(1, 0)

    def write(self, row: Sequence[OutCell]) -> None:
        for column, value in enumerate(row):
            if value is not None:
                self._cell(column, value)
        self.row += 1

    def _cell(self, column: int, value: OutCell) -> None:
        at: tuple[int, int] = (self.row, column)
        if isinstance(value, str):
            self._sheet.write_string(*at, self._storable(value, column))
        elif isinstance(value, bool):
            self._sheet.write_boolean(*at, value)
        elif isinstance(value, date):
            self._date(at, value)
        else:
            self._number(at, value)

    def _date(self, at: tuple[int, int], value: Any) -> None:
        moment = isinstance(value, datetime)
        if (value.date() if moment else value) < _FIRST_DATE:
            self._sheet.write_string(*at, value.isoformat(" ") if moment else value.isoformat())
        else:
            self._sheet.write_datetime(*at, value, self._formats["moment" if moment else "date"])

    def _number(self, at: tuple[int, int], value: Any) -> None:
        exact = not isinstance(value, Decimal) or (value.is_finite() and len(value.normalize().as_tuple().digits) <= 15)
        if exact and abs(value) < _EXACT:
            self._sheet.write_number(*at, value, self._formats["integer" if isinstance(value, int) else "decimal"])
        else:
            self._sheet.write_string(*at, format(value, "f") if isinstance(value, Decimal) else str(value))

    def _storable(self, text: str, column: int) -> str:
        if SURROGATES.search(text):
            self.written.alter(self.written.rows + 1, column, "replaced")
            text = without_surrogates(text)
        if len(text) > MAX_CELL:
            self.written.alter(self.written.rows + 1, column, "cut")
            mark = CUT_MARK % len(text)
            text = text[: MAX_CELL - len(mark)] + mark
        return self._literal(text, column) if text.startswith("<r>") and text.endswith("</r>") else text

    def _literal(self, text: str, column: int) -> str:
        """The library writes a text from <r> to </r> as markup, unescaped: give it the markup that shows the text."""
        markup = f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
        if len(markup) <= MAX_CELL:
            return markup
        self.written.alter(self.written.rows + 1, column, "cut")
        mark = CUT_MARK % len(text)
        return text[: MAX_CELL - len(mark)] + mark


def _sheet_name(name: str, number: int) -> str:
    """A name Excel takes: 31 characters, none of []:*?/\\, no apostrophe at an end; further sheets are numbered."""
    clean = _FORBIDDEN_IN_NAME.sub(" ", name).strip().strip("'") or "Sheet"
    tail = f" ({number})" if number > 1 else ""
    return clean[: 31 - len(tail)].rstrip() + tail
