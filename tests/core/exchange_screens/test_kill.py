"""kill -9 in the middle of an import: the next worker goes on, no row comes twice and none is missing."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import contextmanager
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.core.access import system_access
from app.core.db import db, reading
from app.core.exchange.models import ImportBatch, ImportProblem, ImportRow
from app.core.jobs.model import Job
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.core.jobs.harness import until
from tests.factories.system import UserFactory
from tests.support.import_wizard import brief
from tests.support.processes import ROOT
from tests.support.visitors import login

ROWS = 800
BAD = range(0, ROWS, 50)  # rows without a name
# Without a key of their own: nothing but the import itself could keep a row from coming twice.
LIST = "客户名称,联系人\r\n" + "".join(
    f"{'' if number in BAD else f'公司{number}'},王{number}\r\n" for number in range(ROWS)
)


@contextmanager
def seeing(app):
    """A session that reads everything and waits for no writer."""
    with app.app_context(), reading(), system_access("test"):
        yield db.session
        db.session.rollback()


class Import:
    """An import in an installation where commits are real, and the process that works on it."""

    def __init__(self, app, installation):
        self.app = app
        self.environment = installation.environment(KEHU_DATA_DIR=app.config["KEHU_DATA_DIR"])
        with app.app_context(), system_access("test"):
            user = UserFactory(username="importer", role_names=["Marketing"])
            db.session.commit()
            self.client = login(app.test_client(), user)
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "tests.core.exchange_screens.worker_process"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def done(self, column):
        """How many rows are imported, when `column` is None; else whether that job has ended."""
        with seeing(self.app) as session:
            if column is None:
                return session.scalar(select(func.count()).select_from(ImportRow))
            job_id = session.scalar(select(getattr(ImportBatch, column)))
            return session.scalar(select(Job.finished_at).where(Job.id == job_id)) is not None


@pytest.fixture
def running(committing_app, installation):
    """A checked file whose import was asked for."""
    made = Import(committing_app, installation)
    where = made.client.post("/customer/import", data={"file": (BytesIO(LIST.encode()), "a.csv")}).location
    columns = {"column_0": "name", "column_1": "contact.name"}
    assert made.client.post(where, data={**columns, "check": "1"}).status_code == 302
    made.start()
    try:
        until(lambda: made.done("check_job_id"))
        assert made.client.post(f"{where}/create").status_code == 302
        yield made
    finally:
        made.kill()


@pytest.mark.parametrize("kills", [3, pytest.param(9, marks=pytest.mark.soak)])
def test_a_killed_import_is_whole_in_the_end(running, kills):
    chance = random.Random(kills)
    for _ in range(kills):
        goal = running.done(None) + chance.randrange(1, ROWS // kills)
        until(lambda goal=goal: running.done(None) >= goal or running.done("create_job_id"))
        running.kill()
        running.start()
    until(lambda: running.done("create_job_id"))
    expected = [f"公司{number}" for number in range(ROWS) if number not in BAD]
    with seeing(running.app) as session:
        batch = session.scalars(select(ImportBatch)).one()
        job = session.scalars(select(Job).where(Job.id == batch.create_job_id)).one()
        assert job.status == "done", (job.message, job.message_params)
        assert job.attempts > 1, "it was killed while it worked"
        assert session.scalars(select(Customer.name).order_by(Customer.id)).all() == expected
        assert session.scalars(select(Contact.name).order_by(Contact.id)).all() == [f"王{n[2:]}" for n in expected]
        results = dict(session.execute(select(ImportRow.row, ImportRow.result)).all())
        expected_rows = {number + 2: "refused" if number in BAD else "created" for number in range(ROWS)}
        assert results == expected_rows
        refused = select(ImportProblem.row).where(ImportProblem.job_id == job.id).order_by(ImportProblem.row)
        assert session.scalars(refused).all() == [number + 2 for number in BAD]
        assert brief(batch.created) == {
            "row": ROWS + 1, "rows": ROWS, "good": len(expected), "refused": len(BAD), "problems": len(BAD)
        }  # fmt: skip
