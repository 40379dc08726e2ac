"""XLSX in constant memory, with texts as texts, numbers as numbers and dates as dates. Pure: standard library only.

Why not a library: see decision 0028.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from itertools import chain, islice
from pathlib import Path
from typing import Any

from app.core.exchange.limits import CUT_MARK, MAX_CELL, column_letters
from app.core.exchange.written import SURROGATES, OutCell, Written, replacing, without_surrogates
from app.core.exchange.xlsx_package import (
    DATE,
    DECIMAL,
    INTEGER,
    MOMENT,
    SHEET_BEGINS,
    SHEET_ENDS,
    new_archive,
    sheet_part,
    write_frame,
)

SHEET_ROWS = 1_048_575  # below the headers
_AT_ONCE = 200  # rows packed by one call
_LEVEL = 1  # of packing: a seventh larger than with 6, in a third of the time
_EXACT = 10**15  # a spreadsheet keeps 15 digits
_FIRST_DATE = date(1900, 3, 1)  # before it, spreadsheets disagree about the calendar
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")
# What XML cannot hold, what it would drop, and what reads like the way of XLSX to write the former.
_AWKWARD = re.compile("[&<>\ud800-\udfff\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^[ \t\n]|[ \t\n]$")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


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
    sheet = _Sheet()
    remaining = iter(rows)
    waiting = list(islice(remaining, 1))
    names: list[str] = []
    with replacing(Path(path)) as part, new_archive(str(part), _LEVEL) as archive:
        while waiting or not names:
            names.append(_sheet_name(sheet_name, len(names) + 1))
            some = chain(waiting, islice(remaining, sheet_rows - len(waiting)))
            with archive.open(sheet_part(len(names)), "w", force_zip64=True) as file:
                for xml in sheet.pieces(headers, some):
                    file.write(xml.encode())
            waiting = list(islice(remaining, 1))
        write_frame(archive, names)
    sheet.written.sheets = len(names)
    return sheet.written


class _Sheet:
    """Rows as XML, and what became of them."""

    def __init__(self) -> None:
        self.written = Written()
        self._begin: list[str] = []  # of a cell in each column, up to the number of its row
        self._ways: dict[type, Callable[[str, Any], str]] = {
            bool: lambda cell, value: f'{cell} t="b"><v>{value:d}</v></c>',
            int: _integer,
            Decimal: _decimal,
            float: lambda cell, value: _decimal(cell, Decimal(repr(value))),
            datetime: _moment,
            date: _day,
        }

    def pieces(self, headers: Sequence[str], rows: Iterable[Sequence[OutCell]]) -> Iterator[str]:
        """The whole sheet."""
        yield SHEET_BEGINS + self._row(1, headers)
        numbered = enumerate(rows, 2)
        while some := list(islice(numbered, _AT_ONCE)):
            lines = []
            for number, row in some:
                self.written.rows += 1
                lines.append(self._row(number, row))
            yield "".join(lines)
        yield SHEET_ENDS

    def _row(self, number: int, row: Sequence[OutCell]) -> str:
        # The innermost loop of every export: most cells are empty or a text without any sign.
        while len(self._begin) < len(row):
            self._begin.append(f'<c r="{column_letters(len(self._begin))}')
        opens = f'{number}" t="inlineStr"><is><t>'
        cells = [f'<row r="{number}">']
        for begin, value in zip(self._begin, row, strict=False):
            if value is None:
                continue
            if value.__class__ is str and (value.isalnum() or not _AWKWARD.search(value)) and len(value) <= MAX_CELL:
                if value:
                    cells.append(f"{begin}{opens}{value}</t></is></c>")
            else:
                cells.append(self._cell(begin, number, value))
        cells.append("</row>")
        return "".join(cells)

    def _cell(self, begin: str, number: int, value: Any) -> str:
        cell = f'{begin}{number}"'
        way = self._ways.get(value.__class__)
        if way is not None:
            return way(cell, value)
        if isinstance(value, str):
            return _text(cell, self._storable(begin, value))
        return next(way for kind, way in self._ways.items() if isinstance(value, kind))(cell, value)

    def _storable(self, begin: str, text: str) -> str:
        if SURROGATES.search(text):
            self.written.alter(self.written.rows + 1, self._begin.index(begin), "replaced")
            text = without_surrogates(text)
        if len(text) > MAX_CELL:
            self.written.alter(self.written.rows + 1, self._begin.index(begin), "cut")
            mark = CUT_MARK % len(text)
            text = text[: MAX_CELL - len(mark)] + mark
        return text


def _text(cell: str, text: str) -> str:
    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return f'{cell} t="inlineStr"><is><t xml:space="preserve">{escape(text, quote=False)}</t></is></c>'


def _number(cell: str, text: str, style: int) -> str:
    return f'{cell} s="{style}"><v>{text}</v></c>'


def _integer(cell: str, value: int) -> str:
    return _number(cell, str(value), INTEGER) if -_EXACT < value < _EXACT else _text(cell, str(value))


def _decimal(cell: str, value: Decimal) -> str:
    text = format(value, "f")
    exact = value.is_finite() and len(value.normalize().as_tuple().digits) <= 15 and abs(value) < _EXACT
    return _number(cell, text, DECIMAL) if exact else _text(cell, text)


def _day(cell: str, value: date) -> str:
    if value < _FIRST_DATE:
        return _text(cell, value.isoformat())
    return _number(cell, str(value.toordinal() - _DAY_ZERO), DATE)


def _moment(cell: str, value: datetime) -> str:
    if value.date() < _FIRST_DATE:
        return _text(cell, value.isoformat(" "))
    seconds = value.hour * 3_600 + value.minute * 60 + value.second + round(value.microsecond, -3) / 1_000_000
    return _number(cell, repr(value.toordinal() - _DAY_ZERO + seconds / 86_400), MOMENT)


def _sheet_name(name: str, number: int) -> str:
    """A name Excel takes: 31 characters, none of []:*?/\\, no apostrophe at an end; further sheets are numbered."""
    clean = _FORBIDDEN_IN_NAME.sub(" ", name).strip().strip("'") or "Sheet"
    tail = f" ({number})" if number > 1 else ""
    return clean[: 31 - len(tail)].rstrip() + tail
