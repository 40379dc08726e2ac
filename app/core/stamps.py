"""Caches that every process shares the truth about: each has a stamp in the database, changed when its content does.

All stamps are read by one statement a request (or once a second outside requests), so a cached answer costs nothing
and is never older than that.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

from flask import current_app, g, has_request_context
from sqlalchemy import String, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import Model, db


class CacheStamp(Model):
    """The present stamp of one cache: a random mark, so that a rolled-back change never looks like a later one."""

    __tablename__ = "cache_stamp"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(32))


_watched: dict[type[Any], set[str]] = {}


def watch(cache_name: str, *models: type[Any]) -> None:
    """Renew the stamp of `cache_name` whenever a record of `models` is saved or removed through the session."""
    for model in models:
        _watched.setdefault(model, set()).add(cache_name)


def renew(session: Session, cache_name: str) -> None:
    """Make every process forget what it cached under `cache_name`, once this transaction commits."""
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    mark = uuid.uuid4().hex
    statement = dialect.insert(CacheStamp).values(name=cache_name, stamp=mark)
    session.execute(statement.on_conflict_do_update(index_elements=[CacheStamp.name], set_={"stamp": mark}))
    _forget_read()


def stamped(cache_name: str, key: Any, compute: Callable[[], Any]) -> Any:
    """`compute()`, remembered in this process under `key` until the stamp of `cache_name` changes."""
    store: dict[Any, tuple[str | None, Any]] = current_app.extensions.setdefault("kehu_caches", {})
    stamp = _stamps().get(cache_name)
    held = store.get((cache_name, key))
    if held is not None and held[0] == stamp:
        return held[1]
    value = compute()
    store[(cache_name, key)] = (stamp, value)
    return value


def forget_cached() -> None:
    """Let this process begin as if it had read nothing."""
    current_app.extensions.pop("kehu_caches", None)
    _forget_read()


def _stamps() -> dict[str, str]:
    if has_request_context():
        if "kehu_stamps" not in g:
            g.kehu_stamps = _read()
        stamps: dict[str, str] = g.kehu_stamps
        return stamps
    held = current_app.extensions.get("kehu_stamps_held")
    if held is None or time.monotonic() - held[0] > 1:
        held = (time.monotonic(), _read())
        current_app.extensions["kehu_stamps_held"] = held
    return held[1]  # type: ignore[no-any-return]


def _read() -> dict[str, str]:
    with db.session.no_autoflush:
        rows = db.session.execute(select(CacheStamp.name, CacheStamp.stamp))
        return {row.name: row.stamp for row in rows}


def _forget_read() -> None:
    current_app.extensions.pop("kehu_stamps_held", None)
    if has_request_context():
        g.pop("kehu_stamps", None)


@event.listens_for(Session, "after_flush")
def _renew_watched(session: Session, _context: Any) -> None:
    watched = [record for record in (*session.new, *session.deleted, *session.dirty) if type(record) in _watched]
    changed = [r for r in watched if r not in session.dirty or session.is_modified(r)]
    for cache_name in {name for record in changed for name in _watched[type(record)]}:
        renew(session, cache_name)
