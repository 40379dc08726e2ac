"""The cost of each page over a large database, beside two yardsticks; what README promises is held against it.

    python -m bench.pages [--customers 20000] [--seed 1] [--database sqlite|postgresql|both] [--keep FOLDER]
                          [--json FILE] [--runs 15] [--seconds 10] [--only TEXT]

Fills a database (a million customers take minutes; `--keep` spares it the next time), serves the product as in
production, and measures every page for three readers, warm and cold; then many clients at once, and memory. Writes
docs/performance.md.
"""

from __future__ import annotations

import signal
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import app.factory  # noqa: F401  (first: the framework maps whatever models there are)
from bench import _yardsticks
from bench._cells import Cell, measure
from bench._customers import Customers
from bench._databases import Place, filled
from bench._measuring import RUNS
from bench._options import kinds, parser
from bench._others import SMALL, floor, growth, pressed, started
from bench._report import keep, machine
from bench._server import PRODUCT, serve


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are stopped as after Ctrl-C
    options = read_arguments()
    for kind in kinds(options):
        before = machine()
        with filled(kind, options.customers, options.seed, options.keep) as (place, planned):
            if options.only:
                looked_at(place, planned, options)
                continue
            run = measured(place, planned, options) | {"machine": before, "seed": options.seed}
        if options.customers > SMALL:
            run["others"].append(growth(kind, options.seed, options.keep, run["cells"]))
        keep(run, options.json)


def read_arguments() -> Namespace:
    found = parser(__doc__)
    found.add_argument("--json", type=Path, help="file for the figures of this run")
    found.add_argument("--seconds", type=float, default=10, help="how long each number of clients presses")
    found.add_argument("--only", default="", help="measure pages whose names hold this, and write no report")
    found.add_argument("--runs", type=int, default=RUNS, help="visits of each page; cold, a third of them")
    return found.parse_args()


def measured(place: Place, planned: Customers, options: Namespace) -> dict[str, Any]:
    """Everything but the growth, as JSON has it."""
    cells: list[Cell] = []
    with serve(PRODUCT, place) as server:
        for cell in measure(place, planned, server.port, options.runs, options.only):
            print(told(cell), flush=True)
            cells.append(cell)
        others = [started(server), *pressed(server, planned, options.seconds)]
    sticks = list(_yardsticks.measure(place, planned))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "database": place.version(),
        "customers": planned.count,
        "contacts": sum(len(planned.base(n).draft.contacts) for n in range(1, planned.count + 1)),
        "cells": [cell.to_json() for cell in cells],
        "yardsticks": [stick.to_json() for stick in sticks],
        "others": [floor(cells, sticks), *others],
    }


def looked_at(place: Place, planned: Customers, options: Namespace) -> None:
    """Some pages, on the screen only."""
    with serve(PRODUCT, place) as server:
        for cell in measure(place, planned, server.port, options.runs, options.only):
            print(told(cell), flush=True)


def told(cell: Cell) -> str:
    f = cell.figures
    return (
        f"{cell.page:32} {cell.reader:20} {cell.state:5} {f.best:7.1f} {f.median:7.1f} {f.p95:7.1f} ms  "
        f"{f.statements:3} SQL {f.sql:7.1f} ms  cpu {f.web_cpu:6.1f}/{f.db_cpu:6.1f}  {f.size / 1000:5.0f} kB"
        f"{'' if cell.met else '  MISSED'}"
    )


if __name__ == "__main__":
    main()
