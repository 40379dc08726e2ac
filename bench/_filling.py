"""One filling for all measurements: as many customers as wanted with everything around them, the same for a seed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from multiprocessing import get_context
from typing import Any

from sqlalchemy import select

from app.core.access import system_access
from app.core.db import Model, db
from app.system.models.ledger import Delivered
from bench import _below, _customers
from bench._below import Below
from bench._crew import seat
from bench._customers import Customers
from bench._writing import Writer, settle, without_indexes

BLOCK = 5_000  # customers
TABLES = ("customer", "contact", "lead", "change", "match_key")
MARK = "bench:"
MATCH_KEY = ("key", "entity", "record_id")


def fill(customers: int, seed: int) -> Customers:
    """Fill the database of the running application, unless it is filled so already; what it holds then."""
    planned = Customers(customers, seed, seat())
    mark = f"{MARK}{customers}:{seed}"
    found = _mark()
    if found == mark:
        return planned
    if found:
        raise SystemExit(f"This database is filled otherwise ({found}, wanted {mark}).")
    db.session.remove()  # it may hold the one writer's lock
    began = time.monotonic()
    with without_indexes(db.engine, TABLES):
        _write(planned)
        _say(f"{customers:,} customers written in {time.monotonic() - began:,.0f} s")
    settle(db.engine, TABLES)
    with system_access("bench"):
        db.session.add(Delivered(item=mark))
        db.session.commit()
    _say(f"filled {db.engine.dialect.name} in {time.monotonic() - began:,.0f} s")
    return planned


def _mark() -> str | None:
    with system_access("bench"):
        return db.session.scalars(select(Delivered.item).where(Delivered.item.startswith(MARK))).first()


def _write(planned: Customers) -> None:
    """Block by block; PostgreSQL takes several at once, each from a process of its own."""
    blocks = [(first, min(first + BLOCK, planned.count + 1)) for first in range(1, planned.count + 1, BLOCK)]
    below, engine = Below(planned), db.engine
    engine.dispose()
    if engine.dialect.name == "sqlite":
        _begin(planned, below, engine)
        for block in blocks:
            _write_block(block)
        return
    with get_context("fork").Pool(os.cpu_count(), _begin, (planned, below, engine)) as pool:
        for _ in pool.imap_unordered(_write_block, blocks):
            pass


_state: dict[str, Any] = {}  # of the process that writes


def _begin(planned: Customers, below: Below, engine: Any) -> None:
    _state.update(planned=planned, below=below, writer=Writer(engine))


def _write_block(block: tuple[int, int]) -> None:
    planned, below, writer = _state["planned"], _state["below"], _state["writer"]
    tables, numbers = Model.metadata.tables, range(*block)
    leads = (lead for number in numbers if (lead := below.lead(number)) is not None)
    writer.write(tables["customer"], _customers.COLUMNS, map(planned.row, numbers))
    writer.write(
        tables["contact"], _below.CONTACT, (contact for number in numbers for contact in below.contacts(number))
    )
    writer.write(tables["lead"], _below.LEAD_COLUMNS, leads)
    writer.write(tables["change"], _below.CHANGE, map(below.change, numbers))
    writer.write(tables["match_key"], MATCH_KEY, sorted(_match_rows(planned, below, numbers)))


def _match_rows(planned: Customers, below: Below, numbers: range) -> Iterator[tuple[int, str, int]]:
    for number in numbers:
        yield from planned.match_rows(number)
        yield from below.lead_match_rows(number)


def _say(text: str) -> None:
    print(text, flush=True)
