"""The process that opens an XLS or ODS file: `legacy_process.py PATH [SHEET]`. Imports nothing of the application.

Standard output has one JSON value a line: a head, one list for each row, and `null` at the end.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta

import python_calamine

MEMORY = 800 << 20  # bytes of address space
OPENING_SECONDS = 4  # of processor time, until the sheet is in memory
WRITING_SECONDS = 600


def main(path: str, sheet_name: str | None) -> None:
    """Describe the file, then write the rows of the sheet if one is named."""
    _limit(OPENING_SECONDS)
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            head = {"sheets": book.sheet_names}
            if sheet_name is None:
                _say(head)
                return
            sheet = book.get_sheet_by_name(sheet_name)
            start = sheet.start or (0, 0)
            _say({**head, "rows": start[0] + sheet.height, "first_row": start[0] + 1})
            _limit(WRITING_SECONDS)
            for row in sheet.iter_rows():
                _say([""] * start[1] + [_plain(value) for value in row])
            _say(None)
    except python_calamine.PasswordError:
        _say({"refused": "password"})
    except (python_calamine.CalamineError, OSError):
        _say({"refused": "damaged or too large"})


def _limit(seconds: int) -> None:
    """Bound memory and processor time where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _plain(value: object) -> object:
    """A value JSON can carry. Midnight makes a date; a time or a duration becomes text."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()} if value.time() != time.min else {"date": value.date().isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return value


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
