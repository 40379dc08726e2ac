"""Links by which people choose a password themselves, so that nobody else ever knows it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from app.core.access import system_access
from app.core.clock import now
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.system import actions
from app.system.authentication import note_change
from app.system.models.password_link import PasswordLink
from app.system.models.user import User
from app.system.sessions import digest_of

# An invitation waits for a colleague's first day; who has forgotten a password sits before the screen.
INVITED, FORGOTTEN = timedelta(days=7), timedelta(hours=1)
USELESS = N_("This link is no longer good. Ask for a new one.")


def make_link(user: User, lasting: timedelta) -> str:
    """The path of a link for `user`; an earlier one is good no more. The caller commits."""
    _forget(PasswordLink.user_id == user.id)
    token = secrets.token_urlsafe(32)
    db.session.add(PasswordLink(user_id=user.id, digest=digest_of(token), expires_at=now() + lasting))
    note_change(user, "password_link", None, True)
    return f"/choose-password/{token}"


def lasting_for(user: User) -> timedelta:
    """How long a link for `user` is good: longer for the first password."""
    return FORGOTTEN if user.last_login else INVITED


def user_of(token: str) -> User | None:
    """Whose link this is, if it is good."""
    statement = (
        select(User)
        .join(PasswordLink, PasswordLink.user_id == User.id)
        .where(PasswordLink.digest == digest_of(token), PasswordLink.expires_at > now(), User.active.is_(True))
    )
    return db.session.execute(statement).scalar_one_or_none()


def choose_password(token: str, password: str) -> User:
    """Give the password to whom the link belongs, and end the link. The caller commits, or rolls a refusal back.

    Two who use one link at the same moment: the row is deleted once only.
    """
    user = user_of(token)
    used = delete(PasswordLink).where(PasswordLink.digest == digest_of(token)).returning(PasswordLink.id)
    if user is None or db.session.execute(used).scalar_one_or_none() is None:
        raise RuleError(USELESS)
    with system_access("somebody chooses a password by a link"):
        actions.store_chosen_password(user, password)
        db.session.flush()
    return user


def clear_links() -> None:
    """Forget links that are good no more. The caller commits."""
    _forget(PasswordLink.expires_at < now())


def _forget(*which: Any) -> None:
    db.session.execute(delete(PasswordLink).where(*which).execution_options(synchronize_session=False))
