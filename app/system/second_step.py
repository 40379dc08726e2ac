"""Logging in in two steps: the password, then a code of the person's telephone (TOTP, RFC 6238) or a recovery code.

The secret of a telephone is made from the system's key and a stored random value, so neither the database nor a copy
of it is enough to make codes; a new key of the system means setting the second step up anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection
from typing import Any

import pyotp
import segno
from flask import current_app
from sqlalchemy import delete, or_, select, update

from app.core.clock import now
from app.core.db import db
from app.core.history import note_changes
from app.system.actions import one_time_password
from app.system.authentication import note_change
from app.system.holdings import roles_in_two_steps
from app.system.models.second_step import RecoveryCode, RoleLogin
from app.system.models.user import Role, User, UserProfile
from app.system.sessions import digest_of, end_other_sessions

ISSUER = "Kehu"
STEP = 30  # seconds
# A telephone's clock may be wrong by one step, and people type slowly.
AROUND = (0, -1, 1)
RECOVERY_CODES = 10


def new_nonce() -> str:
    """The random part of a secret to be set up. By itself it is worth nothing."""
    return secrets.token_urlsafe(24)


def secret_of(user_id: int, nonce: str) -> str:
    """What the telephone keeps, in base 32."""
    key = current_app.config["SECRET_KEY"].encode()
    made = hmac.new(key, f"second step:{user_id}:{nonce}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:20]).decode()


def picture(user: User, secret: str) -> str:
    """The secret as an SVG picture that the telephone reads."""
    address = pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=user.username, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_inline(border=4, light="#fff", omitsize=True)  # type: ignore[no-any-return]


def is_on(user: User) -> bool:
    """Whether `user` logs in in two steps."""
    return user.profile is not None and user.profile.totp_nonce is not None


def step_of(secret: str, typed: str) -> int | None:
    """The step of time to which a code belongs; None where it is wrong or too old."""
    present, asked = int(now().timestamp()) // STEP, "".join(typed.split())
    for step in (present + shift for shift in AROUND):
        if asked.isascii() and hmac.compare_digest(pyotp.TOTP(secret, interval=STEP).at(step * STEP), asked):
            return step
    return None


def turn_on(user: User, nonce: str, step: int) -> list[str]:
    """Ask `user` for a code from now on and return the recovery codes; other logins end. The caller commits.

    `step` is that of the code which proved that the telephone works: it is not taken again.
    """
    _store(user.id, totp_nonce=nonce, totp_step=step)
    note_change(user, "second_step", False, True)
    end_other_sessions(user.id)
    return new_recovery_codes(user)


def turn_off(user: User) -> None:
    """Let the password be enough again. The caller commits."""
    _store(user.id, totp_nonce=None, totp_step=None)
    _forget_codes(user.id)
    note_change(user, "second_step", True, False)


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes, each good once; those of before are good no more. The caller commits."""
    _forget_codes(user.id)
    codes = [one_time_password() for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, digest=digest_of(_plain(code))) for code in codes)
    return codes


def codes_left(user_id: int) -> int:
    """How many recovery codes are still good."""
    return len(db.session.execute(select(RecoveryCode.id).where(RecoveryCode.user_id == user_id)).all())


def code_fits(user: User, typed: str) -> bool:
    """Use up a code of `user`, of the telephone or for recovery; False where it is none. The caller commits.

    Of two who send one code at the same moment, one changes the row.
    """
    step = step_of(secret_of(user.id, user.profile.totp_nonce), typed)
    if step is None:
        which = (RecoveryCode.user_id == user.id, RecoveryCode.digest == digest_of(_plain(typed)))
        used: Any = delete(RecoveryCode).where(*which).returning(RecoveryCode.id)
    else:
        fresh = or_(UserProfile.totp_step.is_(None), UserProfile.totp_step < step)
        used = update(UserProfile).where(UserProfile.user_id == user.id, fresh).values(totp_step=step)
        used = used.returning(UserProfile.user_id)
    return db.session.execute(used.execution_options(synchronize_session=False)).first() is not None


def _plain(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _store(user_id: int, **values: Any) -> None:
    later = update(UserProfile).where(UserProfile.user_id == user_id).values(values)
    db.session.execute(later.execution_options(synchronize_session="fetch"))


def _forget_codes(user_id: int) -> None:
    gone = delete(RecoveryCode).where(RecoveryCode.user_id == user_id)
    db.session.execute(gone.execution_options(synchronize_session=False))


def is_missing(user: User) -> bool:
    """Whether a role of `user` asks for a second step that is not set up yet."""
    return not is_on(user) and any(role.id in roles_in_two_steps() for role in user.roles)


def require(roles: Collection[Role], *, required: bool) -> None:
    """Ask the members of these roles for a second step, or leave it to them. The caller commits."""
    present = {row.role_id: row for row in db.session.execute(select(RoleLogin)).scalars()}
    for role in roles:
        if required == (role.id in present):
            continue
        if required:
            db.session.add(RoleLogin(role_id=role.id))
        else:
            db.session.delete(present[role.id])
        note_changes(db.session(), role, {"two_steps": [not required, required]})
