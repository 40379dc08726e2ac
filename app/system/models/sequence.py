"""The counters that document numbers are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, integer, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record
from app.system.rules.document_numbers import check_prefix


@dataclass(frozen=True)
class SequenceKind:
    """A kind of document and how its numbers look until an administrator changes it."""

    name: str
    label: str
    prefix: str
    padding: int


_kinds: dict[str, SequenceKind] = {}


def register_sequence(name: str, *, label: str, prefix: str, padding: int = 6) -> None:
    """Make a kind of document known; modules do it when they are imported."""
    _kinds[name] = SequenceKind(name, label, check_prefix(prefix), padding)


def sequence_kind(name: str) -> SequenceKind:
    """The kind called `name`; KeyError if no module has registered it."""
    return _kinds[name]


def sequence_labels() -> dict[str, str]:
    """{name: label msgid} of every kind."""
    return {kind.name: kind.label for kind in _kinds.values()}


def _plain(_: Any, year: int) -> str:
    """A year has no thousands."""
    return str(year)


class Sequence(Record, Model):
    """The numbers of one kind of document in one year; `next` is the one that is drawn next."""

    __tablename__ = "sequence"
    __table_args__ = (Index("uq_sequence_kind", "kind", "year", unique=True),)
    __label__ = N_("Number sequence")
    __label_plural__ = N_("Number sequences")
    __title_field__ = "kind"

    kind: Mapped[str] = choice(N_("Kind of document"), None, labels=sequence_labels, required=True, fixed=True)
    year: Mapped[int] = integer(N_("Year"), minimum=2000, maximum=9999, required=True, fixed=True, shown=_plain)
    prefix: Mapped[str] = string(N_("Prefix"), 10, required=True, check=check_prefix)
    padding: Mapped[int] = integer(N_("Digits at least"), minimum=1, maximum=12, required=True, default=6)
    next: Mapped[int] = integer(N_("Next running number"), minimum=1, required=True, default=1, computed=True)
