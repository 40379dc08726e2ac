"""The keys under which records are found that look like another one."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class MatchKey(Model):
    """One key of one live record (see `rules/identities`). Nobody reads them: records that share one are compared.

    A key is a fingerprint of 64 bits, so that a name takes as much room as a number, and an index stays small.
    """

    __tablename__ = "match_key"
    __table_args__ = (Index("ix_match_key_record", "entity", "record_id"), {"sqlite_with_rowid": False})

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entity: Mapped[str] = mapped_column(String(30), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
