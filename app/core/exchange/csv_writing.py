"""CSV that Excel and WPS open as it is: UTF-8 with a mark, CRLF, no formulas. Pure: standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from app.core.exchange.formulas import neutralise
from app.core.exchange.written import SURROGATES, OutCell, Written, replacing, without_surrogates

# Any separator that some spreadsheet program takes for one: `x;=1+1` would become two cells, the second a formula.
_QUOTED = re.compile('[",;|\t\r\n]')


def write_csv(path: Path | str, headers: Sequence[str], rows: Iterable[Sequence[OutCell]]) -> Written:
    """Write the table; the file appears under its name only when it is complete.

    Texts that a spreadsheet would run get an apostrophe, numbers never do; numbers are written in full, dates as
    2026-02-03, naive datetimes as 2026-02-03 15:04:05 (whole seconds), bool as TRUE and FALSE. Lone surrogates are
    replaced by � and counted. Raises OSError (a full disk) and leaves no part behind.
    """
    written = Written()
    with replacing(Path(path)) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(_line(_cell(header, written, column) for column, header in enumerate(headers)))
        for row in rows:
            written.rows += 1
            file.write(_line(_cell(value, written, column) for column, value in enumerate(row)))
    return written


def _line(cells: Iterable[str]) -> str:
    line = ",".join('"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in cells)
    return (line or '""') + "\r\n"  # a blank line would be no row


def _cell(value: OutCell, written: Written, column: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if SURROGATES.search(value):
            written.alter(written.rows + 1, column, "replaced")
            value = without_surrogates(value)
        return neutralise(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
