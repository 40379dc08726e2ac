"""Milliseconds of the search centre over many customers.

    python -m bench.search [--customers 200000] [--database URI] [--folder FOLDER]

Fills the database first, up to the number of customers (a repeated run adds what is missing; a million take a
quarter of an hour); without `--database` it is SQLite in `FOLDER`. Prints the median and the worst of a few runs, for
a manager who sees everything and for a salesperson who sees one customer in fifty.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, insert, select

from app import factory
from app.core.access import acting_as, system_access
from app.core.db import db
from app.core.folding import search_key
from app.customers.models.customer import Customer
from app.demo.customers import demo_customers
from app.system import setup
from app.system.models.user import Role, User

OWNERS = 50
BATCH = 5_000
RUNS = 7
START = datetime(2024, 1, 1, tzinfo=UTC)
QUERIES = {
    "rare": "墨鲸精密",
    "exact code": "KH000777",
    "pinyin": "xuanli",
    "initials": "xlly",
    "phone": "8013 3399",
    "two letters": "sh",
    "one letter": "s",
    "one character": "公",
    "first character": "西",
    "nothing": "qqqwww",
}


def main() -> None:
    arguments = read_arguments()
    app = opened(arguments.folder, arguments.database)
    with app.app_context():
        people = [user.id for user in owners()]
        fill(arguments.customers, people)
        db.session.remove()
        for reader in ("manager", "salesperson"):
            user_id = manager_id() if reader == "manager" else people[7]
            report(reader, user_id)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--database")
    parser.add_argument("--folder", type=Path, default=Path("data/bench"))
    return parser.parse_args()


def opened(folder: Path, uri: str | None) -> Any:
    """The application on its database, initialised."""
    folder.mkdir(parents=True, exist_ok=True)
    uri = uri or f"sqlite:///{folder.resolve() / 'search.db'}"
    app = factory.create_app(
        {"SQLALCHEMY_DATABASE_URI": uri, "KEHU_DATA_DIR": str(folder), "SECRET_KEY": "only-for-the-bench"}
    )
    with app.app_context():
        setup.initialise(app)
    return app


def owners() -> list[User]:
    """The salespeople, made when they are missing."""
    with system_access("bench"):
        sales = db.session.scalars(select(Role).where(Role.name == "Sales")).one()
        found = list(db.session.scalars(select(User).where(User.username.startswith("bench")).order_by(User.id)))
        for number in range(len(found), OWNERS):
            user = User(username=f"bench{number}", first_name="三", last_name="张", email=f"bench{number}@example.com")
            user.active, user.roles = True, [sales]
            db.session.add(user)
            found.append(user)
        db.session.commit()
    return found


def manager_id() -> int:
    with system_access("bench"):
        setup.create_administrator("admin", "Admin-pass-1", must_change=False, only_if_none=False)
        return int(db.session.scalars(select(User.id).where(User.username == "admin")).one())


def fill(customers: int, owner_ids: list[int]) -> None:
    """Add what is missing to `customers`, going round everything that saving does but the search key."""
    with system_access("bench"):
        done = db.session.scalar(select(func.max(Customer.id))) or 0
    db.session.rollback()
    if done >= customers:
        return
    rows = customer_rows(done, customers, owner_ids)
    while batch := list(islice(rows, BATCH)):
        with db.engine.begin() as connection:
            connection.execute(insert(Customer.__table__), batch)
        print(f"\r{batch[-1]['id']:>9,} customers", end="", flush=True)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE customer" if connection.dialect.name == "postgresql" else "PRAGMA optimize")
    print()


def customer_rows(done: int, customers: int, owner_ids: list[int]) -> Iterator[dict[str, Any]]:
    for number, draft in enumerate(islice(demo_customers(customers, 1, date(2026, 1, 1)), done, None), done + 1):
        code, owner_id, moment = f"KH{number:06}", owner_ids[number % OWNERS], START + timedelta(minutes=number)
        found_by = (draft.name, code, draft.english_name, draft.aliases, draft.keyword, draft.phone, draft.email)
        yield {
            "id": number, "name": draft.name, "code": code, "kind": draft.kind.value, "phone": draft.phone,
            "english_name": draft.english_name, "aliases": draft.aliases, "status": draft.status.value,
            "stage": draft.stage.value, "consent": draft.consent.value, "grade": draft.grade,
            "search_text": search_key(*found_by), "version": 1, "owner_id": owner_id, "acc_owner_id": owner_id,
            "created_at": moment, "changed_at": moment + timedelta(days=number * 7 % 400),
        }  # fmt: skip


def report(reader: str, user_id: int) -> None:
    from app.core.search_centre import hits_of

    print(f"{reader}, {db.engine.dialect.name}")
    for name, query in QUERIES.items():
        spent, found = timed(user_id, lambda query=query: hits_of(Customer, query, 5))
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
