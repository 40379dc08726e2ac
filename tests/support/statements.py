"""What was sent to the database, for tests that count or read statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

# The test's own transaction adds these; no user of the application causes them.
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")


class Statements(list[str]):
    """Statement texts in the order they were executed. A failing count shows them."""

    def touching(self, table: str) -> Statements:
        return Statements(text for text in self if table in text)

    def __str__(self) -> str:
        return "\n".join([f"{len(self)} statements:", *self])


@contextmanager
def collect_statements() -> Iterator[Statements]:
    """Collect every statement of every engine while the block runs."""
    collected = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(FRAME):
            collected.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield collected
    finally:
        event.remove(Engine, "before_cursor_execute", note)
