"""How many altered copies of customers are recognised, how many others are flagged, and how long a look-up takes.

    python -m bench.duplicates [--customers 100000] [--times 10] [--database URI] [--folder FOLDER] [--copies 3000]

Fills an initialised database up to the number of customers (a repeated run adds what is missing); without
`--database` it is SQLite in `FOLDER`. What is found and flagged is measured among these. Then the database repeats them
all, keys included, until there are `--times` of each: a million in minutes, and every look-up meets ten times as many
that share a key. Times are measured there.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from statistics import mean, quantiles
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import func, insert, select

from app import factory
from app.core.access import GATED, system_access
from app.core.db import db
from app.customers.duplicates import first_under, similar_to
from app.customers.identities import CUSTOMER
from app.customers.models.customer import Customer
from app.customers.models.match_key import MatchKey
from app.customers.places import known_places
from app.customers.rules.identities import Identity, identity, sought_keys, stored_keys
from app.system import setup
from bench._companies import ALTERATIONS, Company, altered, companies

SEED, BATCH = 7, 2_000
START = datetime(2024, 1, 1, tzinfo=UTC)


def main() -> None:
    options = read_arguments()
    settings: dict[str, Any] = {"KEHU_DATA_DIR": options.folder, "SECRET_KEY": "only-for-measuring-0123456789abcdef"}
    settings["SQLALCHEMY_DATABASE_URI"] = options.database or f"sqlite:///{options.folder}/bench.db"
    app = factory.create_app(settings)
    with app.app_context(), system_access("measure"):
        setup.initialise(app)
        known = list(companies(options.customers, SEED))
        with unsafe_but_fast():
            fill(known)
        if count(Customer) == len(known):
            measure(known, options.copies)
            false_alarms(known, options.copies)
        if options.times > 1:
            multiply(len(known), options.times)
            measure(known, options.copies)


def measure(known: list[Company], copies: int) -> None:
    print(f"{db.engine.dialect.name}, {count(Customer):,} customers, {count(MatchKey):,} keys", flush=True)
    recall(known, copies)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--copies", type=int, default=3_000)
    parser.add_argument("--database")
    parser.add_argument("--folder", default=None)
    options = parser.parse_args()
    options.folder = options.folder or mkdtemp(prefix="kehu-bench-")
    Path(options.folder).mkdir(parents=True, exist_ok=True)
    return options


@contextmanager
def unsafe_but_fast() -> Iterator[None]:
    """Filling need not survive a power failure."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA cache_size=-500000")
    yield


def count(model: Any) -> int:
    return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())


def identity_of(company: Company) -> Identity:
    return identity(
        [company.name, company.english],
        aliases=[company.aliases],
        phones=[company.phone],
        emails=[company.email],
        country="CN",
        places=known_places(),
    )


def fill(known: list[Company]) -> None:
    """Customers and their keys, set-based; ids are their numbers from 1."""
    done, began = count(Customer), time.monotonic()
    remaining = iter(enumerate(known[done:], done + 1))
    while some := list(islice(remaining, BATCH)):
        db.session.execute(insert(Customer), [row(number, company) for number, company in some])
        keys = [
            {"key": key, "entity": "customer", "record_id": number}
            for number, company in some
            for key in stored_keys(identity_of(company))
        ]
        add_keys(sorted(keys, key=lambda row: row["key"]))
        db.session.commit()
    if len(known) > done:
        seconds = time.monotonic() - began
        print(f"filled with {(len(known) - done) / seconds:,.0f} customers a second")


def multiply(number: int, times: int) -> None:
    """Repeat the first `number` customers, with other ids, until there are `times` of each."""
    columns = [name for name in row(0, Company("", "")) if name != "id"] + ["version", "stage", "status", "consent"]
    for block in range(count(Customer) // number, times):
        shift = block * number
        customers = select(Customer.id + shift, *(getattr(Customer, name) for name in columns))
        keys = select(MatchKey.key, MatchKey.entity, MatchKey.record_id + shift).order_by(MatchKey.key)
        for statement in (
            insert(Customer).from_select(
                ["id", *columns], customers.where(Customer.id <= number), include_defaults=False
            ),
            insert(MatchKey).from_select(
                ["key", "entity", "record_id"], keys.where(MatchKey.record_id <= number), include_defaults=False
            ),
        ):
            db.session.execute(statement, execution_options={GATED: True})
            db.session.commit()


def add_keys(keys: list[dict[str, Any]]) -> None:
    """PostgreSQL takes millions of rows by COPY only in reasonable time."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(insert(MatchKey), keys)
        return
    connection: Any = db.session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy("COPY match_key (key, entity, record_id) FROM STDIN") as copy:
        for found in keys:
            copy.write_row((found["key"], found["entity"], found["record_id"]))


def row(number: int, company: Company) -> dict[str, Any]:
    return {
        "id": number,
        "name": company.name,
        "english_name": company.english,
        "aliases": company.aliases,
        "phone": company.phone,
        "email": company.email,
        "country": "CN",
        "kind": "company",
        "search_text": "",
        "created_at": START,
        "changed_at": START,
    }


def recall(known: list[Company], copies: int) -> None:
    """How many altered copies are recognised, by what was altered, and how long each look-up takes."""
    rng = Random(SEED)
    made, found, flagged = Counter[str](), Counter[str](), []
    times, in_sql, processor = [], [], []
    for number in rng.sample(range(len(known)), copies):
        kind, copy = altered(known[number], rng)
        keys = list(sought_keys(identity_of(copy)))
        began = time.perf_counter()
        first_under(CUSTOMER, keys)
        in_sql.append((time.perf_counter() - began) * 1_000)
        began, worked = time.perf_counter(), time.process_time()
        candidates = similar_to(CUSTOMER, identity_of(copy))
        times.append((time.perf_counter() - began) * 1_000)
        processor.append((time.process_time() - worked) * 1_000)
        made[kind] += 1
        found[kind] += number + 1 in [candidate.record_id for candidate in candidates]
        flagged.append(len(candidates))
        db.session.rollback()
    print(f"found {found.total() / made.total():.1%} of {copies:,} altered copies")
    for kind in ALTERATIONS:
        print(f"  {kind:32} {found[kind] / max(1, made[kind]):7.1%} of {made[kind]}")
    print(f"flagged for a copy: {mean(flagged):.2f} on average, {max(flagged)} at most")
    report_times("records that share a key, by SQL", in_sql)
    report_times("look-up with comparing", times)
    report_times("look-up with comparing, processor time here", processor)


def report_times(name: str, times: list[float]) -> None:
    steps = quantiles(times, n=100)
    print(f"{name}: median {steps[49]:.1f} ms, 95 % {steps[94]:.1f} ms, 99 % {steps[98]:.1f} ms")


def false_alarms(known: list[Company], asked: int) -> None:
    """How many others are flagged for a customer that is no copy of any."""
    rng = Random(SEED + 1)
    flagged = []
    for number in rng.sample(range(len(known)), asked):
        flagged.append(len(similar_to(CUSTOMER, identity_of(known[number]), number + 1)))
        db.session.rollback()
    alone = sum(number == 0 for number in flagged) / len(flagged)
    print(f"flagged for an unaltered one: {mean(flagged):.2f} on average, {max(flagged)} at most; none for {alone:.1%}")


if __name__ == "__main__":
    main()
