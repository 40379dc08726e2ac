"""What a person chooses for an uploaded file, read from the form, checked and kept on its batch."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.delimited import DELIMITERS
from app.core.exchange.drafts import REQUIRED
from app.core.exchange.encodings import ENCODINGS
from app.core.exchange.links import LinkFinder
from app.core.exchange.models import DoubtfulRows, ImportBatch, ImportState
from app.core.exchange.plan import ImportPlan, Target
from app.core.exchange.uploads import Opened
from app.core.parsing import limits_of, parse
from app.core.text import N_

COLUMN, CONSTANT = "column_", "constant_"
_KEPT = 2_000  # characters of a constant
_TWICE = N_("Two columns are mapped to the same field.")
_BOTH = N_("This field has a column already; choose one or the other.")
_NOTHING = N_("No column is mapped to a field.")


def take_reading(batch: ImportBatch, form: Mapping[str, str]) -> None:
    """Put the chosen encoding, delimiter and sheet on the batch; what no page offers means "as found"."""
    encoding, delimiter = form.get("encoding"), form.get("delimiter")
    batch.encoding = encoding if encoding in dict(ENCODINGS) else None
    batch.delimiter = delimiter if delimiter in DELIMITERS else None
    batch.sheet = form.get("sheet", "")[:255] or None


def take_mapping(batch: ImportBatch, plan: ImportPlan, form: Mapping[str, str]) -> None:
    """Put the chosen columns and constants on the batch; anything changed asks for a new check."""
    width = len(batch.headers or [])
    chosen = {str(index): form.get(f"{COLUMN}{index}", "") for index in range(width)}
    batch.mapping = {index: name for index, name in chosen.items() if name in plan.targets}
    typed = {name: form.get(CONSTANT + name, "").strip()[:_KEPT] for name in plan.targets}
    batch.constants = {name: text for name, text in typed.items() if text}


def take_doubtful(batch: ImportBatch, form: Mapping[str, str]) -> None:
    """Put on the batch what to do with rows that look like a record that is there already."""
    chosen = form.get("doubtful", batch.doubtful)
    batch.doubtful = chosen if chosen in dict(DoubtfulRows.choices()) else DoubtfulRows.LEAVE_OUT


def fit(batch: ImportBatch, plan: ImportPlan, opened: Opened) -> None:
    """Make headers and mapping those of the file as it reads now.

    New headers are mapped as the same person mapped the same headers the last time, else by guess.
    """
    headers = opened.table.headers if opened.table else None
    if headers == batch.headers and (batch.mapping is not None or headers is None):
        return
    batch.headers = headers
    batch.mapping = None if headers is None else _remembered(batch, plan) or plan.guess(headers)
    batch.state, batch.checked = ImportState.UPLOADED, None


def _remembered(batch: ImportBatch, plan: ImportPlan) -> dict[str, str] | None:
    earlier = (
        select(ImportBatch)
        .where(ImportBatch.user_id == batch.user_id, ImportBatch.view == batch.view)
        .where(ImportBatch.check_job_id.is_not(None))
        .order_by(ImportBatch.id.desc())
        .limit(20)
    )
    same = [found for found in db.session.scalars(earlier) if found.headers == batch.headers and found.mapping]
    return {i: name for i, name in (same[0].mapping or {}).items() if name in plan.targets} if same else None


def refusals(batch: ImportBatch, plan: ImportPlan) -> dict[str, RuleError]:
    """Why the file cannot be checked yet: {target, or empty for the whole mapping: reason}."""
    mapped = list((batch.mapping or {}).values())
    found = {name: RuleError(_TWICE) for name in mapped if mapped.count(name) > 1}
    found |= {name: RuleError(_BOTH) for name in batch.constants if name in mapped}
    found |= {target.name: RuleError(REQUIRED) for target in plan.missing([*mapped, *batch.constants])}
    for name, text in batch.constants.items():
        refusal = _refused_constant(plan.targets[name], text)
        if refusal is not None:
            found.setdefault(name, refusal)
    if not mapped:
        found[""] = RuleError(_NOTHING)
    return found


def _refused_constant(target: Target, text: str) -> RuleError | None:
    try:
        if target.field.spec.type in ("link", "links"):
            finder = LinkFinder(target.field)
            for name in finder.texts(text):
                finder.find(name)
        else:
            parse(target.field, text, limits_of(target.field))
    except RuleError as refusal:
        return refusal
    return None
