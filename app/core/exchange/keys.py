"""Which record a row is about: found by the key fields that a person chose, or made by an earlier row of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, tuple_

from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.drafts import Draft, Problem, RowReader
from app.core.exchange.links import ambiguous
from app.core.exchange.met import Met
from app.core.exchange.models import ImportBatch, ImportedRecord, ImportMode, ImportRow
from app.core.exchange.plan import RECORD_ID, ImportPlan, Target
from app.core.registry import Field
from app.core.text import N_

Key = tuple[Any, ...]
_NOTHING = 0
NO_KEY = N_("The row has no value for the key: %(fields)s.")
NOT_FOUND = N_("No record with this key was found, or it is not visible to you.")
AGAIN = N_("Row %(row)s of this file is about the same record.")
DIFFERENT = N_("Row %(row)s of this file says something else about the same record.")


class KeyMatcher:
    """Finds the record of each row, through the gate. `job_id` is None for a check, whose rows are all taken back."""

    def __init__(self, plan: ImportPlan, reader: RowReader, batch: ImportBatch, job_id: int | None) -> None:
        self._model: Any = plan.model
        self._reader = reader
        self._batch = batch
        self._job_id = job_id
        self._keys: list[Target] = [plan.targets[name] for name in batch.keys or [] if name in plan.targets]
        self._labels = ", ".join(plan.label(target) for target in self._keys)
        # By the hash of a key: its first row, and the hash of what that row says.
        self._rows, self._says = Met(), Met()

    @property
    def at_work(self) -> bool:
        """Whether rows have to be compared with anything at all."""
        return bool(self._keys) and (self._batch.mode != ImportMode.CREATE or self._batch.grouped)

    def match(self, drafts: Iterable[Draft]) -> None:
        """Set `existing`, `leader` and `joins` of the drafts without problems, or say what is wrong with their key."""
        keyed: dict[Key, list[Draft]] = {}
        for draft in drafts:
            key = tuple(draft.values[""].get(target.field.name) for target in self._keys)
            if None in key or "" in key:
                self._blame(draft, RuleError(NO_KEY, fields=self._labels))
            else:
                draft.said = self._said(draft)
                keyed.setdefault(key, []).append(draft)
        found = self._find(keyed)
        touched = self._touched({record_id for ids in found.values() for record_id in ids})
        for key, group in keyed.items():
            leader: Draft | None = None
            for draft in group:
                if leader is None:
                    self._settle(draft, key, found.get(key, []), touched)
                    leader = None if draft.problems else draft
                else:
                    draft.existing, draft.leader = leader.existing, leader
                    self._join(draft, leader.row, leader.said)

    def remember(self, drafts: Iterable[Draft]) -> None:
        """Note the keys of rows that were taken."""
        for draft in drafts:
            if draft.leader is None and not draft.joins:
                key = tuple(draft.values[""].get(target.field.name) for target in self._keys)
                if self._rows.setdefault(hash(key), draft.row) == draft.row:
                    self._says.setdefault(hash(key), draft.said)

    def _find(self, keyed: Mapping[Key, Any]) -> dict[Key, list[int]]:
        if not keyed:
            return {}
        columns = [_column(self._model, target.field) for target in self._keys]
        statement = select(self._model.id, *columns)
        if len(columns) == 1:
            statement = statement.where(columns[0].in_([value for (value,) in keyed]))
        else:
            statement = statement.where(tuple_(*columns).in_(list(keyed)))
        if hasattr(self._model, "archived_at"):
            statement = statement.where(self._model.archived_at.is_(None))
        if self._batch.mode == ImportMode.CREATE:
            statement = statement.where(self._model.id.in_(self._made()))
        found: dict[Key, list[int]] = {}
        for record_id, *key in db.session.execute(statement.order_by(self._model.id)):
            found.setdefault(tuple(key), []).append(record_id)
        return found

    def _made(self) -> Any:
        """What this import itself has made, for files that only add."""
        made = select(ImportedRecord.record_id).where(ImportedRecord.batch_id == self._batch.id)
        return made.where(ImportedRecord.entity == self._batch.entity, ImportedRecord.changes.is_(None))

    def _touched(self, ids: set[int]) -> dict[int, int]:
        """{record: the earlier row of this import that was about it}, also from before an interruption."""
        if self._job_id is None or not ids:
            return {}
        statement = select(ImportRow.record_id, ImportRow.row).where(
            ImportRow.batch_id == self._batch.id, ImportRow.record_id.in_(ids), ImportRow.job_id == self._job_id
        )
        return dict(db.session.execute(statement.order_by(ImportRow.row.desc())).all())  # type: ignore[arg-type]

    def _settle(self, draft: Draft, key: Key, ids: list[int], touched: Mapping[int, int]) -> None:
        if len(ids) > 1:
            text = ", ".join(map(str, key))
            self._blame(draft, ambiguous(self._model, text, ids, field=self._keys[0].name))
            return
        draft.existing = next(iter(ids), None)
        row, said = self._rows.get(hash(key)), self._says.get(hash(key))
        if row is None:
            row = touched.get(draft.existing or 0)
        if row is not None:
            self._join(draft, row, said)
            if draft.existing is None and self._job_id is not None:
                self._blame(draft, RuleError(NOT_FOUND))
        elif draft.existing is None and self._batch.mode == ImportMode.UPDATE:
            self._blame(draft, RuleError(NOT_FOUND))
        elif draft.existing is None:
            draft.problems += draft.needs

    def _join(self, draft: Draft, row: int, said: int | None) -> None:
        """Let the row add to the record of an earlier one: the other columns must say the same or nothing."""
        if not self._batch.grouped:
            self._blame(draft, RuleError(AGAIN, row=row))
        elif said is not None and draft.said not in (said, _NOTHING):
            self._blame(draft, RuleError(DIFFERENT, row=row))
        draft.joins = True

    def _said(self, draft: Draft) -> int:
        """A hash of what the row says about its own record, the key apart."""
        keys = {target.field.name for target in self._keys}
        told = {name: value for name, value in draft.values[""].items() if name not in keys}
        known = sorted((name, repr(value)) for name, value in told.items() if value not in (None, []))
        return hash(tuple(known)) if known else _NOTHING

    def _blame(self, draft: Draft, refusal: RuleError) -> None:
        first = self._keys[0]
        value = draft.values.get("", {}).get(first.field.name)
        column = self._reader.header_of.get(first.name, "")
        text = "" if value is None else str(value)[:60]
        draft.problems.append(Problem(refusal, column, first.name, text))


def _column(model: Any, field: Field) -> Any:
    return model.id if field.name == RECORD_ID else getattr(model, field.column_name)
