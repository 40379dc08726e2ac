"""Keys for programs: made and withdrawn by their owners, shown once, kept as digests.

The framework has keys of its own. They hash slowly and write with each request, know no scope that anything enforces,
and tell times without a zone (decision 0020).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from flask import current_app, g, request
from sqlalchemy import delete, select, update

from app.core.afterwards import write_afterwards
from app.core.clock import now
from app.core.db import READING_METHODS, db
from app.core.errors import RuleError
from app.core.rest.problems import refuse
from app.core.text import N_
from app.system.authentication import note_change
from app.system.enums import TokenScope
from app.system.models.api_token import ApiToken
from app.system.models.user import User
from app.system.sessions import COARSE, digest_of

PREFIX = "kehu_"
MOST = 20  # for one person
# How long an expired one is still shown to its owner, who may wonder why a program is refused.
SHOWN = timedelta(days=30)


def create_token(user: User, name: str, scope: str, days: int, module: str | None = None) -> str:
    """Make a key for a program of `user` and return it; nothing can show it again. The caller commits."""
    if len(tokens_of(user.id)) >= MOST:
        raise RuleError(N_("You have %(most)s keys already: withdraw one first."), field="name", most=MOST)
    token = PREFIX + secrets.token_urlsafe(32)
    moment = now()
    row = ApiToken(user_id=user.id, digest=digest_of(token), name=name, scope=scope, module=module, created_at=moment)
    row.expires_at = moment + timedelta(days=days)
    db.session.add(row)
    note_change(user, "api_token", None, name)
    return token


def tokens_of(user_id: int) -> Sequence[ApiToken]:
    """The keys of a user, the newest first."""
    statement = select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())
    return db.session.execute(statement).scalars().all()


def withdraw_token(user: User, token_id: int) -> None:
    """Refuse a key of `user` from the next request on. The caller commits."""
    found = next((token for token in tokens_of(user.id) if token.id == token_id), None)
    if found is not None:
        db.session.delete(found)
        note_change(user, "api_token", found.name, None)


def clear_tokens() -> None:
    """Forget keys that expired long ago. The caller commits."""
    old = delete(ApiToken).where(ApiToken.expires_at < now() - SHOWN)
    db.session.execute(old.execution_options(synchronize_session=False))


def note_use(token: ApiToken) -> None:
    """Let it be written down after the answer that the key was used."""
    if token.used_at is None or now() - token.used_at > COARSE:
        write_afterwards(update(ApiToken).where(ApiToken.id == token.id).values(used_at=now()))


def refuse_beyond(token: ApiToken) -> None:
    """Answer 403 where the request goes beyond what the key is for."""
    if token.scope == TokenScope.READ and request.method not in READING_METHODS:
        refuse(403, N_("This key may only read."))
    if token.module and _module_asked_for() not in (None, token.module):
        refuse(403, N_("This key is for another part of the system."))


def _module_asked_for() -> str | None:
    """The module of the entity that the request is about; None where it is about none."""
    for view in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
        if view.blueprint is not None and view.blueprint.name == request.blueprint:
            generated = getattr(view, "entity_view", None)
            return generated.entity.module if generated is not None else None
    return None


def let_in(user: User) -> None:
    """Let the request be this user's, as the framework knows it."""
    g.user = user
    g._api_key_user = True
