"""CSV that Excel and WPS open as it is: UTF-8 with a mark, CRLF, no formulas. Pure: standard library only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

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
    lines = _Lines()
    with replacing(Path(path)) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(lines.line(headers))
        for row in rows:
            lines.written.rows += 1
            file.write(lines.line(row))
    return lines.written


class _Lines:
    """Rows as lines, and what became of them."""

    def __init__(self) -> None:
        self.written = Written()
        self._ways: dict[type, Callable[[Any], str]] = {
            bool: lambda value: "TRUE" if value else "FALSE",
            int: str,
            Decimal: lambda value: format(value, "f"),
            float: str,
            datetime: lambda value: value.isoformat(" ", "seconds"),
            date: date.isoformat,
        }

    def line(self, row: Sequence[OutCell]) -> str:
        # The innermost loop of every export: most cells are empty or a text without any sign.
        cells = []
        for column, value in enumerate(row):
            if value is None:
                cells.append("")
            elif value.__class__ is str and value.isalnum():
                cells.append(value)
            else:
                cells.append(self._cell(value, column))
        return (",".join(cells) or '""') + "\r\n"  # a blank line would be no row

    def _cell(self, value: Any, column: int) -> str:
        way = self._ways.get(value.__class__)
        if way is not None:
            return way(value)
        if isinstance(value, str):
            return self._text(value, column)
        return next(way for kind, way in self._ways.items() if isinstance(value, kind))(value)

    def _text(self, text: str, column: int) -> str:
        if SURROGATES.search(text):
            self.written.alter(self.written.rows + 1, column, "replaced")
            text = without_surrogates(text)
        text = neutralise(text)
        return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
