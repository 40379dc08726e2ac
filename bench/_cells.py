"""The table of cells: each page for each reader, warm and cold, and whether it is fast enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench._customers import Customers
from bench._databases import Place
from bench._measuring import Figures, cold, warm
from bench._pages import PAGES, Page, Reader, readers
from bench._server import PRODUCT, serve
from bench._visitor import Visitor

SLOWER = {"sqlite": 1.5, "postgresql": 1.0}  # of the limits
WARM, COLD = "warm", "cold"


@dataclass(frozen=True)
class Cell:
    """One page for one reader."""

    page: str
    reader: str
    state: str
    limit: float
    statements: int | None
    figures: Figures

    @property
    def met(self) -> bool:
        return self.figures.median <= self.limit and self.figures.statements <= (self.statements or 10**6)

    def to_json(self) -> dict[str, Any]:
        told = {"page": self.page, "reader": self.reader, "state": self.state, "limit": self.limit, "met": self.met}
        return told | self.figures.to_json()


def measure(place: Place, planned: Customers, port: int, runs: int, only: str = "") -> Iterator[Cell]:
    """Every cell, or those of pages whose names hold `only`; `port` is of a running server, whose workers get warm."""
    pages = [page for page in PAGES if only in page.name]
    for reader in readers(planned):
        visitor = Visitor(port)
        visitor.log_in(reader.name)
        requests: dict[int, list[Page]] = {}
        for page in pages:
            found = warm(page, visitor, reader, place, runs)
            requests.setdefault(found.requests, []).append(page)
            yield _cell(page, reader, WARM, place, found)
        for number, some in requests.items():
            yield from _cold_cells(place, reader, visitor, some, number, runs)


def _cold_cells(
    place: Place, reader: Reader, visitor: Visitor, pages: Sequence[Page], requests: int, runs: int
) -> Iterator[Cell]:
    # A worker forked for one visit: it is asked whether it lives, then for the page, and ends.
    options = ("--workers", "1", "--max-requests", str(1 + requests))
    with serve(PRODUCT, place, *options) as server:
        fresh = visitor.at(server.port)
        for _ in range(requests):  # what is left of the worker that was asked whether the server is up
            fresh.get("/healthz")
        for page in pages:
            yield _cell(page, reader, COLD, place, cold(page, visitor, fresh, reader, runs))


def _cell(page: Page, reader: Reader, state: str, place: Place, figures: Figures) -> Cell:
    return Cell(page.name, reader.title, state, page.limit * SLOWER[place.kind], page.statements, figures)
