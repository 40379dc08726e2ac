"""Passwords that everybody knows: of our own demo and tests, and what people type until they have a better one.

In production no server starts while somebody who may do everything still has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Flask
from sqlalchemy import select
from werkzeug.security import check_password_hash

from app.core.db import db
from app.system.holdings import active_administrators
from app.system.models.user import User

DEMO_PASSWORD = "Demo-2026"  # noqa: S105 (as public as the demo itself)
# Each costs a tenth of a second for each administrator at every start: few, and those that are really there.
KNOWN = (
    DEMO_PASSWORD, "admin", "Admin123", "admin123", "administrator", "password", "123456", "12345678", "changeme",
    "kehu", "kehu123", "Beijing-2026-spring", "Admin-pass-1",
)  # fmt: skip
MOST_INVENTED = 30


def refuse_known_passwords(app: Flask) -> None:
    """SystemExit in production where an administrator, or somebody of the demo company, has a known password."""
    if app.config["KEHU_ENV"] != "production":
        return
    with app.app_context():
        names = sorted(_guessed())
        db.session.remove()
    if names:
        raise SystemExit(
            f"In production nobody may have a password that everybody knows: {', '.join(names)}. "
            "Give them another one with “flask kehu new-password NAME”, or deactivate them."
        )


def _guessed() -> Iterator[str]:
    people = select(User.username, User.password).where(User.active.is_(True))
    administrators = people.where(User.id.in_(active_administrators()))
    for name, stored in db.session.execute(administrators).all():
        if _is_among(stored, dict.fromkeys((*KNOWN, name, f"{name}123"))):
            yield name
    # The demo company's colleagues, who never had another address.
    invented = people.where(User.email == User.username + "@example.com", User.id.not_in(active_administrators()))
    for name, stored in db.session.execute(invented.limit(MOST_INVENTED)).all():
        if _is_among(stored, [DEMO_PASSWORD]):
            yield name


def _is_among(stored: str | None, passwords: Iterable[str]) -> bool:
    return "$" in (stored or "") and any(check_password_hash(stored or "", password) for password in passwords)
