"""A random walk over what people do with customers, the same for the same seed: through actions, never through SQL.

Each step is one act by one person in one transaction. What a rule refuses is counted; whatever else goes wrong ends the
walk with the number of the step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.access import acting_as, system_access
from app.core.db import db
from app.core.errors import RuleError
from app.core.jobs.model import Job
from app.core.jobs.queue import enqueue
from app.core.refusals import refusal_of
from app.core.registry import entity_of
from app.customers.models.customer import Customer
from app.system import settings
from app.system.models.user import User
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.import_wizard import work

Act = Callable[["Walk"], Callable[[], None] | None]
TIMES: dict[Act, int] = {}
PEOPLE = {"boss": "GeneralManager", "marketer": "Marketing", "manager": "SalesManager", "ann": "Sales", "ben": "Sales"}
TAKES_TURNS = ("boss", "boss", "boss", "marketer", "manager", "manager", "ann", "ben")


class Nothing(Exception):
    """There is nothing to do this with; another act takes the step."""


def act(times: int) -> Callable[[Act], Act]:
    """Let a function be drawn so often, in proportion. What it returns is called after the commit, to look."""

    def register(function: Act) -> Act:
        TIMES[function] = times
        return function

    return register


def alone(times: int) -> Callable[[Act], Act]:
    """The same for what opens transactions of its own: jobs and requests."""

    def register(function: Act) -> Act:
        function.alone = True  # type: ignore[attr-defined]
        return act(times)(function)

    return register


class Walk:
    """Draws the acts and what they are about, and remembers what later acts must find again."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.app, self.rng = app, Random(seed)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.contacts_of_deleted: dict[int, set[int]] = {}
        self.made_of_lead: dict[int, set[tuple[str, int]]] = {}
        self.imports: list[int] = []
        with app.app_context(), system_access("walk"):
            east, west = DepartmentFactory(name="East"), DepartmentFactory(name="West")
            home = {"boss": east, "marketer": west, "manager": east, "ann": east, "ben": west}
            made = {n: UserFactory(username=n, role_names=[role], department=home[n]) for n, role in PEOPLE.items()}
            settings.save({"pool_hold_limit": 1_000_000, "pool_claims_per_day": 100_000, "pool_recycles": True})
            db.session.flush()
            self.people = {name: user.id for name, user in made.items()}
            db.session.commit()
            db.session.remove()

    def go(self, steps: int) -> None:
        """Take so many steps."""
        acts, weights = list(TIMES), list(TIMES.values())
        while sum(self.done.values()) + sum(self.refused.values()) < steps:
            [chosen] = self.rng.choices(acts, weights)
            try:
                self._step(chosen)
            except Nothing:
                continue
            except Exception as error:
                number = sum(self.done.values()) + sum(self.refused.values()) + 1
                raise AssertionError(f"step {number}, {chosen.__name__}: {type(error).__name__}: {error}") from error

    def _step(self, chosen: Act) -> None:
        name = chosen.__name__
        try:
            if getattr(chosen, "alone", False):
                chosen(self)
            else:
                self._in_one_transaction(chosen)
        except (RuleError, IntegrityError) as error:
            refusal = error if isinstance(error, RuleError) else _unique(error)
            self.refused[name] += 1
            self.reasons[f"{name}: {refusal.message}"] += 1
        else:
            self.done[name] += 1

    def _in_one_transaction(self, chosen: Act) -> None:
        with self.app.app_context():
            try:
                with acting_as(self.people[self.rng.choice(TAKES_TURNS)]):
                    look = chosen(self)
                    db.session.commit()
                if look is not None:
                    with system_access("look at what was done"):
                        db.session.expire_all()
                        look()
            finally:
                db.session.rollback()
                db.session.remove()

    @contextmanager
    def system(self) -> Iterator[None]:
        """For what belongs to nobody, in a transaction of its own, which is committed."""
        with self.app.app_context(), system_access("walk"):
            try:
                yield
                db.session.commit()
            finally:
                db.session.rollback()
                db.session.remove()

    # -- what acts are about

    def pick(self, model: Any, *conditions: Any, archived: bool = False) -> Any:
        """A record that whoever acts may see; of those in the recycle bin where `archived`."""
        if hasattr(model, "archived_at"):
            conditions += (model.archived_at.is_not(None) if archived else model.archived_at.is_(None),)
        top = db.session.scalar(select(func.max(model.id)))
        start = self.rng.randint(1, top or 1)
        for side in (model.id >= start, model.id < start):
            found = db.session.scalars(select(model).where(side, *conditions).order_by(model.id).limit(1)).first()
            if found is not None:
                return found
        raise Nothing

    def pick_or_none(self, model: Any, *conditions: Any) -> Any:
        """The same, or nothing as often."""
        try:
            return self.pick(model, *conditions) if self.rng.random() < 0.5 else None
        except Nothing:
            return None

    def some(self, model: Any, most: int, *, archived: bool = False) -> list[Any]:
        """Up to `most` different records."""
        found = [self.pick(model, archived=archived) for _ in range(self.rng.randint(1, most))]
        return list({record.id: record for record in found}.values())

    def colleague(self) -> Any:
        """One of the people."""
        return db.session.get_one(User, self.rng.choice(list(self.people.values())))

    def number(self) -> int:
        """Part of a name: few enough that names and codes meet."""
        return self.rng.randrange(600)

    def run_job(self, name: str, **args: Any) -> None:
        """Run a job of the system at once."""
        with self.system():
            enqueue(db.session(), name, args)
        self.work()

    def work(self) -> None:
        """Run the waiting jobs; none may break."""
        work(self.app)
        with self.system():
            broken = db.session.scalars(select(Job.name).where(Job.error.is_not(None))).all()
            assert not broken, f"jobs broke: {broken}"


def _unique(error: IntegrityError) -> RuleError:
    """A value that is taken is refused by the database, in words; nothing else should come so far."""
    if "UNIQUE" not in str(error.orig).upper():
        raise error
    return refusal_of(error, entity_of(Customer))
