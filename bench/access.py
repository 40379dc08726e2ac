"""Milliseconds of SQL that the gate's criteria cost on lists, counts and searches, for people who see a part.

python -m bench.access [--customers 20000] [--seed 1] [--database sqlite|postgresql|both] [--keep FOLDER]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from typing import Any

from sqlalchemy import event, select, text, update
from sqlalchemy.engine import Engine

import app.factory  # noqa: F401  (first: the framework maps whatever models there are)
from app.core.access import acting_as, governed_models, system_access
from app.core.db import db
from app.core.listing import ListRequest, count, page_rows
from app.core.registry import entity_of
from app.core.views import view_of
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.territory import Territory
from app.system.models.user import User
from bench._crew import MANAGER, user_id
from bench._customers import Customers
from bench._databases import filled
from bench._options import kinds, parser
from bench._writing import settle

RUNS = 15
LIMIT = 5.0  # milliseconds of SQL
WITH_TERRITORY = "bench9"
OF_FIFTY, GAVE = "bench11", "bench12"  # one sees a fiftieth of all: what two owners have elsewhere


def main() -> None:
    options = parser(__doc__).parse_args()
    for kind in kinds(options):
        with filled(kind, options.customers, options.seed, options.keep) as (place, planned):
            with place.application().app_context():
                open_territory()
                hand_over()
                for name in (OF_FIFTY, MANAGER, WITH_TERRITORY):
                    report(name, user_id(name), queries(planned))


def open_territory() -> None:
    """A territory for one of the owners, who sees what it opens besides the own customers."""
    with system_access("bench"):
        place = db.session.scalars(select(Territory)).first() or Territory(name="Bench")
        place.members = [db.session.scalars(select(User).where(User.username == WITH_TERRITORY)).one()]
        db.session.add(place)
        db.session.commit()


def hand_over() -> None:
    """Let one owner have what another one has, too; nothing is left to hand over the next time."""
    with system_access("bench"):
        people = {user.username: user for user in db.session.scalars(select(User))}
        taker, giver = people[OF_FIFTY], people[GAVE]
        department_id = taker.profile.department_id
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SET LOCAL statement_timeout TO 0"))  # ten thousand entries of the index of tokens
        moved = 0
        for model in governed_models():
            held = update(model).where(model.acc_owner_id == giver.id)
            columns = {"acc_owner_id": taker.id, "acc_department_id": department_id}
            columns |= {"owner_id": taker.id} if hasattr(model, "owner_id") else {}
            done: Any = db.session.execute(held.values(columns), execution_options={"synchronize_session": False})
            moved += done.rowcount
        db.session.commit()
    if moved:
        settle(db.engine, [model.__tablename__ for model in governed_models()])


def queries(planned: Customers) -> list[str]:
    """All of them, and searches for terms of each kind."""
    rare = planned.terms.terms["rare"]
    return ["", rare.han, "公", "公司", "sh", rare.sound, planned.row(777)[2] or "8013 3399", "KH0000777"]


def report(reader: str, reader_id: int, asked_for: list[str]) -> None:
    print(f"{reader}, {db.engine.dialect.name}: milliseconds of SQL, best, median and worst of {RUNS}")
    for model in (Customer, Contact):
        view = view_of(model)
        columns = [view.entity.fields[name] for name in view.list_columns]
        for query in asked_for:
            asked = replace(ListRequest(entity_of(model)), query=query, page_size=25)
            page = measured(reader_id, lambda asked=asked, columns=columns: page_rows(replace(asked), columns))
            counted = measured(reader_id, lambda asked=asked: count(replace(asked)))
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
