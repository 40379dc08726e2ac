"""Logins with a browser begin and end in the database, so that a copied cookie is worth nothing once they have ended.

Programs that logged in with a password hold a signed token, which names the user's epoch: a new epoch ends them all.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from flask import g, request, session
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.core.afterwards import write_afterwards
from app.core.clock import now
from app.core.db import db
from app.system.models.api_token import ApiToken
from app.system.models.user import User, UserProfile
from app.system.models.user_session import UserSession
from app.system.settings import setting

MARK = "kehu_session"
# How exactly it is known when somebody was last there.
COARSE = timedelta(minutes=5)


def digest_of(mark: str) -> str:
    """What is kept of a random mark: it has 256 bits, so nothing slower is needed."""
    return hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()


def open_session(user: User) -> None:
    """Let the browser of this request be logged in as `user`; what the session knew before, but the language, goes.

    The caller commits, then tells Flask-Login.
    """
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    session[MARK] = secrets.token_urlsafe(32)
    db.session.add(new_row(user, session[MARK], request.remote_addr or "", request.user_agent.string))


def new_row(user: User, mark: str, address: str = "", agent: str = "") -> UserSession:
    """A login of `user` that begins now."""
    moment = now()
    return UserSession(
        user_id=user.id,
        digest=digest_of(mark),
        created_at=moment,
        seen_at=moment,
        address=address[:60],
        agent=agent[:300],
    )


def is_over(row: Any) -> bool:
    """Whether a login was unused for too long, or has lasted for too long."""
    idle, whole = _limits()
    return bool(now() - row.seen_at > idle + COARSE or now() - row.created_at > whole)


def _limits() -> tuple[timedelta, timedelta]:
    return timedelta(minutes=setting("session_idle_minutes")), timedelta(hours=setting("session_hours"))


def own_session_id() -> int | None:
    """The id of the login that this request belongs to."""
    return getattr(g, "kehu_session_id", None)


def remember_seen(row: Any) -> None:
    """Note which login this request belongs to, and every few minutes that it is still in use."""
    g.kehu_session_id = row.id
    if now() - row.seen_at > COARSE:
        write_afterwards(update(UserSession).where(UserSession.id == row.id).values(seen_at=now()))


def sessions_of(user_id: int) -> Sequence[UserSession]:
    """The logins of a user that still hold, the last used first."""
    idle, whole = _limits()
    statement = select(UserSession).where(
        UserSession.user_id == user_id,
        UserSession.seen_at > now() - idle - COARSE,
        UserSession.created_at > now() - whole,
    )
    return db.session.execute(statement.order_by(UserSession.seen_at.desc(), UserSession.id.desc())).scalars().all()


def end_session(user_id: int, session_id: int) -> None:
    """End one login of a user. The caller commits."""
    _delete(db.session(), UserSession.user_id == user_id, UserSession.id == session_id)


def end_other_sessions(user_id: int) -> None:
    """End all logins of a user but the one of this request, and those of programs. The caller commits."""
    _delete(db.session(), UserSession.user_id == user_id, UserSession.id != (own_session_id() or 0))
    begin_epoch(db.session(), [user_id])


def end_own_session(user_id: int) -> None:
    """End the login that this request belongs to, and those of programs with the same password. The caller commits."""
    end_session(user_id, own_session_id() or 0)
    begin_epoch(db.session(), [user_id])


def end_all(session: Session, user_ids: Collection[int]) -> None:
    """End whatever logins these users have, and their keys, at the next request of any process after the commit."""
    _delete(session, UserSession.user_id.in_(user_ids))
    keys = delete(ApiToken).where(ApiToken.user_id.in_(user_ids))
    session.execute(keys.execution_options(synchronize_session=False))
    begin_epoch(session, user_ids)


def begin_epoch(session: Session, user_ids: Collection[int]) -> None:
    """Refuse the tokens that programs got for these users' passwords until now."""
    for user_id in user_ids:
        later = update(UserProfile).where(UserProfile.user_id == user_id).values(login_epoch=uuid.uuid4().hex)
        session.execute(later.execution_options(synchronize_session=False))


def epoch_of(user_id: int) -> str:
    """The present epoch of a user; empty for nobody."""
    statement = select(UserProfile.login_epoch).where(UserProfile.user_id == user_id)
    return db.session.execute(statement).scalar_one_or_none() or ""


def clear_sessions() -> None:
    """Forget the logins that are over by themselves. The caller commits."""
    idle, whole = _limits()
    over = or_(UserSession.seen_at < now() - idle - COARSE, UserSession.created_at < now() - whole)
    _delete(db.session(), over)


def _delete(session: Session, *which: Any) -> None:
    session.execute(delete(UserSession).where(*which).execution_options(synchronize_session=False))
