"""Who logs in: the password of a known person. Everybody else costs the same work and gets the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, request
from flask_appbuilder.security.utils import is_null_password
from sqlalchemy import func, update
from werkzeug.security import check_password_hash

from app.core.access import acting_user_id
from app.core.clock import now
from app.core.db import db, reading, writing
from app.core.errors import RuleError
from app.core.history import ChangeKind, change_row, write_changes
from app.core.text import N_
from app.system import throttle
from app.system.models.user import User

LONGEST = 1000  # characters; nobody has a longer password, and hashing megabytes keeps a worker busy


def check_login(sm: Any, typed: str, password: str) -> User | None:
    """The active user with this name or e-mail, if the password is right; TooManyTries where guessing is suspected.

    It is hashed while nothing but a reading transaction is open: on SQLite all writers would wait for it otherwise, and
    whoever guesses passwords could stop them.
    """
    if not typed or is_null_password(password):
        return None
    db.session.rollback()
    with reading():
        user = named(sm, typed)
        # Now, since each transaction that ends lets the user be read again: the work would tell who there is.
        keys = throttle.keys_of(user.id if user else None, typed)
        stored, refusal = usable_password(user), _refusal(user)
        with written_apart():
            moment = throttle.count(keys)
        right = fits(stored, password)
        with written_apart():
            if right:
                throttle.forgive(keys, moment)
            else:
                _write_refusal(refusal)
            db.session.commit()
    return user if right else None


def confirm_password(user: User, typed: str, *, field: str) -> None:
    """RuleError unless somebody who is logged in knows their password; guessing it counts as at the door.

    Commits.
    """
    keys = throttle.keys_of(user.id, user.username)
    moment = throttle.count(keys)
    if not fits(usable_password(user), typed):
        raise RuleError(N_("This is not your present password."), field=field)
    throttle.forgive(keys, moment)
    db.session.commit()


def check_code(user: User, code: str, fits: Callable[[User, str], bool]) -> bool:
    """Whether `fits` takes the code of somebody who has shown the password; TooManyTries as for passwords."""
    with written_apart():
        # A program that knows of no code does not guess any.
        keys = (throttle.code_keys if code.strip() else throttle.keys_of)(user.id, user.username)
        moment = throttle.count(keys)
        right = fits(user, code)
        if right:
            throttle.forgive(keys, moment)
        else:
            _write_refusal(_refusal(user))
        db.session.commit()
    return right


@contextmanager
def written_apart() -> Iterator[None]:
    """End what only read; objects are loaded again when they are next looked at."""
    db.session.rollback()
    with writing():
        yield


def named(sm: Any, typed: str) -> User | None:
    """Whoever has this user name or, if nobody has, this e-mail address."""
    if not typed.isprintable():  # no name has such characters, and PostgreSQL stores no NUL
        return None
    by_name, by_email = sm.find_user(username=typed), sm.find_user(email=typed)
    user: User | None = by_name or by_email
    return user


def usable_password(user: User | None) -> str | None:
    """The stored password of somebody who may log in with it."""
    return user.password if user is not None and user.is_active and "$" in (user.password or "") else None


def fits(stored: str | None, password: str) -> bool:
    """Whether `stored` was made of this password; where there is none, a made-up one is checked."""
    usable = stored is not None and len(password) <= LONGEST
    fake = current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
    return check_password_hash(stored if usable else fake, password if usable else "-") and usable  # type: ignore[arg-type]


def _refusal(user: User | None) -> dict[str, Any]:
    """The row of the history that says that somebody's name was tried; without an id for a name that nobody has."""
    if user is None:
        return {"record_id": 0}
    return change_row(user, ChangeKind.LOGIN_REFUSED, _address(), None)


def _write_refusal(refusal: dict[str, Any]) -> None:
    """Count and write down a refusal; what nobody has is written nowhere, by the same statement."""
    failed = func.coalesce(User.fail_login_count, 0) + 1
    later = update(User).where(User.id == refusal["record_id"]).values(fail_login_count=failed)
    db.session.execute(later.execution_options(synchronize_session=False))
    write_changes(db.session(), [refusal] if refusal["record_id"] else [])


def note_login(user: User) -> None:
    """Count a login that succeeded, in the user's history too. The caller commits."""
    local = now().astimezone().replace(tzinfo=None)  # the framework's column holds the server's local time
    counted = {"login_count": func.coalesce(User.login_count, 0) + 1, "fail_login_count": 0, "last_login": local}
    later = update(User).where(User.id == user.id).values(counted)
    db.session.execute(later.execution_options(synchronize_session=False))
    note(user, ChangeKind.LOGIN, user.id)


def note_change(user: User, what: str, before: object, after: object) -> None:
    """Write into a user's history what changed in the ways in. The caller commits."""
    changes = {what: [before, after]}
    write_changes(db.session(), [change_row(user, ChangeKind.UPDATE, changes, acting_user_id())])


def note(user: User, kind: ChangeKind, actor_id: int | None) -> None:
    """Write into the user's history what happened at the door, and from where. The caller commits."""
    write_changes(db.session(), [change_row(user, kind, _address(), actor_id)])


def _address() -> dict[str, list[Any]]:
    return {"address": [None, request.remote_addr or ""]}
