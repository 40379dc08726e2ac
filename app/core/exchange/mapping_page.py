"""The page on which the columns of a file are mapped to fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.core.db import db
from app.core.display import choices, display_plain, title
from app.core.errors import RuleError
from app.core.exchange import remembered
from app.core.exchange.choices import COLUMN, CONSTANT, KEYS, SAVED
from app.core.exchange.encodings import ENCODINGS
from app.core.exchange.import_pages import ImportPage
from app.core.exchange.import_rights import may_edit
from app.core.exchange.importing import plan_of
from app.core.exchange.limits import Cell, column_letters
from app.core.exchange.models import DoubtfulRows, ImportBatch, ImportMode
from app.core.exchange.plan import RECORD_ID, Target
from app.core.exchange.reading import Table
from app.core.exchange.uploads import Opened
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.text import N_

PREVIEW_ROWS = 10
_SHOWN = 60  # characters of a cell
_DELIMITERS = ((",", N_("Comma")), (";", N_("Semicolon")), ("\t", N_("Tab")), ("|", N_("Vertical bar")))


@dataclass(frozen=True)
class Column:
    """One column of the file on the mapping page."""

    name: str
    letters: str
    header: str
    samples: Sequence[str]
    chosen: str
    refusal: str | None


class MappingPage(ImportPage):
    """How the file reads, and which column becomes what."""

    step = 1

    batch: ImportBatch
    token = ""  # of one showing of the form: sent twice, it starts one check

    def __init__(
        self, view: Any, batch: ImportBatch, opened: Opened, refusals: Mapping[str, RuleError] | None = None
    ) -> None:
        super().__init__(view, batch)
        self.opened = opened
        self.plan = plan_of(view)
        self._refusals = {name: explain(refusal) for name, refusal in (refusals or {}).items()}

    @property
    def refusal(self) -> str | None:
        """Why the file is no table yet, or what is wrong with the mapping as a whole."""
        refusal = self.opened.refusal
        return explain(refusal) if refusal else self._refusals.get("")

    @property
    def notes(self) -> list[str]:
        table = self.opened.table
        doubt = table.encoding.doubt if table and table.encoding else None
        return ([translate(doubt)] if doubt else []) + [explain(note) for note in (table.notes if table else [])]

    @property
    def encodings(self) -> list[tuple[str, str]]:
        found = self.opened.table.encoding if self.opened.table else None
        if self.batch.encoding or found is None:
            automatic = translate(N_("Recognise it automatically"))
        else:
            automatic = translate(N_("%(name)s (recognised)"), name=found.label)
        return [("", automatic), *ENCODINGS]

    @property
    def delimiters(self) -> list[tuple[str, str]]:
        labels = {sign: translate(label) for sign, label in _DELIMITERS}
        table = self.opened.table
        if table is None or table.delimiter is None or self.batch.delimiter:
            automatic = translate(N_("Recognise it automatically"))
        else:
            automatic = translate(N_("%(name)s (recognised)"), name=labels[table.delimiter])
        return [("", automatic), *labels.items()]

    @property
    def doubtful(self) -> list[tuple[str, str]]:
        """What can be done with rows that look like a record; nothing where no record looks like another."""
        asked = self.view.row_doubts() is not None
        return [(code, translate(label)) for code, label in DoubtfulRows.choices()] if asked else []

    @cached_property
    def rows(self) -> list[tuple[int, list[str]]]:
        """The first rows of the file as text."""
        table = self.opened.table
        return [(number, [cell_text(cell) for cell in cells]) for number, cells in self._read(table)] if table else []

    def _read(self, table: Table) -> list[tuple[int, list[Cell]]]:
        try:
            return list(islice(table.rows(), PREVIEW_ROWS))
        except RuleError as refusal:
            self._refusals.setdefault("", explain(refusal))
            return []

    @cached_property
    def columns(self) -> list[Column]:
        mapping = self.batch.mapping or {}
        headers = self.opened.table.headers if self.opened.table else []
        return [
            Column(
                f"{COLUMN}{index}",
                column_letters(index),
                header,
                [cells[index] for _, cells in self.rows if index < len(cells) and cells[index]][:3],
                mapping.get(str(index), ""),
                self._refusals.get(mapping.get(str(index), " ")),
            )
            for index, header in enumerate(headers)
        ]

    @property
    def options(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(heading, (target, label) pairs) of the boxes in which a column's field is chosen."""
        return [(translate(label), [(t.name, self.label(t)) for t in targets]) for label, targets in self.plan.groups]

    def label(self, target: Target) -> str:
        """A target's label, marked where a value is required."""
        return translate(target.field.spec.label) + (" *" if target.needed else "")

    @property
    def missing(self) -> list[str]:
        """The labels of required fields that no column and no constant fills."""
        used = [*(self.batch.mapping or {}).values(), *self.batch.constants]
        missing = self.plan.missing(name for name in used if name in self.plan.targets)
        return [self.plan.label(t) for t in missing if t.part or self.batch.mode == ImportMode.CREATE]

    @property
    def constants(self) -> list[tuple[str, list[tuple[Target, str, str, str | None]]]]:
        """(heading, (target, input name, text, refusal)) of the inputs for values that all rows share."""
        mapped = set((self.batch.mapping or {}).values()) - self.batch.constants.keys()
        return [
            (translate(label), [self._constant(t) for t in targets if t.name not in mapped and t.name != RECORD_ID])
            for label, targets in self.plan.groups
        ]

    def _constant(self, target: Target) -> tuple[Target, str, str, str | None]:
        text = self.batch.constants.get(target.name, "")
        return target, CONSTANT + target.name, text, self._refusals.get(target.name) if text else None

    def choices(self, target: Target, present: str) -> list[tuple[str, str]]:
        """What a constant of a list can be; a text that was typed otherwise stays."""
        offered = choices(target.field)
        return offered if not present or present in dict(offered) else [*offered, (present, present)]

    @property
    def modes(self) -> list[tuple[str, str, bool]]:
        """(code, label, whether it is chosen) of what rows may do here; empty where there is no choice."""
        if not may_edit(self.view, self.batch.user_id):
            return []
        return [(mode.value, translate(mode.label), mode == self.batch.mode) for mode in ImportMode]

    @property
    def keys(self) -> list[tuple[str, str, bool]]:
        """(target, label, whether it is chosen) of the fields by which rows can find records."""
        chosen = set(self.batch.keys or [])
        return [(target.name, self.plan.label(target), target.name in chosen) for target in self.plan.keys]

    @property
    def key_refusal(self) -> str | None:
        return self._refusals.get(KEYS)

    @property
    def saved_refusal(self) -> str | None:
        return self._refusals.get(SAVED)

    @cached_property
    def saved(self) -> list[tuple[int, str, bool]]:
        """(id, name with its owner's, whether it is the reader's own) of what was saved under a name."""
        found = remembered.named(self.batch.view)
        people = {
            user.id: title(user)
            for user in db.session.scalars(select(User).where(User.id.in_({s.user_id for s in found})))
        }
        return [
            (
                s.id,
                s.name if s.user_id == self.batch.user_id else f"{s.name} ({people.get(s.user_id, '?')})",
                s.user_id == self.batch.user_id,
            )
            for s in found
        ]

    @property
    def file_size(self) -> str:
        size = self.batch.size
        return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, size >> 10):,} kB"


def cell_text(cell: Cell) -> str:
    """A cell in the preview."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, bool) or not isinstance(cell, str | date):
        return display_plain(cell)
    text = str(cell)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
