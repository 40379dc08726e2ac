"""Mappings of former files: proposed to the same person by themselves, kept under a name for all who import here."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select

from app.core.access import acting_user_id
from app.core.clock import now
from app.core.db import db
from app.core.errors import NotVisible, RuleError
from app.core.exchange.mapping import normalise_header
from app.core.exchange.models import ImportBatch, ImportMode, SavedMapping
from app.core.exchange.plan import ImportPlan
from app.core.i18n import in_every_locale
from app.core.text import N_

# The column that a file of refused rows has beside the original ones.
REASON = N_("Why it was refused")
NAME_LENGTH = 100


def signature(headers: Sequence[str]) -> str:
    """What stands for a set of headers, whatever their order, case, width and script."""
    known = sorted({normalise_header(header) for header in headers} - _own_headers())
    return sha256("\n".join(known).encode()).hexdigest()


def _own_headers() -> set[str]:
    return {normalise_header(text) for text in in_every_locale(REASON).values()}


def is_own_header(header: str) -> bool:
    """Whether this system wrote the column itself, for a reader."""
    return normalise_header(header) in _own_headers()


def remember(batch: ImportBatch) -> None:
    """Keep what is chosen for this file as this person's last choice for files with these headers."""
    _store(batch, "", signature(batch.headers or []))


def save_as(batch: ImportBatch, name: str) -> None:
    """Keep it under a name; the same person's of that name is replaced. RuleError where a colleague has the name."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise RuleError(N_("Give the choices a name of at most %(limit)s characters."), limit=NAME_LENGTH)
    others = select(SavedMapping.id).where(
        SavedMapping.view == batch.view, SavedMapping.name == name, SavedMapping.user_id != batch.user_id
    )
    if db.session.execute(others).first() is not None:
        raise RuleError(N_("A colleague has saved choices under the name “%(name)s”."), name=name)
    _store(batch, name, "")


def _store(batch: ImportBatch, name: str, mark: str) -> None:
    known = select(SavedMapping).where(
        SavedMapping.view == batch.view,
        SavedMapping.user_id == batch.user_id,
        SavedMapping.name == name,
        SavedMapping.signature == mark,
    )
    saved = db.session.execute(known).scalar_one_or_none()
    if saved is None:
        saved = SavedMapping(view=batch.view, user_id=batch.user_id, name=name, signature=mark)
        db.session.add(saved)
    headers, mapping = batch.headers or [], batch.mapping or {}
    saved.columns = [[normalise_header(headers[int(at)]), target] for at, target in mapping.items()]
    saved.choices = {
        "constants": batch.constants,
        "mode": batch.mode,
        "keys": batch.keys,
        "grouped": batch.grouped,
        "blank_clears": batch.blank_clears,
    }
    saved.saved_at = now()


def named(view: str) -> list[SavedMapping]:
    """What anybody saved under a name for this view, by name."""
    statement = select(SavedMapping).where(SavedMapping.view == view, SavedMapping.name != "")
    return list(db.session.scalars(statement.order_by(SavedMapping.name).limit(200)))


def one_named(view: str, mapping_id: str) -> SavedMapping:
    """The saved choices with this id; NotVisible where this view has none."""
    found = next((saved for saved in named(view) if str(saved.id) == mapping_id), None)
    if found is None:
        raise NotVisible(N_("These saved choices no longer exist."))
    return found


def forget(view: str, mapping_id: str) -> None:
    """Remove choices that the acting person saved under a name. RuleError for a colleague's."""
    saved = one_named(view, mapping_id)
    if saved.user_id != acting_user_id():
        raise RuleError(N_("Only who saved these choices can remove them."))
    db.session.execute(delete(SavedMapping).where(SavedMapping.id == saved.id))


def propose(batch: ImportBatch, plan: ImportPlan) -> bool:
    """Put what the same person chose for these headers the last time on the batch; whether there was anything."""
    statement = select(SavedMapping).where(
        SavedMapping.view == batch.view,
        SavedMapping.user_id == batch.user_id,
        SavedMapping.name == "",
        SavedMapping.signature == signature(batch.headers or []),
    )
    saved = db.session.execute(statement).scalar_one_or_none()
    if saved is not None:
        apply(saved, batch, plan)
    return saved is not None


def apply(saved: SavedMapping, batch: ImportBatch, plan: ImportPlan) -> None:
    """Choose for this batch what was saved, as far as its headers and the fields of today have it."""
    waiting = [(header, target) for header, target in saved.columns if target in plan.targets]
    mapping: dict[str, str] = {}
    for index, header in enumerate(batch.headers or []):
        found = next((pair for pair in waiting if pair[0] == normalise_header(header)), None)
        if found is not None:
            waiting.remove(found)
            mapping[str(index)] = found[1]
    chosen: dict[str, Any] = saved.choices
    batch.mapping = mapping
    batch.constants = {name: text for name, text in chosen["constants"].items() if name in plan.targets}
    batch.mode = chosen["mode"] if chosen["mode"] in set(ImportMode) else ImportMode.CREATE.value
    batch.keys = [name for name in chosen["keys"] or [] if name in plan.targets]
    batch.grouped, batch.blank_clears = bool(chosen["grouped"]), bool(chosen["blank_clears"])
