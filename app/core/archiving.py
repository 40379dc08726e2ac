"""The recycle bin: a deleted record is archived with what belongs to it, and comes back whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.clock import now
from app.core.db import db
from app.core.dependents import parts_of, refuse_if_needed_elsewhere
from app.core.display import title
from app.core.errors import RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.text import N_

TOLD = 10  # reasons of a refused bulk act


def archive(record: Any, *, needed: bool = True) -> None:
    """Put a record into the recycle bin together with its parts; RuleError when others depend on one of them.

    The common moment remembers what went together (see `restore`). `needed` False: it was asked for many records at
    once that nothing points to this one (see `pointed_at`).
    """
    if not hasattr(record, "archived_at"):
        refuse_if_needed_elsewhere(record)
        db.session.delete(record)
    elif record.archived_at is None and needed:
        _archive(record, now())
    else:
        record.archived_at = record.archived_at or now()


def _archive(record: Any, moment: datetime) -> None:
    refuse_if_needed_elsewhere(record)
    for part in list(_parts(record, None)):
        _archive(part, moment)
    record.archived_at = moment


def restore(record: Any) -> None:
    """Take a record out of the recycle bin, and the parts that went there with it."""
    if getattr(record, "archived_at", None) is None:  # of some kinds nothing is kept
        raise RuleError(N_("“%(title)s” is not in the recycle bin."), title=title(record))
    link = getattr(record, "__parent_link__", None)
    whole = getattr(record, link) if link else None
    if whole is not None and whole.archived_at is not None:
        message = N_("“%(title)s” belongs to “%(whole)s”, which is in the recycle bin too: restore that.")
        raise RuleError(message, title=title(record), whole=title(whole))
    _restore(record, record.archived_at)


def _restore(record: Any, moment: datetime) -> None:
    parts = list(_parts(record, moment))
    record.archived_at = None
    for part in parts:
        _restore(part, moment)


def _parts(record: Any, moment: datetime | None) -> Iterator[Any]:
    """What belongs to `record` and lies in the recycle bin since `moment`, or in no bin."""
    for field in parts_of(type(record)):
        archived_at = field.model.archived_at
        since = archived_at.is_(None) if moment is None else archived_at == moment
        yield from db.session.execute(select(field.model).where(field.expression() == record.id, since)).scalars()


def archive_all(records: list[Any]) -> None:
    """Put all of them into the recycle bin, in whatever order they depend on each other; RuleError with the reasons."""
    _all(records, archive, N_("Nothing is deleted. %(reasons)s"))


def restore_all(records: list[Any]) -> None:
    """Take all of them out of the recycle bin; RuleError with the reasons."""
    _all(records, _restore_once, N_("Nothing is restored. %(reasons)s"))


def _restore_once(record: Any) -> None:
    if getattr(record, "archived_at", None) is not None:  # else it came back as a part of another one
        restore(record)


def _all(records: list[Any], act: Callable[[Any], None], refusal: str) -> None:
    """Do what can be done until nothing more can: then either nothing is left, or nothing may stay done."""
    while records:
        refused = [(record, reason) for record in records if (reason := _reason(record, act)) is not None]
        if len(refused) == len(records):
            words = "" if len(refused) <= TOLD else " …"
            reasons = " ".join(dict.fromkeys(explain(reason) for _, reason in refused[:TOLD])) + words
            raise refused[0][1] if len(refused) == 1 else RuleError(refusal, reasons=reasons)
        records = [record for record, _ in refused]


def _reason(record: Any, act: Callable[[Any], None]) -> RuleError | None:
    try:
        with db.session.begin_nested():  # of what is refused, no part stays done for the next round
            act(record)
    except RuleError as refusal:
        return refusal
    return None


def done(records: list[Any], one: str, many: str) -> str:
    """The sentence about one record or several."""
    if len(records) == 1:
        return translate(one, title=title(records[0]))
    return translate(many, number=len(records))
