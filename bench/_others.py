"""Figures that are of no single page: starting, many clients, memory, the floor and growth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench._cells import Cell
from bench._customers import Customers
from bench._databases import filled
from bench._load import LIST, grown, memory, mixed, press
from bench._pages import readers
from bench._server import PRODUCT, Server, serve
from bench._visitor import Visitor
from bench._yardsticks import FLOOR, Yardstick

SMALL = 10_000  # customers of the database that growth is measured from
SAMPLES = 15
MEGABYTES, GROWTH = 220, 10  # of a web worker
SECONDS_TO_START, REQUESTS, P95, TIMES_FLOOR, TIMES_SMALL = 3, 50, 300, 2.0, 1.2
Other = tuple[str, str, str]  # what, figure, limit


def started(server: Server) -> Other:
    """How long the server needed."""
    return "start until the first answer", f"{server.seconds:.1f} s", f"{SECONDS_TO_START} s"


def pressed(server: Server, planned: Customers, seconds: float) -> list[Other]:
    """Many clients, and what the workers hold before and after."""
    administrator, *_ = readers(planned)
    visitor = Visitor(server.port)
    visitor.log_in(administrator.name)
    mixed(visitor, administrator)
    found = [("web workers after 1,000 mixed requests", _megabytes(memory(server.pid)), f"{MEGABYTES} MB each")]

    def work() -> None:
        for clients in (8, 50):
            load = press(visitor, server.port, clients, seconds)
            limit = f"≥ {REQUESTS} requests/s, p95 ≤ {P95} ms" if clients == 8 else ""
            what = f"{load.per_second:.0f} requests/s, median {load.median:.0f}, p95 {load.p95:.0f} ms"
            found.append(
                (f"{clients} clients on the list", what + f", {load.failed} failed" * bool(load.failed), limit)
            )
        mixed(visitor, administrator, 100)

    before, after = grown(server.pid, work)
    more = max((late - early for early, late in zip(before, after, strict=False)), default=0.0)
    return [*found, ("growth of a web worker under that load", f"{more:.1f} MB", f"{GROWTH} MB")]


def _megabytes(found: list[float]) -> str:
    return ", ".join(f"{one:.0f}" for one in found) + " MB"


def floor(cells: list[Cell], sticks: list[Yardstick]) -> Other:
    """The list of customers against its template alone."""
    own = next(cell.figures.median for cell in cells if cell.page == "customer list")
    low = next(stick.figures.median for stick in sticks if stick.kind == FLOOR)
    return (
        "the list against the floor (its template alone)",
        f"{own:.1f} / {low:.1f} ms, ×{own / low:.2f}",
        f"×{TIMES_FLOOR}",
    )


def growth(kind: str, seed: int, keep: Path | None, cells: list[dict[str, Any]]) -> Other:
    """The list over a small database, in the same way."""
    with filled(kind, SMALL, seed, keep) as (place, planned), serve(PRODUCT, place) as server:
        administrator, *_ = readers(planned)
        visitor = Visitor(server.port)
        visitor.log_in(administrator.name)
        times = sorted(visitor.get(LIST).ms for _ in range(3 * SAMPLES))
    small = times[SAMPLES]
    large = next(cell["median"] for cell in cells if cell["page"] == "customer list")
    return f"growth of the list from {SMALL:,} customers", f"×{large / small:.2f}", f"×{TIMES_SMALL}"
