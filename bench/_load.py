"""Many clients at once, and what becomes of the server's memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from bench._pages import PAGES, Reader
from bench._processes import resident_mb, workers
from bench._visitor import Visitor

MIXED = 1_000  # requests
LIST = "/customer/list/"


@dataclass(frozen=True)
class Load:
    """`clients` that ask again as soon as they are answered."""

    clients: int
    per_second: float
    median: float
    p95: float
    failed: int

    def to_json(self) -> dict[str, Any]:
        return {name: round(value, 1) for name, value in asdict(self).items()}


def press(visitor: Visitor, port: int, clients: int, seconds: float, address: str = LIST) -> Load:
    """The customer list, asked for by `clients` at once for some seconds."""
    end = time.monotonic() + seconds

    def ask(_number: int) -> list[tuple[float, bool]]:
        one, found = visitor.at(port), []
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                failed = one.get(address).status != 200
            except OSError:
                failed = True
            found.append(((time.perf_counter() - began) * 1_000, failed))
        return found

    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        answers = [answer for some in pool.map(ask, range(clients)) for answer in some]
    spent, times = time.monotonic() - began, sorted(ms for ms, _ in answers)
    failures = sum(failed for _, failed in answers)
    return Load(clients, len(answers) / spent, times[len(times) // 2], times[int(len(times) * 0.95)], failures)


def mixed(visitor: Visitor, reader: Reader, requests: int = MIXED) -> None:
    """Every page that writes nothing, in turn."""
    pages = [page for page in PAGES if not page.writes]
    done = 0
    for number in count():
        page = pages[number % len(pages)]
        done += len(page.steps(visitor, visitor, reader))
        if done >= requests:
            return


def memory(pid: int) -> list[float]:
    """Megabytes of each worker below the server's first process."""
    return [round(resident_mb(worker), 1) for worker in workers(pid)]


def grown(pid: int, work: Callable[[], Any]) -> tuple[Sequence[float], Sequence[float]]:
    """The memory of the workers before and after."""
    before = memory(pid)
    work()
    return before, memory(pid)
