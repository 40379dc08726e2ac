"""kill -9 while an import is taken back: the next worker goes on, and every record is taken back once."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.exchange.models import ImportBatch, ImportedRecord
from app.core.history import Change
from app.core.jobs.model import Job
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.core.exchange_screens.test_kill import BAD, ROWS, running, seeing  # noqa: F401  (a fixture)
from tests.core.jobs.harness import until

GOOD = ROWS - len(BAD)


def taken_back(app) -> int:
    with seeing(app) as session:
        return session.scalar(
            select(func.count()).select_from(ImportedRecord).where(ImportedRecord.undone.is_not(None))
        )


def test_a_killed_undo_is_whole_in_the_end(running):  # noqa: F811
    until(lambda: running.done("create_job_id"))
    with seeing(running.app) as session:
        batch_id = session.scalars(select(ImportBatch.id)).one()
    assert running.client.post(f"/customer/import/{batch_id}/undo").status_code == 302
    for goal in (100, 500, 900):
        until(lambda goal=goal: taken_back(running.app) >= goal or running.done("undo_job_id"))
        running.kill()
        running.start()
    until(lambda: running.done("undo_job_id"))
    with seeing(running.app) as session:
        batch = session.scalars(select(ImportBatch)).one()
        job = session.scalars(select(Job).where(Job.id == batch.undo_job_id)).one()
        assert job.status == "done", (job.message, job.message_params)
        assert job.attempts > 1, "it was killed while it worked"
        assert batch.undone == {"done": 2 * GOOD, "left": 0}
        for model in (Customer, Contact):
            live = select(func.count()).select_from(model).where(model.archived_at.is_(None))
            assert session.scalar(live) == 0
        archived = select(func.count()).select_from(Change).where(Change.kind == "archive")
        assert session.scalar(archived) == 2 * GOOD
