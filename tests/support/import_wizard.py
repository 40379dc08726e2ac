"""The import wizard as a person walks through it, with the jobs run at once in this process."""

from __future__ import annotations

from contextvars import Context
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sqlalchemy import select

import app.factory  # noqa: F401  (every model, before a test names one)
from app.core.db import db
from app.core.exchange.models import ImportBatch, ImportProblem
from app.core.jobs.heartbeat import Heartbeat
from app.core.jobs.lease import Claim
from app.core.jobs.results import ResultFile
from app.core.jobs.worker import Worker, _perform, _settle, results_folder
from tests.support.forms import successful_controls


class QuietWorker(Worker):
    """A worker whose heart does not beat: its thread would use the one connection that a rolled-back test has."""

    def _run(self, taken: Claim) -> None:
        result_file = ResultFile(results_folder(self._app))
        try:
            _perform(taken, Heartbeat(db.engine, taken, self._lease, self._stopping), result_file)
        except BaseException as error:
            db.session.rollback()
            _settle(taken, error, result_file)


def work(app: Any) -> int:
    """Run every waiting job, as on a worker that knows nothing of the test around it; how many there were."""
    worker, done = QuietWorker(app, "test"), 0
    while Context().run(worker.run_one):
        done += 1
    return done


def brief(counts: dict[str, int] | None) -> dict[str, int] | None:
    """How many rows were taken and refused, whatever became of those taken; those are in the batch's own counts."""
    shown = ("row", "rows", "good", "refused", "problems")
    return None if counts is None else {name: counts[name] for name in shown}


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
        return brief(self.batch.checked)

    def create(self) -> dict[str, int] | None:
        """Import what was checked and return the counts."""
        assert self.client.post(self.url("/create")).status_code == 302
        work(self.app)
        return brief(self.batch.created)

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
