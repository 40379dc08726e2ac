"""Counted tries to log in: one row for each person or address, shared by all processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class LoginTries(Model):
    """When `key` tried lately, in seconds since the epoch; the row is what rivals wait for."""

    __tablename__ = "login_tries"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    times: Mapped[list[float]] = mapped_column(JSON)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
