"""How large an imported table may be, and what is wrong with a row of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from app.core.errors import RuleError
from app.core.text import N_

Cell = str | bool | date | datetime
Row = tuple[int, list[Cell]]

MAX_COLUMNS = 200
MAX_ROWS = 1_000_000
MAX_HEADER = 255  # characters; the rest of a longer header is left out
MAX_CELL = 32_767  # characters; also what a spreadsheet cell can hold
MAX_ROW_TEXT = 8_000_000  # characters; 200 columns of 32,767 are 6.5 million
MAX_HEADER_ROW = 10_000  # rows looked at for the headers

CUT_MARK = "…[cut %d characters]"  # what the writer puts where a spreadsheet cell cannot hold the text
_CUT = re.compile(r"…\[cut \d+ characters\]\Z")
_SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)


def column_letters(index: int) -> str:
    """The spreadsheet's name of the column with `index` from 0: A … Z, AA …"""
    letters, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def row_fault(cells: Sequence[Cell], width: int) -> RuleError | None:
    """Why this row cannot be taken as it stands; `width` is the number of headers."""
    if len(cells) > width:
        return RuleError(
            N_("The row has more cells than there are headers (column %(column)s). A separator in a text?"),
            column=column_letters(len(cells) - 1),
        )
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and (len(cell) > MAX_CELL or cell[:1] == "#" or cell[-1:] == "]"):
            fault = _cell_fault(cell, column_letters(index))
            if fault:
                return fault
    return None


def _cell_fault(cell: str, column: str) -> RuleError | None:
    if len(cell) > MAX_CELL:
        return RuleError(
            N_("Column %(column)s has %(length)s characters; at most %(limit)s are read."),
            column=column,
            length=len(cell),
            limit=MAX_CELL,
        )
    if cell in _SPREADSHEET_ERRORS:
        return RuleError(N_("Column %(column)s holds the error %(error)s of a formula."), column=column, error=cell)
    if _CUT.search(cell):
        return RuleError(N_("The text in column %(column)s was cut when it was exported."), column=column)
    return None
