"""One effect for one submission: a form sent twice (double click, back and send again) makes one record."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import acting_user_id
from app.core.clock import now
from app.core.db import Model, UtcDateTime, db


class Submission(Model):
    """A form that was sent and what it made; the unique token makes a repeat harmless."""

    __tablename__ = "submission"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None]
    entity: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def new_token() -> str:
    """A token for one empty form."""
    return secrets.token_urlsafe(24)


def made_by(token: str, entity: str) -> int | None:
    """The id of the record that this person's form with `token` made already, if it did."""
    statement = select(Submission.record_id).where(
        Submission.token == token, Submission.entity == entity, Submission.user_id == acting_user_id()
    )
    return db.session.execute(statement).scalar_one_or_none() if token else None


def remember(token: str, entity: str, record_id: int) -> None:
    """Tie a token to the record it made, in the record's own transaction."""
    if token:
        user_id = acting_user_id()
        db.session.add(Submission(token=token[:64], user_id=user_id, entity=entity, record_id=record_id, at=now()))
