"""The one gate: who sees which governed record, decided below every screen, file, chart and API.

A `do_orm_execute` listener adds the acting person's criterion to each statement, so that nothing above can forget it.
A second listener, on the engine, refuses any statement on a governed table that did not come through the first.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any, TypeVar

from flask import g, has_request_context
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.local import LocalProxy

from app.core.criteria import criteria, governed_models
from app.core.db import db
from app.core.errors import NotVisible
from app.core.principals import Principal, Scope
from app.core.text import N_
from app.core.traits import Governed

# Everything about access is asked for here, wherever it is decided.
__all__ = [
    "GATED", "NoPrincipal", "Principal", "Scope", "acting_as", "acting_user_id", "current_principal", "fetch",
    "governed_models", "identifying", "load_principal", "set_principal_loader", "set_territories",
    "system_access", "territories_of",
]  # fmt: skip

log = logging.getLogger(__name__)

GATED = "kehu_gated"
T = TypeVar("T")


class NoPrincipal(RuntimeError):
    """A governed table was touched without saying on whose behalf: a mistake in the program, never in the input."""


_acting: ContextVar[Principal | None] = ContextVar("acting", default=None)
_loading: ContextVar[bool] = ContextVar("loading", default=False)
_flushing: ContextVar[bool] = ContextVar("flushing", default=False)
_loader: Callable[[int], Principal] | None = None
_territories_of: Callable[[int], tuple[int, ...]] = lambda user_id: ()  # noqa: E731


def set_principal_loader(loader: Callable[[int], Principal]) -> None:
    """Say how a user's id becomes a Principal; `system` does, since it owns users and departments."""
    global _loader
    _loader = loader


def set_territories(finder: Callable[[int], tuple[int, ...]]) -> None:
    """Say which territories are open to a user; the module that has territories does."""
    global _territories_of
    _territories_of = finder


def territories_of(user_id: int) -> tuple[int, ...]:
    """The territories whose records are open to a user."""
    return _territories_of(user_id)


def load_principal(user_id: int) -> Principal:
    """The Principal of a user, read from the database."""
    if _loader is None:
        raise NoPrincipal("no principal loader is set")
    with identifying(), db.session.no_autoflush:  # while nobody acts, what is pending cannot be saved
        return _loader(user_id)


@contextmanager
def identifying() -> Iterator[None]:
    """While it is being found out who acts, nobody does: governed tables stay closed, the rest needs no criterion."""
    token = _loading.set(True)
    try:
        yield
    finally:
        _loading.reset(token)


def current_principal() -> Principal | None:
    """Whoever acts now: the innermost `acting_as`/`system_access`, else the request's user, read once a request."""
    acting = _acting.get()
    if acting is not None or not has_request_context():
        return acting
    user = g.get("user")
    if isinstance(user, LocalProxy):  # a page asks a hundred times: the way round is long
        user = user._get_current_object()
    if user is None or not user.is_authenticated:
        return None
    user_id, known = user.id, g.get("kehu_principal")
    if known is None or known.user_id != user_id:
        known = g.kehu_principal = load_principal(user_id)
    principal: Principal = known
    return principal


def acting_user_id() -> int | None:
    """The id of the person on whose behalf the work is done; None for the system."""
    principal = current_principal()
    return principal.user_id if principal else None


@contextmanager
def acting_as(user_id: int) -> Iterator[Principal]:
    """Do what is inside on behalf of a user, outside a request."""
    principal = load_principal(user_id)
    with _as(principal):
        yield principal


@contextmanager
def system_access(reason: str) -> Iterator[Principal]:
    """See every record, for work that belongs to nobody; the reason goes into the log."""
    log.info("system access: %s", reason)
    before = current_principal()
    with _as(Principal(before.user_id if before else None, reason=reason)) as principal:
        yield principal


@contextmanager
def _as(principal: Principal) -> Iterator[Principal]:
    token = _acting.set(principal)
    try:
        yield principal
    finally:
        _acting.reset(token)


@event.listens_for(Session, "do_orm_execute")
def _gate(state: ORMExecuteState) -> None:
    if _loading.get():
        _let_identify(state)
        return
    if state.is_insert or not state.is_orm_statement:
        return  # what is not the ORM's gets no criterion, so the engine listener must judge it
    if state.is_column_load:  # of a record that already came through
        state.update_execution_options(**{GATED: True})
        return
    principal = current_principal()
    if principal is None:
        return  # a governed statement is refused below, by the engine listener
    if (state.is_update or state.is_delete) and state.is_executemany:
        raise NoPrincipal("a bulk change by primary key goes round the gate")
    options = criteria(principal, changing=state.is_update or state.is_delete)
    if options:
        state.statement = state.statement.options(*options)
    state.update_execution_options(**{GATED: True})


def _let_identify(state: ORMExecuteState) -> None:
    """Let what is known of the user be completed: the profile says whether anything is shared with them."""
    completes = state.is_relationship_load or state.is_column_load
    if completes and state.bind_mapper is not None and not issubclass(state.bind_mapper.class_, Governed):
        state.update_execution_options(**{GATED: True})


@cache
def _governed_sql() -> re.Pattern[str]:
    names = "|".join(re.escape(model.__tablename__) for model in governed_models()) or "(?!)"
    return re.compile(rf'(?:\bFROM|\bJOIN|\bUPDATE|,)\s+"?(?:{names})"?(?=[\s,)]|$)', re.IGNORECASE)


@lru_cache(maxsize=4096)
def _touches_governed(statement: str) -> bool:
    return _governed_sql().search(statement) is not None


@event.listens_for(Engine, "before_cursor_execute")
def _refuse_ungated(
    _connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    if context is None or context.execution_options.get(GATED):
        return
    if _flushing.get() and (context.isupdate or context.isdelete or context.isinsert):
        return
    if context.isddl or not _touches_governed(statement):
        return
    raise NoPrincipal(f"this statement did not come through the gate: {statement[:200]}")


@event.listens_for(Session, "before_flush")
def _flush_begins(_session: Session, _context: Any, _instances: Any) -> None:
    _flushing.set(True)


@event.listens_for(Session, "after_flush_postexec")
def _flush_ends(_session: Session, _context: Any) -> None:
    _flushing.set(False)


@event.listens_for(Session, "after_soft_rollback")
def _flush_fails(_session: Session, _transaction: Any) -> None:
    _flushing.set(False)


def fetch(model: type[T], record_id: Any, *, archived: bool = False) -> T:
    """The record with this id, if the acting person may see it; NotVisible otherwise."""
    written = str(record_id)
    key = int(written) if written.isascii() and written.isdigit() and len(written) < 12 else 0
    found = None
    if 0 < key < 2**31:
        statement = select(model).where(model.id == key)  # type: ignore[attr-defined]
        if not archived and hasattr(model, "archived_at"):
            statement = statement.where(model.archived_at.is_(None))
        found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotVisible(N_("This record does not exist, or it is not visible to you."))
    return found
