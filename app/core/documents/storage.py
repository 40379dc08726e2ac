"""The files behind documents: each whole under a name nobody can guess, outside every folder that is served.

A file is written and safe on the disk before the row that names it is committed, and removed by the nightly clean-up
only, once no committed row names it. So neither a crash nor a refused deletion leaves a document without its file.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from flask import current_app
from sqlalchemy import select

from app.core.access import system_access
from app.core.clock import now
from app.core.documents.models import DocumentVersion
from app.core.errors import RuleError
from app.core.text import N_

CHUNK = 1 << 20
# Younger files may belong to a transaction that is about to be committed.
GRACE = timedelta(hours=1)
_NAME = re.compile(r"[0-9a-f]{40}")
# Windows has no such flag, and needs another one.
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Stored:
    """A file that is safe on the disk; `size` in bytes."""

    name: str
    size: int
    sha256: str


def folder() -> Path:
    """Where the files of all documents lie."""
    return Path(current_app.config["KEHU_DATA_DIR"]) / "documents"


def location(name: str) -> Path:
    """The path of a stored file. ValueError for what is no name of ours."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not the name of a stored file: {name!r}")
    return folder() / name[:2] / name[2:]


def store(content: BinaryIO) -> Stored:
    """Keep a file from its beginning to its end; RuleError where the disk has no room for it."""
    name = secrets.token_hex(20)
    path = location(name)
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        for above in (path.parent, folder(), folder().parent):
            _synchronise(above)
    except OSError as error:
        discard(name)
        raise RuleError(N_("The file could not be stored: is there space left on the disk?"), field="file") from error
    except BaseException:
        discard(name)
        raise
    return Stored(name, size, digest.hexdigest())


def discard(name: str) -> None:
    """Remove a file that no document has come to name."""
    location(name).unlink(missing_ok=True)


def open_stored(name: str) -> BinaryIO:
    """A stored file, for reading. FileNotFoundError where it is gone; a link is never followed."""
    try:
        return os.fdopen(os.open(location(name), os.O_RDONLY | _FLAGS), "rb")
    except (OSError, ValueError) as error:
        raise FileNotFoundError(name) from error


def remove_orphans(session: Any, grace: timedelta = GRACE) -> int:
    """Remove the files that no document names and that are older than `grace`; returns how many."""
    removed = 0
    for part in sorted(folder().iterdir()) if folder().is_dir() else ():
        old = [path for path in part.iterdir() if _age(path) > grace] if part.is_dir() else []
        known = _known(session, part.name) if old else set()
        for path in old:
            if part.name + path.name not in known:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _known(session: Any, beginning: str) -> set[str]:
    named = DocumentVersion.storage_name.between(beginning, beginning + "g")
    with system_access("which stored files belong to documents"):
        return set(session.scalars(select(DocumentVersion.storage_name).where(named)))


def _age(path: Path) -> timedelta:
    return now() - datetime.fromtimestamp(path.lstat().st_mtime, UTC)


def _synchronise(path: Path) -> None:
    if os.name == "nt":
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
