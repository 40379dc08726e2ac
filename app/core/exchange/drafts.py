"""A row of a file as the values of the records that it stands for, or the reasons why it is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import RuleError
from app.core.exchange.limits import Cell
from app.core.exchange.models import ImportMode
from app.core.exchange.plan import ImportPlan, Target
from app.core.exchange.texts import shown
from app.core.parsing import limits_of, parse, resolve_suggestion
from app.core.registry import entity_of
from app.core.text import N_

REQUIRED = N_("This field is required.")
_LINKS = ("link", "links")
Known = Callable[[str], Any]


@dataclass(frozen=True)
class Problem:
    """Why a row is not taken. `column` is the header, `target` the name of a target; either may be empty."""

    refusal: RuleError
    column: str = ""
    target: str = ""
    value: str = ""


@dataclass
class Draft:
    """The checked values of one row: {part: {field: value}}, links still as the text of their cell in `named`.

    `needs` is what only a new record must have. `existing` is the id of the record that the row is about, `leader` the
    row of this file that makes it; both None where this row makes it itself. `joins`: an earlier row is about the same
    record, which `said` (a hash) may not contradict.
    """

    row: int
    cells: Sequence[Cell] = ()
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    named: list[tuple[Target, Cell]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    needs: list[Problem] = field(default_factory=list)
    existing: int | None = None
    leader: Draft | None = None
    joins: bool = False
    said: int = 0

    @property
    def creates(self) -> bool:
        """Whether the row makes a record of its own."""
        return self.existing is None and self.leader is None and not self.joins


@dataclass(frozen=True)
class Reading:
    """What a person chose for the cells of a file: see `ImportBatch`."""

    mapping: Mapping[str, str]
    constants: Mapping[str, str]
    mode: str = ImportMode.CREATE
    blank_clears: bool = False
    grouped: bool = False


class RowReader:
    """Reads rows by a mapping. What a column allows is worked out once, here."""

    def __init__(self, plan: ImportPlan, headers: Sequence[str], reading: Reading) -> None:
        columns = [(int(at), plan.targets[name]) for at, name in reading.mapping.items() if int(at) < len(headers)]
        self.headers = headers
        self.header_of = {target.name: headers[index] for index, target in columns}
        self._constants = [(plan.targets[name], text) for name, text in reading.constants.items()]
        self.used = [target for _, target in columns] + [target for target, _ in self._constants]
        limits = {target.name: limits_of(target.field) for target in self.used}
        self._limits = limits
        self._creates_only = reading.mode == ImportMode.CREATE
        self._certain = self._creates_only and not reading.grouped
        self._clears = reading.blank_clears and not self._creates_only
        self._columns = [(at, t, t.field.spec.type in _LINKS, self._left_empty(t)) for at, t in columns]
        self._needed = [target for target in self.used if target.needed]
        self._absent = plan.missing(target.name for target in self.used)
        self._places = [target for target in self.used if target.field.spec.suggestions]
        self._codes: dict[tuple[str, ...], str] = {}
        self.link_targets = [target for target in self.used if target.field.spec.type in _LINKS]

    def _left_empty(self, target: Target) -> bool:
        """Whether an empty cell says something: that a field with a default, or of an existing record, is empty."""
        spec = target.field.spec
        return not target.part and not spec.required and (spec.default is not None or self._clears)

    def draft(self, row: int, cells: Sequence[Cell], fault: RuleError | None) -> Draft:
        """The draft of one row; `fault` is why the file's reader would not take it."""
        draft = Draft(row, cells)
        if fault is not None:
            draft.problems.append(Problem(fault))
            return draft
        own: dict[str, Any] = {}
        draft.values[""] = own
        for index, target, is_link, left_empty in self._columns:
            cell = cells[index]
            if cell.__class__ is not str or (cell and not cell.isspace()):  # type: ignore[union-attr]
                self._take(draft, target, cell, is_link)
            elif left_empty:
                own[target.field.name] = [] if target.field.spec.many else None
        for target, text in self._constants:
            if target.part in draft.values:
                self._take(draft, target, text, target.field.spec.type in _LINKS)
        self._note_needs(draft)
        if self._creates_only:
            self.settle_places(draft, lambda name: None)
        return draft

    def _take(self, draft: Draft, target: Target, cell: Cell, is_link: bool) -> None:
        values = draft.values.setdefault(target.part, {})
        name = target.field.name
        if is_link:
            draft.named.append((target, cell))
            values[name] = None
            return
        try:
            values[name] = parse(target.field, cell, self._limits[target.name])
        except RuleError as refusal:
            values[name] = None
            draft.problems.append(self.problem(target, refusal, cell))

    def problem(self, target: Target, refusal: RuleError, cell: object = "") -> Problem:
        """A refusal at the column that is mapped to `target`."""
        return Problem(refusal, self.header_of.get(target.name, ""), target.name, shown(cell) if cell != "" else "")

    def _note_needs(self, draft: Draft) -> None:
        """Say which values are missing: at once where the row can only make a record, else in case it does."""
        for target in self._needed:
            values = draft.values.get(target.part)
            if values is not None and target.field.name not in values:
                self._needs(draft, self.problem(target, RuleError(REQUIRED)))
                if self._clears and not target.part:
                    draft.problems.append(self.problem(target, RuleError(REQUIRED)))
        for target in self._absent:
            if target.part in draft.values:
                self._needs(draft, Problem(RuleError(REQUIRED), target=target.name))

    def _needs(self, draft: Draft, problem: Problem) -> None:
        certain = self._certain or "." in problem.target
        (draft.problems if certain else draft.needs).append(problem)

    def settle_places(self, draft: Draft, known: Known) -> None:
        """Turn names of places into their codes; `known` tells the present value of a field that the row leaves out."""
        for target in self._places:
            values = draft.values.get(target.part, {})
            if values.get(target.field.name):
                values[target.field.name] = self._code(target, values, known)

    def _code(self, target: Target, values: dict[str, Any], known: Known) -> str:
        above = []
        for name in target.field.spec.suggestion_parents:
            default = entity_of(target.field.model).fields[name].spec.default
            above.append((values[name] if name in values else known(name) or default) or "")
        key = (target.name, values[target.field.name], *above)
        if key not in self._codes:
            self._codes[key] = resolve_suggestion(target.field, values[target.field.name], above)
        return self._codes[key]
