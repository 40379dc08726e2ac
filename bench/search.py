"""Milliseconds of the search centre over many customers.

    python -m bench.search [--customers 20000] [--seed 1] [--database sqlite|postgresql|both] [--keep FOLDER]

Prints the median and the worst of a few runs, for the administrator, who sees everything, and for a salesperson who
sees one customer in a hundred.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import app.factory  # noqa: F401  (first: the framework maps whatever models there are)
from app.core.access import acting_as
from app.core.db import db
from app.customers.models.customer import Customer
from bench._crew import ADMINISTRATOR, SALESPERSON, user_id
from bench._customers import Customers
from bench._databases import filled
from bench._options import kinds, parser

RUNS = 7


def main() -> None:
    options = parser(__doc__).parse_args()
    for kind in kinds(options):
        with filled(kind, options.customers, options.seed, options.keep) as (place, planned):
            with place.application().app_context():
                for reader in (ADMINISTRATOR, SALESPERSON):
                    report(reader, user_id(reader), queries(planned))


def queries(planned: Customers) -> dict[str, str]:
    """What is looked for, by kind of term."""
    rare = planned.terms.terms["rare"]
    return {
        "rare": rare.han,
        "rare, Latin": rare.latin,
        "exact code": "KH0000777",
        "pinyin": rare.sound,
        "initials": planned.initials(),
        "phone": planned.row(777)[2] or "8013 3399",
        "two letters": "sh",
        "one letter": "s",
        "one character": "公",
        "first character": "西",
        "nothing": "qqqwww",
    }


def report(reader: str, reader_id: int, asked: dict[str, str]) -> None:
    from app.core.search_centre import hits_of

    print(f"{reader}, {db.engine.dialect.name}")
    for name, query in asked.items():
        spent, found = timed(reader_id, lambda query=query: hits_of(Customer, query, 5))
        print(
            f"  {name:<16}{query:<12}{median(spent):8.1f} ms  worst {max(spent):8.1f} ms  {len(found[0])} of {found[1]}"
        )


def timed(user_id: int, search: Callable[[], Any]) -> tuple[list[float], Any]:
    """Milliseconds of each run, and what was found."""
    spent, found = [], None
    for _ in range(RUNS):
        with acting_as(user_id):
            begun = time.perf_counter()
            found = search()
            spent.append((time.perf_counter() - begun) * 1_000)
        db.session.remove()
    return spent, found


if __name__ == "__main__":
    main()
