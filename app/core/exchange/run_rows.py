"""The rows of an import one by one: what became of each, and the record it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from app.core.cells import show_url
from app.core.db import db
from app.core.display import title
from app.core.exchange.import_pages import ImportPage
from app.core.exchange.models import ImportBatch, ImportProblem, ImportRow, RowResult
from app.core.i18n import translate

AT_ONCE = 50


@dataclass(frozen=True)
class RowLine:
    """One row in the reader's words; `url` None where there is no record, or none that the reader may see."""

    row: int
    result: str
    title: str
    url: str | None
    reason: str


class RowsPage(ImportPage):
    """Some rows of an import, filtered by their result; `after` is the last row of the page before."""

    step = 3

    def __init__(self, view: Any, batch: ImportBatch, result: str, after: int) -> None:
        super().__init__(view, batch)
        self.batch: ImportBatch = batch
        self.result = result if result in set(RowResult) else ""
        self.after = after

    @property
    def filters(self) -> list[tuple[str, str, int, bool]]:
        """(label, address, number of rows, whether it is chosen) of every result there is, all rows first."""
        each = select(ImportRow.result, func.count()).where(ImportRow.job_id == self.batch.create_job_id)
        numbers: dict[str, int] = dict(db.session.execute(each.group_by(ImportRow.result)).all())  # type: ignore[arg-type]
        found = [("", "", sum(numbers.values()))]
        found += [(label, code, numbers[code]) for code, label in RowResult.choices() if code in numbers]
        return [(label, self._url(code), number, code == self.result) for label, code, number in found]

    def _url(self, result: str, **args: Any) -> str:
        chosen = {"result": result} if result else {}
        return self.url("import_rows", **chosen, **args)

    @cached_property
    def _found(self) -> list[ImportRow]:
        statement = select(ImportRow).where(ImportRow.job_id == self.batch.create_job_id, ImportRow.row > self.after)
        if self.result:
            statement = statement.where(ImportRow.result == self.result)
        return list(db.session.scalars(statement.order_by(ImportRow.row).limit(AT_ONCE + 1)))

    @property
    def next_url(self) -> str | None:
        """The address of the following rows."""
        more = len(self._found) > AT_ONCE
        return self._url(self.result, after=self._found[AT_ONCE - 1].row) if more else None

    @property
    def first_url(self) -> str | None:
        """The address of the first rows, from further on."""
        return self._url(self.result) if self.after else None

    @cached_property
    def lines(self) -> list[RowLine]:
        rows = self._found[:AT_ONCE]
        records, reasons = self._records(rows), self._reasons(rows)
        labels = dict(RowResult.choices())
        return [
            RowLine(
                row.row,
                translate(labels[row.result]),
                title(record) if (record := records.get(row.record_id or 0)) is not None else "",
                show_url(record) if record is not None and record.archived_at is None else None,
                reasons.get(row.row, ""),
            )
            for row in rows
        ]

    def _records(self, rows: list[ImportRow]) -> dict[int, Any]:
        model = self.view.model
        found = db.session.execute(
            select(model).where(model.id.in_({row.record_id for row in rows} - {None}))
        ).scalars()
        return {record.id: record for record in found}

    def _reasons(self, rows: list[ImportRow]) -> dict[int, str]:
        told: dict[int, list[str]] = {}
        statement = select(ImportProblem).where(
            ImportProblem.job_id == self.batch.create_job_id, ImportProblem.row.in_([row.row for row in rows])
        )
        for problem in db.session.scalars(statement.order_by(ImportProblem.id)):
            told.setdefault(problem.row, []).append(translate(problem.message, **problem.params))
        return {row: " ".join(reasons) for row, reasons in told.items()}
