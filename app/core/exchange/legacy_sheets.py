"""XLS and ODS by python-calamine, in a process of its own. Pure of the application.

The library fills a dense block as large as the furthest cell and ends the process when memory is short, which a
file of two cells can bring about. So it runs apart, with its own limits; only finished rows come back, as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core.errors import RuleError
from app.core.exchange.limits import Cell, Row
from app.core.exchange.serials import plain_number
from app.core.text import N_

_PROGRAM = Path(__file__).with_name("legacy_process.py")  # not imported: its library stays out of this process


def sheet_names(path: Path) -> list[str]:
    """The sheets in their order. Raises RuleError for a file that cannot be opened within the limits."""
    with _process(path, None) as lines:
        return list(lines.head["sheets"])


def count_rows(path: Path, sheet: str) -> int:
    """Rows of the sheet up to its last cell."""
    with _process(path, sheet) as lines:
        return int(lines.head["rows"])


def rows(path: Path, sheet: str) -> Iterator[Row]:
    """Rows with the numbers that the spreadsheet shows; numbers come as text, dates as date or naive datetime."""
    with _process(path, sheet) as lines:
        for number, line in enumerate(lines, int(lines.head["first_row"])):
            yield number, [_cell(value) for value in json.loads(line)]
        lines.check()


class _Lines:
    """The lines of the child: a head that describes the file, then a row each, then `null`."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child
        self._complete = False
        self.head: dict[str, Any] = json.loads(self._next() or "{}")
        if "sheets" not in self.head:
            raise _refusal(self.head.get("refused"))

    def __iter__(self) -> Iterator[str]:
        while line := self._next():
            if line == "null\n":
                self._complete = True
                return
            yield line

    def check(self) -> None:
        """Raises RuleError where the child ended before its last row."""
        if not self._complete:
            raise _refusal(None)

    def _next(self) -> str:
        return self._child.stdout.readline() if self._child.stdout else ""


@contextmanager
def _process(path: Path, sheet: str | None) -> Iterator[_Lines]:
    command = [sys.executable, "-I", str(_PROGRAM), str(path), *([] if sheet is None else [sheet])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as child:
        try:
            yield _Lines(child)
        finally:
            child.kill()


def _refusal(reason: str | None) -> RuleError:
    if reason == "password":
        return RuleError(N_("The workbook is protected by a password. Save it without one."))
    return RuleError(N_("The workbook is too large or damaged to be opened safely. Save it as XLSX or CSV."))


def _cell(value: Any) -> Cell:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, dict):
        return date.fromisoformat(value["date"]) if "date" in value else datetime.fromisoformat(value["moment"])
    return plain_number(repr(value))
