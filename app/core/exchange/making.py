"""Drafts become records, as on a form: links through the gate, the view's hook, the session's listeners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.drafts import Draft, Problem, RowReader
from app.core.exchange.filling import RecordFiller
from app.core.exchange.keys import KeyMatcher
from app.core.exchange.limits import Cell
from app.core.exchange.links import LinkFinder
from app.core.exchange.models import RowResult
from app.core.exchange.plan import ImportPlan, Target
from app.core.exchange.uniqueness import UniqueKeys
from app.core.folding import fold
from app.core.history import FlushedChange, collected_changes
from app.core.refusals import CHANGED_MEANWHILE, refusal_of
from app.core.text import N_

_TAKEN = N_("Another record already has this value.")


@dataclass
class Saved:
    """What became of the rows of one transaction: {row: (result, id of its record)}, and every change that it made."""

    rows: dict[int, tuple[RowResult, int | None]] = field(default_factory=dict)
    changes: list[FlushedChange] = field(default_factory=list)


class RecordMaker:
    """Makes and changes the records of one file for its owner, whose gate must be in force.

    The caller owns the transaction.
    """

    def __init__(
        self,
        view: Any,
        plan: ImportPlan,
        reader: RowReader,
        matcher: KeyMatcher,
        owner_id: int,
        *,
        leave_out_doubtful: bool = False,
    ) -> None:
        self._view = view
        self._plan = plan
        self._reader = reader
        self._matcher = matcher
        self._finders = {t.name: LinkFinder(t.field, growing=self._is_own(t)) for t in reader.link_targets}
        self._grows = any(self._is_own(target) for target in reader.link_targets)
        self._unique = UniqueKeys(view.model)
        self._filler = RecordFiller(view, plan, reader, self._finders, owner_id)
        self._doubts = view.row_doubts() if leave_out_doubtful else None

    def _is_own(self, target: Target) -> bool:
        return target.field.target_model is self._view.model

    def save(self, drafts: Sequence[Draft]) -> Saved:
        """Save what can be saved, flushed; a draft that cannot gets a problem."""
        # A file that names its own records (a tree) needs each row before the next one.
        groups = [[draft] for draft in drafts] if self._grows else [list(drafts)]
        saved = Saved()
        for group in groups:
            self._find_links(group)
            if self._matcher.at_work:
                self._matcher.match(draft for draft in group if not draft.problems)
            self._refuse_taken(group)
            self._refuse_doubtful(group)
            sound = [draft for draft in group if not draft.problems]
            if sound:
                self._filler.load_links(sound)
                self._save_all(_units(sound), saved)
                self._matcher.remember(draft for draft in sound if not draft.problems)
        return saved

    def pretend(self, drafts: Sequence[Draft]) -> None:
        """Let later rows name the records of `drafts`, which a dry run saved and took back."""
        for finder in self._finders.values() if self._grows else ():
            for draft in drafts:
                own = draft.values.get("", {})
                finder.made |= {fold(str(own[key.name])) for key in self._view.entity.key_fields if own.get(key.name)}

    def _find_links(self, drafts: Sequence[Draft]) -> None:
        for target, finder in ((target, self._finders[target.name]) for target in self._reader.link_targets):
            cells = [(d, cell) for d in drafts for named, cell in d.named if named is target]
            finder.prepare(text for _, cell in cells for text in finder.texts(cell))
            for draft, cell in cells:
                self._find_link(draft, target, finder, cell)

    def _find_link(self, draft: Draft, target: Target, finder: LinkFinder, cell: Cell) -> None:
        try:
            ids = [finder.find(text) for text in finder.texts(cell)]
        except RuleError as refusal:
            draft.problems.append(self._reader.problem(target, refusal, cell))
            return
        found = [record_id for record_id in ids if record_id is not None]
        draft.values[target.part][target.field.name] = found if target.field.spec.many else next(iter(found), None)

    def _refuse_taken(self, drafts: Sequence[Draft]) -> None:
        """Only new records are looked at: a child's key that is taken is left to the database."""
        new = {draft.row: draft for draft in drafts if not draft.problems and draft.creates}
        for row, refusal in self._unique.taken({row: draft.values[""] for row, draft in new.items()}).items():
            name = refusal.field or ""
            target, value = self._plan.targets.get(name), new[row].values[""].get(name)
            problem = self._reader.problem(target, refusal, value) if target else Problem(refusal)
            new[row].problems.append(problem)

    def _refuse_doubtful(self, drafts: Sequence[Draft]) -> None:
        """New rows that look like a record that is there already, or like an earlier row."""
        new = {draft.row: draft for draft in drafts if not draft.problems and draft.creates}
        if self._doubts is not None and new:
            for row, sentences in self._doubts({row: draft.values[""] for row, draft in new.items()}).items():
                new[row].problems += [Problem(sentence) for sentence in sentences]

    def _save_all(self, units: list[list[Draft]], saved: Saved) -> None:
        """One savepoint for all; where it fails, one for each half, so that few bad rows cost few attempts."""
        try:
            with db.session.begin_nested(), collected_changes(db.session()) as changes:
                records = self._filler.apply(units)
                db.session.flush()
        except (RuleError, IntegrityError, DataError, StaleDataError) as error:
            self._divide(units, saved, error)
            return
        touched = {id(change.record) for change in changes}
        for draft in (draft for unit in units for draft in unit):
            mine, children = records[draft.row]
            saved.rows[draft.row] = (_result(draft, mine, children, touched), mine.id if mine is not None else None)
        saved.changes += changes

    def _divide(self, units: list[list[Draft]], saved: Saved, error: Exception) -> None:
        if len(units) > 1:
            half = len(units) // 2
            self._save_all(units[:half], saved)
            self._save_all(units[half:], saved)
        elif len(units[0]) > 1:
            self._save_one_by_one(units[0], saved)
        else:
            units[0][0].problems.append(self._blame(error))

    def _save_one_by_one(self, unit: list[Draft], saved: Saved) -> None:
        """The rows of one record: the first that can be saved makes it, the others add to it."""
        leader: Draft | None = None
        for draft in unit:
            made = saved.rows.get(leader.row) if leader else None
            draft.leader = None
            if leader is not None and made is not None:
                draft.existing, draft.joins = made[1], True
            elif draft.existing is None:
                draft.joins = False
                draft.problems += draft.needs
            if not draft.problems:
                self._save_all([[draft]], saved)
            leader = leader or (None if draft.problems else draft)

    def _blame(self, error: Exception) -> Problem:
        if isinstance(error, StaleDataError):
            return Problem(RuleError(CHANGED_MEANWHILE))
        refusal = error if isinstance(error, RuleError) else refusal_of(error, self._view.entity)  # type: ignore[arg-type]
        if refusal.field and not isinstance(error, RuleError):
            refusal = RuleError(_TAKEN, field=refusal.field)
        parts = ("", *(f"{child}." for child in self._plan.children))
        known = [name for part in parts if (name := f"{part}{refusal.field}") in self._reader.header_of]
        return self._reader.problem(self._plan.targets[known[0]], refusal) if known else Problem(refusal)


def _units(drafts: Iterable[Draft]) -> list[list[Draft]]:
    """The rows that stand for one record together, in the order of their first row."""
    units: dict[int, list[Draft]] = {}
    for draft in drafts:
        units.setdefault(id(draft.leader or draft), []).append(draft)
    return list(units.values())


def _result(draft: Draft, mine: Any, children: list[Any], touched: set[int]) -> RowResult:
    if draft.creates:
        return RowResult.CREATED
    if draft.joins:
        return (
            RowResult.JOINED if mine is None or any(id(child) in touched for child in children) else RowResult.UNCHANGED
        )
    return RowResult.UPDATED if any(id(record) in touched for record in (mine, *children)) else RowResult.UNCHANGED
