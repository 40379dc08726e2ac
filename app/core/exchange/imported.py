"""The argument `import` of a list: only the records that one import of the reader's own made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, select

from app.core.access import acting_user_id
from app.core.columns import FieldSpec
from app.core.conditions import Condition, Operator
from app.core.errors import RuleError
from app.core.exchange.models import ImportBatch, ImportRow, RowResult
from app.core.listing import ListRequest
from app.core.registry import Field
from app.core.text import N_

ARGUMENT = "import"
_MADE_BY = Operator(0, "equal", N_("is number"), lambda column, value: column == value)


@dataclass(frozen=True)
class MadeByImport(Condition):
    """A filter whose place in the address and whose criterion are its own; it has a chip like any other."""

    @property
    def argument(self) -> str:
        return ARGUMENT

    def criterion(self) -> ColumnElement[bool]:
        own = (
            select(ImportRow.record_id)
            .join(ImportBatch, ImportBatch.create_job_id == ImportRow.job_id)
            .where(ImportBatch.id == self.value, ImportBatch.user_id == acting_user_id())
            .where(ImportRow.batch_id == self.value, ImportRow.result == RowResult.CREATED)
            .where(ImportBatch.entity == self.field.spec.target)
        )
        model: Any = self.field.model
        return model.id.in_(own)  # type: ignore[no-any-return]


def only_imported(asked: ListRequest, args: Mapping[str, str]) -> ListRequest:
    """`asked`, narrowed to the import that the arguments name. Aborts with 400 on what is no number."""
    text = args.get(ARGUMENT, "")
    if not text:
        return asked
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        abort(400, RuleError(N_("“%(text)s” is not a number this page understands."), text=text[:20]))
    field = Field(ARGUMENT, asked.entity.model, FieldSpec("integer", N_("Import"), target=asked.entity.name))
    return replace(asked, conditions=(*asked.conditions, MadeByImport(field, _MADE_BY, int(text), text)))
