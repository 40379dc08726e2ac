"""The two jobs of an import: a check that saves every row and takes it back, and the import itself.

Each goes through the file in batches, one transaction a batch. The import notes how far it came in the same
transaction, so that a kill at any moment neither loses a row nor takes one twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from time import monotonic
from typing import Any

from sqlalchemy import delete, select

from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.drafts import Draft, Reading, RowReader
from app.core.exchange.import_rights import missing_right
from app.core.exchange.keys import KeyMatcher
from app.core.exchange.making import RecordMaker, Saved
from app.core.exchange.models import DoubtfulRows, ImportBatch, ImportProblem, ImportRow, ImportState
from app.core.exchange.notes import note_changes_of, note_problems, note_rows
from app.core.exchange.plan import ImportPlan
from app.core.exchange.uploads import table_of
from app.core.i18n import LOCALES, force_locale
from app.core.jobs.context import JobContext
from app.core.jobs.registry import Right, job
from app.core.text import N_
from app.core.views import entity_views, permission_name_of

CHECK, CREATE = "check_import", "create_import"
TARGET = 0.12  # seconds that a transaction should take on SQLite, where others wait for it
AT_EASE = 1.0  # the same where nobody waits
FIRST, MOST = 25, 500  # rows of the first transaction and of any
PROGRESS = N_("Rows read: %(rows)s; with problems: %(refused)s")


@dataclass
class Tally:
    """How far a run has come: the number of its last row, and counts of rows and problems.

    `good` rows are all but the `refused` ones; created, updated, joined and unchanged ones add up to them.
    """

    row: int = 0
    rows: int = 0
    good: int = 0
    refused: int = 0
    problems: int = 0
    created: int = 0
    updated: int = 0
    joined: int = 0
    unchanged: int = 0

    def add(self, drafts: Sequence[Draft], saved: Saved) -> None:
        """Count one more batch."""
        self.row = drafts[-1].row
        self.rows += len(drafts)
        self.good += len(saved.rows)
        self.refused += len(drafts) - len(saved.rows)
        self.problems += sum(len(draft.problems) for draft in drafts)
        for result, _ in saved.rows.values():
            setattr(self, result.value, getattr(self, result.value) + 1)


def plan_of(view: Any) -> ImportPlan:
    """What a row of a file can fill on `view`."""
    return ImportPlan(view, view.form_fields, view.import_synonyms, view.import_children, view.import_also)


def view_named(name: str) -> Any:
    """The view of a batch. RuleError where this version has none of the name."""
    view = next((v for v in entity_views() if type(v).__name__ == name), None)
    if view is None:
        raise RuleError(N_("This kind of record no longer exists."))
    return view


class _Run:
    """One run over the file of a batch."""

    def __init__(self, context: JobContext, batch_id: int, *, pretending: bool) -> None:
        self.context = context
        self.batch = batch = db.session.execute(select(ImportBatch).where(ImportBatch.id == batch_id)).scalar_one()
        view = view_named(batch.view)
        self.plan = plan = plan_of(view)
        refusal = missing_right(view, plan, batch, batch.user_id)
        if refusal is not None:
            raise refusal
        reading = Reading(batch.mapping or {}, batch.constants, batch.mode, batch.blank_clears, batch.grouped)
        self._reader = RowReader(plan, batch.headers or [], reading)
        matcher = KeyMatcher(plan, self._reader, batch, None if pretending else context.job_id)
        careful = batch.doubtful == DoubtfulRows.LEAVE_OUT
        self.maker = RecordMaker(view, plan, self._reader, matcher, batch.user_id, leave_out_doubtful=careful)
        self.tally = Tally(**context.checkpoint)
        self._pace, self._began = FIRST, 0.0
        self._table = table_of(batch)
        db.session.commit()

    def batches(self) -> Iterator[list[Draft]]:
        """The drafts of the rows that are still to do, read outside a transaction, each batch to be done within one."""
        rows = (item for item in self._table.rows() if item[0] > self.tally.row)
        while taken := list(islice(rows, self._pace)):
            drafts = [self._reader.draft(row, cells, self._table.fault(cells)) for row, cells in taken]
            db.session.connection()  # begins: the time until others let us is not ours
            self._began = monotonic()
            yield drafts

    def note(self, drafts: Sequence[Draft], saved: Saved, *, all_rows: bool) -> None:
        """Write down what became of the rows in the present transaction, and why some were refused."""
        note_problems(self.batch.id, self.context.job_id, drafts, self.tally.problems)
        note_rows(self.batch.id, self.context.job_id, drafts, saved, self.tally.refused, all_rows=all_rows)

    def report(self) -> None:
        """Say how far it is, and make the next transaction as long as one should be."""
        seconds = max(monotonic() - self._began, 0.001)
        wanted = TARGET if db.engine.dialect.name == "sqlite" else AT_EASE
        self._pace = max(1, min(MOST, 2 * self._pace, round(self._pace * wanted / seconds)))
        total = max(self._table.row_estimate - self._table.header_row, self.tally.rows)
        self.context.progress(
            self.tally.rows, total, PROGRESS, rows=f"{self.tally.rows:,}", refused=f"{self.tally.refused:,}"
        )

    def counts(self) -> dict[str, int]:
        """What is kept of the run, and how its progress ends."""
        self.context.progress(self.tally.rows, self.tally.rows)
        return asdict(self.tally)


def _right(batch_id: int, **_: Any) -> Right:
    view = db.session.execute(select(ImportBatch.view).where(ImportBatch.id == batch_id)).scalar_one_or_none()
    return "can_import", permission_name_of(view or "")


@job(CHECK, label=N_("Check of an import"), needs=_right)
def check_import(context: JobContext, batch_id: int, locale: str = LOCALES[0]) -> dict[str, Any]:
    """Save every row as the import would, and take it back. Values of lists are named in `locale`."""
    with force_locale(locale):
        return _check(context, _Run(context, batch_id, pretending=True))


def _check(context: JobContext, run: _Run) -> dict[str, Any]:
    db.session.execute(delete(ImportProblem).where(ImportProblem.job_id == context.job_id))
    db.session.execute(delete(ImportRow).where(ImportRow.job_id == context.job_id))
    db.session.commit()
    for drafts in run.batches():
        saved = run.maker.save(drafts)
        db.session.rollback()
        run.maker.pretend([draft for draft in drafts if draft.row in saved.rows])
        run.note(drafts, saved, all_rows=False)
        db.session.commit()
        run.tally.add(drafts, saved)
        run.report()
    counts = run.counts()
    batch = run.batch
    if batch.check_job_id == context.job_id:  # no newer check has begun
        batch.checked, batch.state = counts, ImportState.CHECKED
    return counts


@job(CREATE, label=N_("Import"), max_attempts=10, needs=_right)
def create_import(context: JobContext, batch_id: int, locale: str = LOCALES[0]) -> dict[str, Any]:
    """Create and change the records; a further attempt goes on after the last committed row."""
    with force_locale(locale):
        return _create(context, _Run(context, batch_id, pretending=False))


def _create(context: JobContext, run: _Run) -> dict[str, Any]:
    for drafts in run.batches():
        saved = run.maker.save(drafts)
        note_changes_of(run.batch.id, run.plan, saved.changes)
        run.note(drafts, saved, all_rows=True)
        run.tally.add(drafts, saved)
        context.save_checkpoint(db.session(), asdict(run.tally))
        db.session.commit()
        run.report()
    counts = run.counts()
    run.batch.created, run.batch.state = counts, ImportState.DONE
    return counts
