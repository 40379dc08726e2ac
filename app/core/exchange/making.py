"""Drafts become records, as on a form: links through the gate, the view's hook, the session's listeners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError

from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.drafts import Draft, Problem, RowReader
from app.core.exchange.limits import Cell
from app.core.exchange.links import LinkFinder
from app.core.exchange.plan import ImportChild, ImportPlan, Target
from app.core.exchange.uniqueness import UniqueKeys
from app.core.folding import fold
from app.core.refusals import refusal_of
from app.core.registry import entity_of
from app.core.text import N_
from app.core.views import view_of

_TAKEN = N_("Another record already has this value.")


class RecordMaker:
    """Makes the records of one file for `owner_id`, whose gate must be in force. The caller owns the transaction."""

    def __init__(
        self, view: Any, plan: ImportPlan, reader: RowReader, owner_id: int, *, leave_out_doubtful: bool = False
    ) -> None:
        self._view = view
        self._plan = plan
        self._reader = reader
        self._owner_id = owner_id
        self._finders = {t.name: LinkFinder(t.field, growing=self._is_own(t)) for t in reader.link_targets}
        self._grows = any(self._is_own(target) for target in reader.link_targets)
        self._unique = UniqueKeys(view.model)
        self._doubts = view.row_doubts() if leave_out_doubtful else None
        self._linked: dict[str, dict[int, Any]] = {}
        self._owners = LinkFinder(view.entity.fields["owner"]) if "owner" in view.entity.fields else None

    def _is_own(self, target: Target) -> bool:
        return target.field.target_model is self._view.model

    def save(self, drafts: Sequence[Draft]) -> dict[int, int]:
        """{row: id of its new record}, flushed; a draft that cannot be saved gets a problem."""
        # A file that names its own records (a tree) needs each row before the next one.
        groups = [[draft] for draft in drafts] if self._grows else [list(drafts)]
        saved: dict[int, int] = {}
        for group in groups:
            self._find_links(group)
            self._refuse_taken(group)
            self._refuse_doubtful(group)
            sound = [draft for draft in group if not draft.problems]
            if sound:
                self._load_links(sound)
                saved |= self._save_all(sound)
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
        """Only own records are looked at: a child's key that is taken is left to the database."""
        sound = {draft.row: draft for draft in drafts if not draft.problems}
        for row, refusal in self._unique.taken({row: draft.values[""] for row, draft in sound.items()}).items():
            name = refusal.field or ""
            target, value = self._plan.targets.get(name), sound[row].values[""].get(name)
            problem = self._reader.problem(target, refusal, value) if target else Problem(refusal)
            sound[row].problems.append(problem)

    def _refuse_doubtful(self, drafts: Sequence[Draft]) -> None:
        """Rows that look like a record that is there already, or like an earlier row."""
        sound = {draft.row: draft for draft in drafts if not draft.problems}
        if self._doubts is not None and sound:
            for row, sentences in self._doubts({row: draft.values[""] for row, draft in sound.items()}).items():
                sound[row].problems += [Problem(sentence) for sentence in sentences]

    def _load_links(self, drafts: Sequence[Draft]) -> None:
        """The linked records of these drafts, one statement for each link."""
        for target in self._reader.link_targets:
            ids: set[int] = set()
            for draft in drafts:
                value = draft.values.get(target.part, {}).get(target.field.name)
                ids.update(value if isinstance(value, list) else [] if value is None else [value])
            self._linked[target.name] = self._finders[target.name].records(ids) if ids else {}
        if self._owners is not None:
            self._linked["importer"] = self._owners.records([self._owner_id])

    def _save_all(self, drafts: list[Draft]) -> dict[int, int]:
        """One savepoint for all; where it fails, one for each half, so that few bad rows cost few attempts."""
        try:
            with db.session.begin_nested():
                records = {draft.row: self._add(draft) for draft in drafts}
                db.session.flush()
        except (RuleError, IntegrityError, DataError) as error:
            if len(drafts) == 1:
                drafts[0].problems.append(self._blame(error))
                return {}
            half = len(drafts) // 2
            return self._save_all(drafts[:half]) | self._save_all(drafts[half:])
        return {row: record.id for row, record in records.items()}

    def _blame(self, error: Exception) -> Problem:
        refusal = error if isinstance(error, RuleError) else refusal_of(error, self._view.entity)  # type: ignore[arg-type]
        if refusal.field and not isinstance(error, RuleError):
            refusal = RuleError(_TAKEN, field=refusal.field)
        parts = ("", *(f"{child}." for child in self._plan.children))
        known = [name for part in parts if (name := f"{part}{refusal.field}") in self._reader.header_of]
        return self._reader.problem(self._plan.targets[known[0]], refusal) if known else Problem(refusal)

    def _add(self, draft: Draft) -> Any:
        record = self._fill(self._view.model(), draft.values[""], "")
        self._view.before_save(record, True)
        db.session.add(record)
        for child in self._plan.children.values():
            if child.name in draft.values:
                self._add_child(record, child, draft.values[child.name])
        return record

    def _add_child(self, record: Any, child: ImportChild, values: Mapping[str, Any]) -> None:
        made = self._fill(child.model(), {**values, child.link: record}, child.name)
        view = view_of(child.model)
        if view is not None:
            view.before_save(made, True)
        db.session.add(made)

    def _fill(self, record: Any, values: Mapping[str, Any], part: str) -> Any:
        entity = entity_of(type(record))
        for name, value in values.items():
            entity.fields[name].write(record, self._linked_value(f"{part}.{name}" if part else name, value))
        # What hangs on another record goes with that one's owner, as a rule of its module has it.
        if "owner" in entity.fields and entity.parent_link is None and record.owner is None:
            record.owner = self._linked["importer"].get(self._owner_id)
        return record

    def _linked_value(self, target: str, value: Any) -> Any:
        known = self._linked.get(target)
        if known is None or value is None:
            return value
        return [known[record_id] for record_id in value] if isinstance(value, list) else known[value]
