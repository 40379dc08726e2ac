"""Configuration from the environment; see README.md for the variables."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
PRODUCTION = "production"
KNOWN_KEYS = frozenset({"", "secret", "changeme", "dev", "development"})


def load() -> dict[str, Any]:
    """The application's settings; refuses to start in production on a missing or well-known key."""
    data_dir = Path(os.environ.get("KEHU_DATA_DIR", ROOT / "data")).resolve()
    production = os.environ.get("KEHU_ENV") == PRODUCTION
    https = os.environ.get("KEHU_HTTPS") == "1"
    if production and not https and os.environ.get("KEHU_PLAIN_HTTP") != "1":
        raise SystemExit("In production set KEHU_HTTPS=1, or KEHU_PLAIN_HTTP=1 to serve without encryption.")
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
    }


def _secret_key(data_dir: Path, production: bool) -> str:
    key = os.environ.get("KEHU_SECRET_KEY", "")
    if production and key in KNOWN_KEYS:
        raise SystemExit("In production KEHU_SECRET_KEY must be set to a long random value.")
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
