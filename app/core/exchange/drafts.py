"""A row of a file as the values of the records that it stands for, or the reasons why it is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import RuleError
from app.core.exchange.limits import Cell
from app.core.exchange.plan import ImportPlan, Target
from app.core.exchange.texts import shown
from app.core.parsing import limits_of, parse, resolve_suggestion
from app.core.registry import entity_of
from app.core.text import N_

REQUIRED = N_("This field is required.")
_LINKS = ("link", "links")


@dataclass(frozen=True)
class Problem:
    """Why a row is not taken. `column` is the header, `target` the name of a target; either may be empty."""

    refusal: RuleError
    column: str = ""
    target: str = ""
    value: str = ""


@dataclass
class Draft:
    """The checked values of one row: {part: {field: value}}, links still as the text of their cell in `named`."""

    row: int
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    named: list[tuple[Target, Cell]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class RowReader:
    """Reads rows by a mapping. What a column allows is worked out once, here."""

    def __init__(
        self, plan: ImportPlan, headers: Sequence[str], mapping: Mapping[str, str], constants: Mapping[str, str]
    ) -> None:
        self._columns = [
            (int(index), plan.targets[name]) for index, name in mapping.items() if int(index) < len(headers)
        ]
        self.headers = headers
        self.header_of = {target.name: headers[index] for index, target in self._columns}
        self._constants = [(plan.targets[name], text) for name, text in constants.items()]
        self._used = [target for _, target in self._columns] + [target for target, _ in self._constants]
        self._limits = {target.name: limits_of(target.field) for target in self._used}
        self._absent = plan.missing(target.name for target in self._used)
        self._places = [target for target in plan.targets.values() if target.field.spec.suggestions]
        self._codes: dict[tuple[str, ...], str] = {}
        self.link_targets = [target for target in self._used if target.field.spec.type in _LINKS]

    def draft(self, row: int, cells: Sequence[Cell], fault: RuleError | None) -> Draft:
        """The draft of one row; `fault` is why the file's reader would not take it."""
        draft = Draft(row)
        if fault is not None:
            draft.problems.append(Problem(fault))
            return draft
        draft.values[""] = {}
        for index, target in self._columns:
            cell = cells[index]
            if not isinstance(cell, str) or cell.strip():
                self._take(draft, target, cell)
        for target, text in self._constants:
            if target.part in draft.values:
                self._take(draft, target, text)
        self._finish(draft)
        return draft

    def _take(self, draft: Draft, target: Target, cell: Cell) -> None:
        values = draft.values.setdefault(target.part, {})
        if target.field.spec.type in _LINKS:
            draft.named.append((target, cell))
            values[target.field.name] = None
            return
        try:
            values[target.field.name] = parse(target.field, cell, self._limits[target.name])
        except RuleError as refusal:
            values[target.field.name] = None
            draft.problems.append(self.problem(target, refusal, cell))

    def problem(self, target: Target, refusal: RuleError, cell: object = "") -> Problem:
        """A refusal at the column that is mapped to `target`."""
        return Problem(refusal, self.header_of.get(target.name, ""), target.name, shown(cell) if cell != "" else "")

    def _finish(self, draft: Draft) -> None:
        """Say which values are missing, and turn names of places into their codes."""
        for target in self._used:
            values = draft.values.get(target.part)
            if target.needed and values is not None and target.field.name not in values:
                draft.problems.append(self.problem(target, RuleError(REQUIRED)))
        for target in self._absent:
            if target.part in draft.values:
                draft.problems.append(Problem(RuleError(REQUIRED), target=target.name))
        for target in self._places:
            values = draft.values.get(target.part, {})
            if values.get(target.field.name):
                values[target.field.name] = self._code(target, values)

    def _code(self, target: Target, values: dict[str, Any]) -> str:
        fields = entity_of(target.field.model).fields
        above = [values.get(name, fields[name].spec.default) or "" for name in target.field.spec.suggestion_parents]
        key = (target.name, values[target.field.name], *above)
        if key not in self._codes:
            self._codes[key] = resolve_suggestion(target.field, values[target.field.name], above)
        return self._codes[key]
