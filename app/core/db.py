"""The database session, the declarative base and what both databases need to behave alike."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import has_request_context, request
from flask_appbuilder import Model

# Before FAB's own models are imported, so that ab_* constraints get names too (SQLite batch migrations need them).
Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

from flask_appbuilder.models.sqla.base import SQLA  # noqa: E402
from sqlalchemy import DateTime, Dialect, event, text  # noqa: E402
from sqlalchemy.engine import Engine  # noqa: E402
from sqlalchemy.types import TypeDecorator  # noqa: E402

# Objects stay readable after a commit: a page that saved a record shows it without loading it again.
db = SQLA(metadata=Model.metadata, session_options={"expire_on_commit": False})

__all__ = ["Model", "UtcDateTime", "db"]

_only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions that begin inside only read: on SQLite a long one sees one snapshot and keeps no writer waiting."""
    token = _only_reading.set(True)
    try:
        yield
    finally:
        _only_reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """The opposite, inside `reading`: transactions that begin in here write."""
    token = _only_reading.set(False)
    try:
        yield
    finally:
        _only_reading.reset(token)


READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in Python; UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we emit BEGIN ourselves, below
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=5000", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    """Take the write lock at once: a read that turns into a write cannot wait for it on SQLite, it fails.

    A GET never writes, so it reads a snapshot beside any writer.
    """
    if connection.dialect.name != "sqlite":
        return
    only_reading = _only_reading.get() or (has_request_context() and request.method in READING_METHODS)
    connection.exec_driver_sql("BEGIN" if only_reading else "BEGIN IMMEDIATE")


def engine_options(uri: str) -> dict[str, Any]:
    """Pool and connection options for `uri` (SQLAlchemy's form)."""
    if uri.startswith("sqlite"):
        return {"connect_args": {"timeout": 5}}
    # A generic plan turns a LIKE on the search key into a scan of the whole table after ten executions.
    settings = "-c plan_cache_mode=force_custom_plan -c jit=off -c statement_timeout=60000 -c lock_timeout=10000"
    # To start the helpers of a parallel plan takes longer than most pages, and others wait for the same processors.
    settings += " -c max_parallel_workers_per_gather=0"
    size = int(os.environ.get("KEHU_POOL_SIZE", "10"))
    return {"pool_pre_ping": True, "pool_size": size, "max_overflow": size, "connect_args": {"options": settings}}


def refresh_statistics() -> None:
    """Let SQLite count what it plans its ways by: without it, it sorts all records of a department for one page.

    Seconds at 200,000 customers. PostgreSQL counts by itself.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("ANALYZE"))
