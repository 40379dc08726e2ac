"""The rows that were refused, given back: their own cells and the reason, to be mended and imported again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.exchange.models import ImportBatch, ImportProblem, ImportRow, RowResult
from app.core.exchange.plan import ImportPlan
from app.core.exchange.remembered import REASON, is_own_header
from app.core.exchange.writing import OutCell, write_csv, write_xlsx
from app.core.i18n import translate
from app.core.text import N_


def write_refused(batch: ImportBatch, plan: ImportPlan, job_id: int, path: Path, format: str) -> int:
    """Write the refused rows of a job, as many as are kept, and return their number."""
    headers = batch.headers or []
    shown = [at for at, header in enumerate(headers) if not is_own_header(header)]
    titles = [*(headers[at] for at in shown), translate(REASON)]
    rows = _rows(batch, plan, job_id, shown)
    if format == "csv":
        return write_csv(path, titles, rows).rows
    return write_xlsx(path, translate(N_("Refused rows")), titles, rows).rows


def _rows(batch: ImportBatch, plan: ImportPlan, job_id: int, shown: list[int]) -> Iterator[list[OutCell]]:
    reasons = _reasons(batch, plan, job_id)
    statement = (
        select(ImportRow.row, ImportRow.cells)
        .where(ImportRow.job_id == job_id, ImportRow.batch_id == batch.id)
        .where(ImportRow.result == RowResult.REFUSED, ImportRow.cells.is_not(None))
        .order_by(ImportRow.row)
    )
    for row, cells in db.session.execute(statement):
        yield [*(_cell(cells[at]) if at < len(cells) else None for at in shown), reasons.get(row, "")]


def _reasons(batch: ImportBatch, plan: ImportPlan, job_id: int) -> dict[int, str]:
    """{row: all its reasons in the reader's language, each with its column}."""
    told: dict[int, list[str]] = {}
    statement = select(ImportProblem).where(ImportProblem.job_id == job_id, ImportProblem.batch_id == batch.id)
    for problem in db.session.scalars(statement.order_by(ImportProblem.id)):
        target = plan.targets.get(problem.target)
        column = problem.column or (plan.label(target) if target else "")
        reason = translate(problem.message, **problem.params)
        words = translate(N_("%(column)s: %(reason)s"), column=column, reason=reason) if column else reason
        told.setdefault(problem.row, []).append(words)
    return {row: " ".join(reasons) for row, reasons in told.items()}


def _cell(stored: Any) -> OutCell:
    if isinstance(stored, dict):
        text = str(stored["date"])
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return stored  # type: ignore[no-any-return]
