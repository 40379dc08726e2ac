"""What the writers of files share: the report, replacement of what no file can hold, and the last step. Pure."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

OutCell = str | int | Decimal | date | datetime | bool | None

SURROGATES = re.compile("[\ud800-\udfff]")
_ALTERED_LISTED = 20


@dataclass
class Written:
    """What was written. `altered` counts cells the format could not hold as they were; `places` names the first 20.

    A place is (row from 1 with the headers counted, column from 0, reason): `cut` or `replaced`.
    """

    rows: int = 0
    sheets: int = 1
    altered: int = 0
    places: list[tuple[int, int, str]] = field(default_factory=list)

    def alter(self, row: int, column: int, reason: str) -> None:
        """Count one altered cell."""
        self.altered += 1
        if len(self.places) < _ALTERED_LISTED:
            self.places.append((row, column, reason))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A neighbouring path to write to, put in the place of `path` when all of it is on the disk, or removed."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def without_surrogates(text: str) -> str:
    """Lone surrogates, which no file can hold, shown as the replacement character."""
    return SURROGATES.sub("\ufffd", text)
