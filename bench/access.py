"""Milliseconds of SQL that the gate's criteria cost on lists, counts and searches, for people who see a part.

    python -m bench.access [--customers 1000000] [--database URI] [--folder FOLDER]

Without `--database` a private PostgreSQL server is started, and stopped and deleted afterwards. 50,000 customers of 50
owners are generated and repeated by the database up to the number wanted, each with one contact.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import String, cast, event, func, insert, literal, select, text
from sqlalchemy.engine import Engine

import app.factory  # noqa: F401  (first: the framework maps whatever models there are)
from app.core.access import GATED, acting_as, system_access
from app.core.db import db
from app.core.listing import ListRequest, count, page_rows
from app.core.registry import entity_of
from app.core.views import view_of
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.territory import Territory
from app.system.models.department import Department
from app.system.models.user import Role, User
from bench.search import fill, opened, owners
from tests.support.postgres import start_server

DISTINCT = 50_000
RUNS = 15
LIMIT = 5.0  # milliseconds of SQL
SKIPPED = {"id", "code"}
QUERIES = ("", "墨鲸精密", "公", "公司", "sh", "xuanli", "8013 3399", "KH000777")


def main() -> None:
    options = read_arguments()
    with ExitStack() as stack:
        kehu = opened(Path(options.folder), options.database or private_database(stack))
        with kehu.app_context():
            people = owners()
            seat(people)
            fill(min(DISTINCT, options.customers), [person.id for person in people])
            multiply(options.customers)
            for name, user_id in readers(people).items():
                report(name, user_id)


def read_arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--database")
    parser.add_argument("--folder", default=mkdtemp(prefix="kehu-bench-"))
    return parser.parse_args()


def private_database(stack: ExitStack) -> str:
    server = start_server()
    stack.callback(server.stop)
    return server.create("bench")


def seat(people: list[User]) -> None:
    """Five departments below the one at the top, ten salespeople in each, and a manager of the first."""
    with system_access("bench"):
        if db.session.scalars(select(Department).where(Department.name == "Bench 0")).first():
            return
        top = db.session.scalars(select(Department).order_by(Department.id)).first()
        places = [Department(name=f"Bench {number}", parent=top) for number in range(5)]
        db.session.add_all(places)
        for number, person in enumerate(people):
            person.profile.department = places[number % 5]
        manager = User(
            username="benchmanager", first_name="三", last_name="张", email="manager@example.com", active=True
        )
        manager.roles = [db.session.scalars(select(Role).where(Role.name == "SalesManager")).one()]
        db.session.add(manager)
        db.session.flush()
        manager.profile.department = places[0]
        db.session.commit()


def multiply(wanted: int) -> None:
    """Repeat the customers, with the department of their owners, until there are `wanted`; give each a contact."""
    with system_access("bench"):
        known = db.session.scalar(select(func.count()).select_from(Customer)) or 0
        if known == DISTINCT:
            run(text(_PLACED))
        names = [column.key for column in Customer.__table__.columns if column.key not in SKIPPED]
        for block in range(known // DISTINCT, wanted // DISTINCT):
            source = select(Customer.id + block * DISTINCT, *(getattr(Customer, name) for name in names))
            run(insert(Customer).from_select(["id", *names], source.where(Customer.id <= DISTINCT), False))
        if not db.session.scalar(select(func.count()).select_from(Contact)):
            run(contacts())
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


_PLACED = """UPDATE customer SET acc_department_id =
    (SELECT department_id FROM user_profile WHERE user_profile.user_id = owner_id)"""


def contacts() -> Any:
    """One for each customer."""
    copies = ("acc_owner_id", "acc_department_id", "acc_territory_id", "created_at", "changed_at", "version")
    columns: dict[str, Any] = {name: getattr(Customer, name) for name in copies}
    columns |= {"customer_id": Customer.id, "name": literal("联系人") + cast(Customer.id, String)}
    columns |= {
        "search_text": literal(" 联系 系人 人"),
        "is_main": literal(True),
        "birthday_calendar": literal("solar"),
    }
    return insert(Contact).from_select(list(columns), select(*columns.values()), False)


def run(statement: Any) -> None:
    db.session.execute(text("SET LOCAL statement_timeout TO 0"))
    db.session.execute(statement, execution_options={GATED: True})
    db.session.commit()


def readers(people: list[User]) -> dict[str, int]:
    """Who asks: one of the owners, the manager of ten of them, an owner with a territory."""
    with system_access("bench"):
        manager = db.session.scalars(select(User.id).where(User.username == "benchmanager")).one()
        place = db.session.scalars(select(Territory)).first() or Territory(name="Bench")
        place.members = [people[9]]
        db.session.add(place)
        db.session.commit()
        return {"salesperson": people[7].id, "manager of ten": manager, "salesperson with a territory": people[9].id}


def report(reader: str, user_id: int) -> None:
    print(f"{reader}, {db.engine.dialect.name}: milliseconds of SQL, best, median and worst of {RUNS}")
    for model in (Customer, Contact):
        view = view_of(model)
        columns = [view.entity.fields[name] for name in view.list_columns]
        for query in QUERIES:
            asked = replace(ListRequest(entity_of(model)), query=query, page_size=25)
            page = measured(user_id, lambda asked=asked, columns=columns: page_rows(replace(asked), columns))
            counted = measured(user_id, lambda asked=asked: count(replace(asked)))
            mark = "" if max(median(page), median(counted)) <= LIMIT else "  over the limit"
            print(f"  {model.__tablename__:<10}{query or 'all':<12}{told(page)}  count {told(counted)}{mark}")


def told(spent: list[float]) -> str:
    return f"{min(spent):6.1f} {median(spent):6.1f} {max(spent):6.1f}"


def measured(user_id: int, work: Callable[[], Any]) -> list[float]:
    """What the statements of each run took, in milliseconds."""
    runs = []
    for _ in range(RUNS):
        with acting_as(user_id), timed_statements() as spent:
            work()
        runs.append(sum(spent) * 1_000)
        db.session.remove()
    return runs


@contextmanager
def timed_statements() -> Iterator[list[float]]:
    """The seconds of each statement inside, fetching included."""
    spent: list[float] = []
    began: list[float] = []

    def before(*_: Any) -> None:
        began.append(time.perf_counter())

    def after(*_: Any) -> None:
        spent.append(time.perf_counter() - began.pop())

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    try:
        yield spent
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "after_cursor_execute", after)


if __name__ == "__main__":
    main()
