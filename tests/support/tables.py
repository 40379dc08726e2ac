"""What stands in the whole database, for tests that compare before and after."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import select

from app.core.access import GATED, system_access
from app.core.db import Model, db


def checksums(without: Iterable[str] = ()) -> dict[str, str]:
    """A checksum of each table's rows."""
    found, left_out = {}, set(without)
    with system_access("compare tables"):
        db.session.flush()
        for table in Model.metadata.sorted_tables:
            if table.name in left_out:
                continue
            rows = db.session.execute(select(table), execution_options={GATED: True})
            found[table.name] = sha256("\n".join(sorted(repr(tuple(row)) for row in rows)).encode()).hexdigest()
    return found


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables whose rows are others now."""
    return [name for name, checksum in before.items() if after[name] != checksum]
