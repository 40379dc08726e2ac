"""The beginning of an uploaded file, as the pages of the import show it. Pure of the application.

A file made for it can cost any program that opens it minutes and gigabytes, so it is opened by a process of its own
that the system ends (`first_look_process.py`). What that found is kept beside the file: showing the page again opens
nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core.errors import RuleError
from app.core.exchange.encodings import Encoding
from app.core.exchange.limits import Cell, Row
from app.core.exchange.reading import Table
from app.core.text import N_

FOUND = ".found"  # suffix of the file with what was found
SECONDS = 40  # by the clock; the process itself has less of the processor
_PROGRAM = Path(__file__).with_name("first_look_process.py")
_TOO_MUCH = N_("The file is too large or damaged to be opened safely. Save it as CSV or divide it.")


@dataclass(frozen=True)
class Opened:
    """A file as it reads with the present choices: a table of its first rows, or the reason why there is none.

    `mendable` says whether another encoding or another sheet may help.
    """

    table: Table | None
    refusal: RuleError | None
    kind: str
    sheets: list[str]
    mendable: bool = False


def first_look(path: Path, filename: str, choices: Mapping[str, str | None]) -> Opened:
    """Open the file that a person sent as `filename`, or remember what was found. RuleError for what is no table."""
    asked = [filename, dict(choices)]
    found = _kept(path, asked)
    if found is None:
        found = _look(path, filename, choices)
        path.with_suffix(FOUND).write_text(json.dumps([asked, found]), "utf-8")
    return _opened(found)


def _kept(path: Path, asked: list[Any]) -> Any:
    try:
        then, found = json.loads(path.with_suffix(FOUND).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if then == asked else None


def _look(path: Path, filename: str, choices: Mapping[str, str | None]) -> Any:
    command = [sys.executable, "-I", str(_PROGRAM), str(path), filename, json.dumps(dict(choices))]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": [_TOO_MUCH, {}]}


def _opened(found: Mapping[str, Any]) -> Opened:
    refusal = _refusal(found.get("refused"))
    if refusal is not None and "kind" not in found:
        raise refusal
    table = _table(found["kind"], found["table"]) if refusal is None else None
    return Opened(table, refusal, found["kind"], found["sheets"], found.get("mendable", False))


def _refusal(told: Any) -> RuleError | None:
    return RuleError(told[0], **told[1]) if told else None


def _table(kind: str, found: dict[str, Any]) -> Table:
    encoding, notes = found.pop("encoding"), found.pop("notes")
    rows, broken = found.pop("rows"), found.pop("broken")

    def read() -> Iterator[Row]:
        for number, cells in rows:
            yield number, [_cell(value) for value in cells]
        if broken:
            raise RuleError(broken[0], **broken[1])

    return Table(
        kind,
        encoding=Encoding(*encoding) if encoding else None,
        notes=[RuleError(message, **params) for message, params in notes],
        read=read,
        **found,
    )


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"]) if "date" in value else datetime.fromisoformat(value["moment"])
    return value  # type: ignore[no-any-return]
