"""The header with which a server of the bench says what an answer cost, and how it is read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.support.tally import Tally

HEADER = "X-Bench-Costs"


@dataclass(frozen=True)
class Costs:
    """Of one answer: milliseconds in the process, of its processor and of the database as the process waits for it."""

    wall: float = 0.0
    cpu: float = 0.0
    sql: float = 0.0
    statements: int = 0
    rows: int = 0


def with_costs(application: Callable[..., Iterable[bytes]], tally: Tally) -> Callable[..., Iterable[bytes]]:
    """`application` that adds the header; the answer is complete when the header is written."""

    def served(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        tally.clear()
        wall, cpu = time.perf_counter(), time.process_time()
        held: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            held[:] = [status, headers, exc_info]
            return lambda data: None

        body = application(environ, start)
        content = list(body)
        if hasattr(body, "close"):
            body.close()
        spent = (time.perf_counter() - wall, time.process_time() - cpu, tally.seconds)
        told = " ".join(f"{seconds * 1_000:.3f}" for seconds in spent)
        start_response(held[0], [*held[1], (HEADER, f"{told} {tally.statements} {tally.rows}")], held[2])
        return content

    return served


def read_costs(text: str | None) -> Costs:
    """What the header says; nothing where there is none."""
    if not text:
        return Costs()
    wall, cpu, sql, statements, rows = text.split()
    return Costs(float(wall), float(cpu), float(sql), int(statements), int(rows))
