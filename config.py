"""Configuration from the environment; see README.md for the variables."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.core.errors import RuleError
from app.system.rules.passwords import check_password

ROOT = Path(__file__).resolve().parent
PRODUCTION = "production"
# Keys of examples and tests, and what people write until they have a better one.
KNOWN_KEYS = ("secret", "change", "dev", "test", "example", "only-for-tests", "your", "key", "kehu", "thisismy")
SHORTEST_KEY = 32  # characters


def load() -> dict[str, Any]:
    """The application's settings; refuses to start in production on well-known secrets."""
    data_dir = Path(os.environ.get("KEHU_DATA_DIR", ROOT / "data")).resolve()
    production = os.environ.get("KEHU_ENV") == PRODUCTION
    https = os.environ.get("KEHU_HTTPS") == "1"
    if production and not https and os.environ.get("KEHU_PLAIN_HTTP") != "1":
        raise SystemExit("In production set KEHU_HTTPS=1, or KEHU_PLAIN_HTTP=1 to serve without encryption.")
    if production and os.environ.get("KEHU_ADMIN_PASSWORD"):
        _refuse_known_password(os.environ["KEHU_ADMIN_PASSWORD"])
    data_dir.mkdir(parents=True, exist_ok=True)
    return {
        "KEHU_DATA_DIR": str(data_dir),
        "KEHU_ENV": PRODUCTION if production else "",
        "SECRET_KEY": _secret_key(data_dir, production),
        "SQLALCHEMY_DATABASE_URI": os.environ.get("KEHU_DATABASE_URI") or f"sqlite:///{data_dir / 'kehu.db'}",
        "SESSION_COOKIE_SECURE": https,
        # Longer than any login lasts: that is decided in the database.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
        "KEHU_HTTPS": https,
        # Where people open the system; links in mails begin with it.
        "KEHU_PUBLIC_URL": os.environ.get("KEHU_PUBLIC_URL", ""),
        **_mail(),
        # Names under which the system is reached; any, where none is said.
        "KEHU_HOSTS": os.environ.get("KEHU_HOSTS", "").replace(",", " ").split(),
        # How many proxies of ours stand in front and say whom they speak for.
        "KEHU_PROXIES": int(os.environ.get("KEHU_PROXIES") or 0),
    }


def _mail() -> dict[str, Any]:
    user = os.environ.get("KEHU_SMTP_USER", "")
    encryption = os.environ.get("KEHU_SMTP_ENCRYPTION") or ("starttls" if user else "none")
    if encryption not in ("none", "starttls", "tls"):
        raise SystemExit("KEHU_SMTP_ENCRYPTION is none, starttls or tls.")
    return {
        "KEHU_SMTP_HOST": os.environ.get("KEHU_SMTP_HOST", ""),
        "KEHU_SMTP_PORT": int(os.environ.get("KEHU_SMTP_PORT") or {"tls": 465, "starttls": 587}.get(encryption, 25)),
        "KEHU_SMTP_ENCRYPTION": encryption,
        "KEHU_SMTP_USER": user,
        "KEHU_SMTP_PASSWORD": os.environ.get("KEHU_SMTP_PASSWORD", ""),
        "KEHU_MAIL_FROM": os.environ.get("KEHU_MAIL_FROM") or "kehu@localhost",
    }


def _refuse_known_key(key: str) -> None:
    """SystemExit where others know the key, or guess it soon: with it they sign any session and token."""
    known = key.lower().startswith(KNOWN_KEYS) or len(set(key)) < 10
    if not key or known or len(key) < SHORTEST_KEY:
        raise SystemExit(
            f"In production KEHU_SECRET_KEY must be a random value of at least {SHORTEST_KEY} characters that nobody "
            'else has: python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )


def _refuse_known_password(password: str) -> None:
    """SystemExit where the first administrator would get a password that is tried first."""
    try:
        check_password(password, ["admin", "administrator"])
    except RuleError as refusal:
        raise SystemExit(f"In production KEHU_ADMIN_PASSWORD must be a good password. {refusal}") from None


def _secret_key(data_dir: Path, production: bool) -> str:
    key = os.environ.get("KEHU_SECRET_KEY", "")
    if production:
        _refuse_known_key(key)
    if key:
        return key
    kept = data_dir / "secret_key"
    if not kept.exists():
        # Two processes may start at once on an empty folder: the first file stands.
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return kept.read_text()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return kept.read_text()
