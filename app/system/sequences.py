"""Drawing document numbers: without gaps or repeats, whoever draws at the same moment."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.clock import now
from app.system.models.sequence import Sequence, sequence_kind
from app.system.rules.document_numbers import format_number, parse_number


def draw(session: Session, kind: str, day: date) -> str:
    """The next number of a kind of document in the year of `day`: SO2026-000123.

    Draw as the last statement before the commit: from here to there everybody else who draws this kind waits. A
    transaction that is rolled back gives its number back.
    """
    drawn = session.execute(_take(kind, day.year)).one_or_none()
    if drawn is None:
        _begin_year(session, kind, day.year)
        drawn = session.execute(_take(kind, day.year)).one()
    return format_number(drawn.prefix, day.year, drawn.number, drawn.padding)


def keep_ahead(session: Session, kind: str, number: str) -> None:
    """Let an imported number never be drawn again: its year goes on after it. Numbers of another form do not matter."""
    used = select(Sequence.prefix).where(Sequence.kind == kind).distinct()
    for prefix in session.execute(used).scalars().all() or [sequence_kind(kind).prefix]:
        found = parse_number(prefix, number)
        if found is not None:
            _advance(session, kind, *found)


def _advance(session: Session, kind: str, year: int, running: int) -> None:
    _begin_year(session, kind, year)
    beyond = case((Sequence.next <= running, running + 1), else_=Sequence.next)
    statement = update(Sequence).where(Sequence.kind == kind, Sequence.year == year).values(next=beyond)
    session.execute(statement.execution_options(synchronize_session=False))


def _take(kind: str, year: int) -> Any:
    return (
        update(Sequence)
        .where(Sequence.kind == kind, Sequence.year == year)
        .values(next=Sequence.next + 1)
        .returning((Sequence.next - 1).label("number"), Sequence.prefix, Sequence.padding)
        .execution_options(synchronize_session=False)
    )


def _begin_year(session: Session, kind: str, year: int) -> None:
    """Make the counter of a year, unless somebody has: it looks like the latest one of its kind."""
    latest = select(Sequence.prefix, Sequence.padding).where(Sequence.kind == kind).order_by(Sequence.year.desc())
    former = session.execute(latest.limit(1)).one_or_none() or sequence_kind(kind)
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    moment = now()
    values = {
        "kind": kind,
        "year": year,
        "prefix": former.prefix,
        "padding": former.padding,
        "next": 1,
        "version": 1,
        "created_at": moment,
        "changed_at": moment,
    }
    statement = dialect.insert(Sequence).values(values)
    session.execute(statement.on_conflict_do_nothing(index_elements=["kind", "year"]))
