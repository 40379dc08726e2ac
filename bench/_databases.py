"""Where the bench keeps what it fills: a PostgreSQL server of its own on a loopback port, or a SQLite file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

from app import factory
from app.system import setup
from bench._customers import Customers
from bench._filling import fill
from tests.support.postgres import DURABLE, FAST, PostgresServer, find_binaries, free_port

KINDS = ("sqlite", "postgresql")
KEY = "bench-7f3a9c1e5d8b2046-0c4e8a6f2b9d7135"


@dataclass(frozen=True)
class Place:
    """A database and the folder beside it. `server` is None for SQLite."""

    uri: str
    folder: Path
    server: PostgresServer | None = None

    @property
    def kind(self) -> str:
        return "postgresql" if self.server else "sqlite"

    def application(self) -> Any:
        """The product on this database."""
        return factory.create_app(self.settings)

    @property
    def settings(self) -> dict[str, str]:
        """What the product needs to know of it."""
        return {"SQLALCHEMY_DATABASE_URI": self.uri, "KEHU_DATA_DIR": str(self.folder), "SECRET_KEY": KEY}

    def version(self) -> str:
        """The name and version of the database."""
        import sqlite3

        if self.server is None:
            return f"SQLite {sqlite3.sqlite_version}"
        with psycopg.connect(self.uri) as connection:
            return f"PostgreSQL {connection.info.server_version // 10_000}.{connection.info.server_version % 10_000}"


@contextmanager
def filled(kind: str, customers: int, seed: int, keep: Path | None = None) -> Iterator[tuple[Place, Customers]]:
    """A filled database while the block runs; with `keep` it stays in that folder, and is used again as it is."""
    folder = (keep or Path(mkdtemp(prefix="kehu-bench-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the database server may be another user
    name = f"kehu_{customers}_{seed}"
    try:
        with _sqlite(folder, name) if kind == "sqlite" else _postgres(folder, name) as place:
            yield place, _fill(place, customers, seed)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _fill(place: Place, customers: int, seed: int) -> Customers:
    """Fill it where it is not; a server is restarted, so that measuring happens with the settings of a real one."""
    app = place.application()
    with app.app_context():
        setup.initialise(app)
        planned = fill(customers, seed)
        from app.core.db import db

        db.session.remove()
        db.engine.dispose()
    if place.server:
        place.server.halt()
        place.server.start(DURABLE)
    return planned


@contextmanager
def _sqlite(folder: Path, name: str) -> Iterator[Place]:
    yield Place(f"sqlite:///{folder / name}.sqlite3", folder)


@contextmanager
def _postgres(folder: Path, name: str) -> Iterator[Place]:
    home = folder / "postgresql"
    server = PostgresServer(find_binaries(), home, free_port())
    if not (home / "data").exists():
        server.initialise()
    server.start(FAST)
    try:
        with psycopg.connect(server.uri("postgres"), autocommit=True) as connection:
            known = [row[0] for row in connection.execute("SELECT datname FROM pg_database")]
        yield Place(server.uri(name) if name in known else server.create(name), folder, server)
    finally:
        server.halt()


def postmaster(server: PostgresServer) -> int:
    """The process id of a running server."""
    return int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
