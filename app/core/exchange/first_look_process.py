"""The process that opens an uploaded file: `first_look_process.py PATH FILENAME CHOICES`, see `first_look`.

Standard output has one JSON object. The limits end the process where the file asks for more.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # it runs isolated from the environment

from app.core.errors import RuleError
from app.core.exchange import legacy_sheets, workbook
from app.core.exchange.decoding import UndecodableFile
from app.core.exchange.encodings import UnknownEncoding
from app.core.exchange.file_kinds import file_kind
from app.core.exchange.limits import Cell
from app.core.exchange.reading import Table, open_table

MEMORY = 700 << 20  # bytes of address space
SECONDS = 20  # of processor time
ROWS = 10  # shown on the page
SHOWN = 200  # characters of a cell


def main(path: Path, filename: str, choices: dict[str, str | None]) -> dict[str, Any]:
    """What there is to show: a table, or the refusal and whether other choices may help."""
    try:
        kind = file_kind(path, filename)
        try:
            table = open_table(path, filename=filename, **choices)
        except RuleError as refusal:
            sheets = _sheets(path, kind)
            mendable = isinstance(refusal, UnknownEncoding | UndecodableFile) or len(sheets) > 1
            return {"kind": kind, "sheets": sheets, "mendable": mendable, "refused": _told(refusal)}
    except RuleError as refusal:
        return {"refused": _told(refusal)}
    return {"kind": kind, "sheets": table.sheets, "table": _described(table)}


def _sheets(path: Path, kind: str) -> list[str]:
    if kind in ("csv", "vcf"):
        return []
    return workbook.sheet_names(path) if kind == "xlsx" else legacy_sheets.sheet_names(path)


def _described(table: Table) -> dict[str, Any]:
    rows: list[Any] = []
    broken = None
    try:
        for number, cells in islice(table.rows(), ROWS):
            rows.append([number, [_plain(cell) for cell in cells]])
    except RuleError as refusal:
        broken = _told(refusal)
    found = table.encoding
    return {
        "row_estimate": table.row_estimate,
        "encoding": [found.name, found.codec, found.doubt] if found else None,
        "delimiter": table.delimiter,
        "sheets": table.sheets,
        "sheet": table.sheet,
        "headers": table.headers,
        "header_row": table.header_row,
        "notes": [_told(note) for note in table.notes],
        "rows": rows,
        "broken": broken,
    }


def _told(refusal: RuleError) -> list[Any]:
    params = {name: value if isinstance(value, int | str) else str(value) for name, value in refusal.params.items()}
    return [refusal.message, params]


def _plain(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return cell[:SHOWN] if isinstance(cell, str) else cell


def _limit() -> None:
    """Bound memory and processor time where the system can (not on Windows); processes of this one set their own."""
    try:
        import resource
    except ImportError:
        return
    for what, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))


if __name__ == "__main__":
    _limit()
    try:
        answer = main(Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]))
    except MemoryError:
        sys.exit(1)
    sys.stdout.write(json.dumps(answer))
