"""Counts tries to guess a secret in the database, so that the limit is one for all workers and processes.

Each count is a short transaction of its own, committed before the costly check of a password begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import now
from app.core.db import db
from app.core.errors import TooManyTries
from app.core.text import N_
from app.system.models.login_tries import LoginTries
from app.system.rules.guessing import (
    PER_ADDRESS,
    PER_CODE,
    PER_MAILBOX,
    PER_USER,
    Limit,
    neighbourhood,
    recent,
    seconds_to_wait,
)

TOO_MANY = N_("Too many tries. Try again in %(seconds)s seconds.")
# No limit looks back further.
KEPT = timedelta(hours=1)
Keys = Mapping[str, Limit]


def keys_of(user_id: int | None, typed: str) -> Keys:
    """Under which keys a login counts: the person, however they were named, and the address of the request.

    A name that nobody has is counted like one that somebody has, or the refusal would tell them apart.
    """
    name = f"user:{user_id}" if user_id is not None else f"name:{_digest(typed.casefold())}"
    return {name: PER_USER, address_key(): PER_ADDRESS}


def code_keys(user_id: int, typed: str) -> Keys:
    """The same for a code of somebody who has shown the password: few in an hour, so that nobody tries them all."""
    return {**keys_of(user_id, typed), f"code:{user_id}": PER_CODE}


def mailbox_keys(typed: str) -> Keys:
    """Under which keys it counts that somebody asks for mail to whoever is called so."""
    return {f"mail:{_digest(typed.casefold())}": PER_MAILBOX, address_key(): PER_ADDRESS}


def address_key() -> str:
    """The key of where this request comes from."""
    return f"address:{neighbourhood(request.remote_addr or '')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def count(keys: Keys) -> datetime:
    """Count a try under each of `keys` and return its time; TooManyTries where one has no room, and nothing counts.

    Commits.
    """
    moment = now()
    wait = 0
    for key, limit in sorted(keys.items()):  # in one order, so that two rivals never wait for each other
        times = recent(_locked(key, moment), moment.timestamp(), limit)
        wait = max(wait, seconds_to_wait(times, moment.timestamp(), limit))
        _write(key, [*times, moment.timestamp()])
    if wait:
        db.session.rollback()
        raise TooManyTries(TOO_MANY, wait)
    db.session.commit()
    return moment


def forgive(keys: Keys, moment: datetime) -> None:
    """Take back the try counted at `moment`: whoever knew the secret did not guess. The caller commits."""
    for key, _ in sorted(keys.items()):
        times = _locked(key, now())
        _write(key, [at for at in times if at != moment.timestamp()])


def clear_tries(before: datetime) -> None:
    """Forget who tried last before `before`. The caller commits."""
    old = delete(LoginTries).where(LoginTries.last_at < before)
    db.session.execute(old.execution_options(synchronize_session=False))


def _locked(key: str, moment: datetime) -> list[float]:
    """The times under `key`, whose row stays locked until the end of the transaction."""
    dialect: Any = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(LoginTries).values(key=key, times=[], last_at=moment)
    statement = statement.on_conflict_do_update(index_elements=[LoginTries.key], set_={"last_at": moment})
    times: list[float] = db.session.execute(statement.returning(LoginTries.times)).scalar_one()
    return times


def _write(key: str, times: list[float]) -> None:
    statement = update(LoginTries).where(LoginTries.key == key).values(times=times)
    db.session.execute(statement.execution_options(synchronize_session=False))
