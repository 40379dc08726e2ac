"""What a person chooses for an uploaded file, read from the form, checked and kept on its batch."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.errors import RuleError
from app.core.exchange import remembered
from app.core.exchange.delimited import DELIMITERS
from app.core.exchange.drafts import REQUIRED
from app.core.exchange.encodings import ENCODINGS
from app.core.exchange.import_rights import missing_right
from app.core.exchange.links import LinkFinder
from app.core.exchange.models import DoubtfulRows, ImportBatch, ImportMode, ImportState
from app.core.exchange.plan import RECORD_ID, ImportPlan, Target
from app.core.exchange.uploads import Opened
from app.core.parsing import limits_of, parse
from app.core.text import N_

COLUMN, CONSTANT = "column_", "constant_"
KEYS, SAVED = " keys", " saved"  # where refusals of the key and of saved choices are shown; no target has a blank
_KEPT = 2_000  # characters of a constant
_TWICE = N_("Two columns are mapped to the same field.")
_BOTH = N_("This field has a column already; choose one or the other.")
_NOTHING = N_("No column is mapped to a field.")
_NO_KEY = N_("Choose the fields by which rows find records.")
_KEY_WITHOUT_COLUMN = N_("The key “%(field)s” has no column.")
_ONLY_KEYS = N_("Beside the key no column is mapped to a field.")


def take_reading(batch: ImportBatch, form: MultiDict[str, str]) -> None:
    """Put the chosen encoding, delimiter and sheet on the batch; what no page offers means "as found"."""
    encoding, delimiter = form.get("encoding"), form.get("delimiter")
    batch.encoding = encoding if encoding in dict(ENCODINGS) else None
    batch.delimiter = delimiter if delimiter in DELIMITERS else None
    batch.sheet = form.get("sheet", "")[:255] or None


def take_mapping(batch: ImportBatch, plan: ImportPlan, form: MultiDict[str, str]) -> None:
    """Put the chosen columns and constants, and what rows may do, on the batch."""
    width = len(batch.headers or [])
    chosen = {str(index): form.get(f"{COLUMN}{index}", "") for index in range(width)}
    batch.mapping = {index: name for index, name in chosen.items() if name in plan.targets}
    typed = {name: form.get(CONSTANT + name, "").strip()[:_KEPT] for name in plan.targets}
    batch.constants = {name: text for name, text in typed.items() if text and name != RECORD_ID}
    if "mode" in form:
        mode = form["mode"]
        batch.mode = mode if mode in set(ImportMode) else ImportMode.CREATE.value
        keys = set(form.getlist("key"))
        batch.keys = [target.name for target in plan.keys if target.name in keys]
        batch.grouped = "grouped" in form
        batch.blank_clears = "blank_clears" in form and batch.mode != ImportMode.CREATE


def chosen_now(batch: ImportBatch) -> tuple[Any, ...]:
    """Everything whose change asks for a new check."""
    return batch.mapping, batch.constants, batch.mode, batch.keys, batch.grouped, batch.blank_clears, batch.doubtful


def take_doubtful(batch: ImportBatch, form: MultiDict[str, str]) -> None:
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
    batch.headers, batch.mapping = headers, None
    batch.state, batch.checked = ImportState.UPLOADED, None
    if headers is not None and not remembered.propose(batch, plan):
        guessed = plan.guess(headers)
        batch.mapping = {at: name for at, name in guessed.items() if not remembered.is_own_header(headers[int(at)])}
    if not batch.keys:
        batch.keys = plan.usual_keys((batch.mapping or {}).values())


def refusals(batch: ImportBatch, plan: ImportPlan) -> dict[str, RuleError]:
    """Why the file cannot be checked yet: {target, KEYS, or empty for the whole mapping: reason}."""
    mapped = list((batch.mapping or {}).values())
    found = {name: RuleError(_TWICE) for name in mapped if mapped.count(name) > 1}
    found |= {name: RuleError(_BOTH) for name in batch.constants if name in mapped}
    for target in plan.missing([*mapped, *batch.constants]):
        if target.part or batch.mode == ImportMode.CREATE:
            found[target.name] = RuleError(REQUIRED)
    for name, text in batch.constants.items():
        refusal = _refused_constant(plan.targets[name], text)
        if refusal is not None:
            found.setdefault(name, refusal)
    refusal = _refused_keys(batch, plan, {*mapped, *batch.constants})
    if refusal is not None:
        found[KEYS] = refusal
    refusal = missing_right(plan.view, plan, batch, batch.user_id)
    if not set(mapped) - {RECORD_ID}:
        found[""] = RuleError(_NOTHING)
    elif refusal is not None:
        found[""] = refusal
    return found


def _refused_keys(batch: ImportBatch, plan: ImportPlan, used: set[str]) -> RuleError | None:
    if batch.mode == ImportMode.CREATE and not batch.grouped:
        return None
    if not batch.keys:
        return RuleError(_NO_KEY)
    absent = next((name for name in batch.keys if name not in used), None)
    if absent is not None:
        return RuleError(_KEY_WITHOUT_COLUMN, field=plan.label(plan.targets[absent]))
    return RuleError(_ONLY_KEYS) if used <= set(batch.keys) else None


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
