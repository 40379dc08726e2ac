"""What an import writes down of its rows and of the records that it changed, in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert

from app.core.db import db
from app.core.exchange.drafts import Draft, Problem
from app.core.exchange.limits import Cell
from app.core.exchange.making import Saved
from app.core.exchange.models import ImportedRecord, ImportProblem, ImportRow, RowResult
from app.core.exchange.plan import ImportPlan
from app.core.history import ChangeKind, FlushedChange
from app.core.jobs.failures import plain
from app.core.plain_rows import append_rows
from app.core.registry import entity_of
from app.core.saving import depth_of

KEPT_PROBLEMS = 20_000
KEPT_REFUSED = 10_000  # rows whose cells are kept to be given back


def note_problems(batch_id: int, job_id: int, drafts: Sequence[Draft], noted: int) -> None:
    """Note the reasons, up to the limit; `noted` of them are there already."""
    rows = [_problem_row(batch_id, job_id, draft.row, problem) for draft in drafts for problem in draft.problems]
    room = KEPT_PROBLEMS - noted
    if room > 0 and rows:
        db.session.execute(insert(ImportProblem), rows[:room])


def _problem_row(batch_id: int, job_id: int, row: int, problem: Problem) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "job_id": job_id,
        "row": row,
        "column": problem.column[:255],
        "target": problem.target,
        "value": problem.value,
        "message": problem.refusal.message,
        "params": plain(problem.refusal.params),
    }


def note_rows(
    batch_id: int, job_id: int, drafts: Sequence[Draft], saved: Saved, refused: int, *, all_rows: bool
) -> None:
    """Note what became of the rows; of a check only the refused ones, for those it would take are none yet."""
    rows = []
    for draft in drafts:
        known = saved.rows.get(draft.row)
        if known is not None and not all_rows:
            continue
        result, record_id = known or (RowResult.REFUSED, None)
        cells = None
        if known is None:
            refused += 1
            cells = [_stored(cell) for cell in draft.cells] if refused <= KEPT_REFUSED else None
        rows.append((job_id, draft.row, batch_id, result.value, record_id, cells))
    append_rows(db.session(), ImportRow, ("job_id", "row", "batch_id", "result", "record_id", "cells"), rows)


def _stored(cell: Cell) -> Any:
    """A cell as JSON keeps it: a date or moment says that it is one."""
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, str):
        return cell.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return cell


def note_changes_of(batch_id: int, plan: ImportPlan, changes: Sequence[FlushedChange]) -> None:
    """Note what was made and changed, parents before their children, so that undoing can go backwards.

    What a module writes down about it on its own (who had a customer until when) happened and stays.
    """
    ours = {plan.model, *(child.model for child in plan.children.values())}
    undoable = [c for c in changes if c.kind is ChangeKind.UPDATE or type(c.record) in ours]
    ordered = sorted(undoable, key=lambda change: depth_of(type(change.record)))
    rows = [
        (batch_id, entity_of(type(change.record)).name, change.record.id, _before(change), change.version)
        for change in ordered
    ]
    append_rows(db.session(), ImportedRecord, ("batch_id", "entity", "record_id", "changes", "version"), rows)


def _before(change: FlushedChange) -> dict[str, list[Any]] | None:
    return None if change.kind is ChangeKind.CREATE else change.changes
