"""Figures of one cell: a page for one reader, warm or cold."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median
from typing import Any

from bench._databases import Place, postmaster
from bench._pages import Page, Reader
from bench._processes import processor_ms
from bench._visitor import Answer, Visitor

RUNS, WARM_UPS = 15, 6  # two workers: each is warm after that
MOST_SECONDS = 10  # for one cell


@dataclass(frozen=True)
class Figures:
    """Milliseconds, but for the counts; `web_cpu` and `db_cpu` are of one visit on average."""

    best: float
    median: float
    p95: float
    sql: float
    statements: int
    rows: int
    web_cpu: float
    db_cpu: float
    size: int
    runs: int
    requests: int

    def to_json(self) -> dict[str, Any]:
        return {name: round(value, 2) for name, value in asdict(self).items()}


def warm(page: Page, visitor: Visitor, reader: Reader, place: Place, runs: int) -> Figures:
    """After enough visits for both workers to have seen the page."""
    visit = lambda: _checked(page, page.steps(visitor, visitor, reader))  # noqa: E731
    _several(visit, min(WARM_UPS, runs))
    began = _database_ms(place)
    visits = _several(visit, runs)
    return figures(visits, (_database_ms(place) - began) / len(visits))


def cold(page: Page, prepare: Visitor, visitor: Visitor, reader: Reader, runs: int) -> Figures:
    """Each visit at a worker that has answered nothing but a load balancer's question whether it lives."""

    def visit() -> list[Answer]:
        visitor.get("/healthz")
        return _checked(page, page.steps(prepare, visitor, reader))

    return figures(_several(visit, max(2, runs // 3)), 0.0)


def figures(visits: Sequence[Sequence[Answer]], db_cpu: float) -> Figures:
    """Of visits that consist of one or more answers each."""
    times = sorted(sum(answer.ms for answer in visit) for visit in visits)
    last = visits[-1]
    return Figures(
        best=times[0],
        median=median(times),
        p95=times[min(len(times) - 1, round(0.95 * (len(times) - 1)))],
        sql=median(sum(answer.costs.sql for answer in visit) for visit in visits),
        statements=max(sum(answer.costs.statements for answer in visit) for visit in visits),
        rows=sum(answer.costs.rows for answer in last),
        web_cpu=mean(sum(answer.costs.cpu for answer in visit) for visit in visits),
        db_cpu=db_cpu,
        size=sum(len(answer.body) for answer in last),
        runs=len(visits),
        requests=len(last),
    )


def _several(visit: Callable[[], list[Answer]], times: int) -> list[list[Answer]]:
    """Fewer where they take long; two at least."""
    deadline, visits = time.monotonic() + MOST_SECONDS, []
    while len(visits) < times and (len(visits) < 2 or time.monotonic() < deadline):
        visits.append(visit())
    return visits


def _checked(page: Page, answers: list[Answer]) -> list[Answer]:
    wanted = 302 if page.writes else 200
    wrong = [answer for answer in answers if answer.status != wanted]
    if wrong:
        raise RuntimeError(f"{page.name} answers {wrong[0].status}: {wrong[0].text[:300]}")
    return answers


def _database_ms(place: Place) -> float:
    return processor_ms(postmaster(place.server)) if place.server else 0.0
