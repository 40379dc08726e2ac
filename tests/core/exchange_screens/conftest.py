"""The import wizard as a person walks through it, with the jobs run at once by a worker in this process."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

import app.factory  # noqa: F401  (every model, before a test names one)
from app.core.exchange.models import ImportBatch, ImportProblem
from app.core.jobs.worker import Worker
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.forms import successful_controls


def work(app: Any) -> int:
    """Run every waiting job, as on a worker that knows nothing of the test around it; how many there were."""
    worker, done = Worker(app, "test"), 0
    while Context().run(worker.run_one):
        done += 1
    return done


@dataclass
class Wizard:
    """One person's way through the import of one entity."""

    app: Any
    client: Any
    session: Any
    entity: str = "customer"
    batch_id: int = 0

    def upload(self, content: bytes | str, name: str = "list.csv") -> Any:
        """The answer to an upload; the batch it made is the one that the other steps are about."""
        data = content.encode() if isinstance(content, str) else content
        answer = self.client.post(f"/{self.entity}/import", data={"file": (BytesIO(data), name)})
        if answer.status_code == 302:
            self.batch_id = int(answer.location.rsplit("/", 1)[1])
        return answer

    @property
    def batch(self) -> ImportBatch:
        self.session.expire_all()
        return self.session.execute(select(ImportBatch).where(ImportBatch.id == self.batch_id)).scalar_one()

    def url(self, step: str = "") -> str:
        return f"/{self.entity}/import/{self.batch_id}{step}"

    def page(self, step: str = "", **headers: str) -> str:
        answer = self.client.get(self.url(step), headers=headers)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def choose(self, button: str, **changes: str) -> Any:
        """Send the mapping page with what it offers, changed by `changes`, through one of its buttons."""
        sent = successful_controls(self.client.get(self.url()).text, "import-mapping")
        return self.client.post(self.url(), data={**sent, **{k: [v] for k, v in changes.items()}, button: ["1"]})

    def check(self, **changes: str) -> dict[str, int] | None:
        """Check the file and return the counts."""
        answer = self.choose("check", **changes)
        assert answer.status_code == 302, answer.text
        work(self.app)
        return self.batch.checked

    def create(self) -> dict[str, int] | None:
        """Import what was checked and return the counts."""
        assert self.client.post(self.url("/create")).status_code == 302
        work(self.app)
        return self.batch.created

    @property
    def problems(self) -> list[tuple[Any, ...]]:
        """What was wrong with the rows: (row, column, value, reason)."""
        kept = self.session.scalars(select(ImportProblem).where(ImportProblem.batch_id == self.batch_id))
        return [(p.row, p.column, p.value, p.message % p.params) for p in kept]

    def run(self, content: bytes | str, name: str = "list.csv", **changes: str) -> dict[str, int] | None:
        """All steps, with the columns as they are guessed."""
        answer = self.upload(content, name)
        assert answer.status_code == 302, answer.text
        self.check(**changes)
        return self.create()


@pytest.fixture
def marketer(session) -> Any:
    """Somebody who may import and sees everything."""
    return UserFactory(username="marketer", role_names=["Marketing"])


@pytest.fixture
def wizard(app, session, login, marketer) -> Wizard:
    """The wizard of customers, in the hands of the marketer."""
    return Wizard(app, login(marketer), session)


@pytest.fixture
def wizard_of(app, session, login) -> Callable[..., Wizard]:
    """`wizard_of(user, "tag")`: the wizard of an entity in somebody's hands."""
    return lambda user, entity="customer": Wizard(app, login(user), session, entity)


@pytest.fixture
def managers(session) -> tuple[Any, Any]:
    """Two sales managers of departments that do not see each other."""
    east, west = DepartmentFactory(name="East"), DepartmentFactory(name="West")
    return (
        UserFactory(username="east", role_names=["SalesManager"], department=east),
        UserFactory(username="west", role_names=["SalesManager"], department=west),
    )
