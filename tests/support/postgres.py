"""A private PostgreSQL server on a free loopback port, for the time of a test run."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

OWNER = "kehu"
# As a server of a distribution is set up, for measuring.
DURABLE = {"listen_addresses": "127.0.0.1"}
# Durability costs most of the time of a test and protects nothing here.
FAST = DURABLE | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
}


class NoPostgres(RuntimeError):
    """The server programs are not on this machine."""


def find_binaries() -> Path:
    """The folder of initdb and pg_ctl, newest major version first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    versions = sorted((f for f in folders if (f / "initdb").is_file()), key=lambda f: int(f.parent.name))
    if not versions:
        raise NoPostgres("PostgreSQL 15 or newer is not installed: apt-get install postgresql-15")
    return versions[-1]


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `folder` holds its data and its log."""

    binaries: Path
    folder: Path
    port: int

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> PostgresServer:
        return cls(Path(values["binaries"]), Path(values["folder"]), values["port"])

    def to_json(self) -> dict[str, Any]:
        """What another process needs to use this server."""
        return {"binaries": str(self.binaries), "folder": str(self.folder), "port": self.port}

    def uri(self, database: str) -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str = "template0") -> str:
        """Make a database, as a copy of `template`, and return its URI. Nobody may be connected to the template."""
        names = sql.Identifier(database), sql.Identifier(template)
        self._administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        return self.uri(database)

    def drop(self, database: str) -> None:
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def stop(self) -> None:
        """End the server, if it still runs, and delete its data."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._pg_ctl("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def initialise(self) -> None:
        """Make the folder and an empty cluster in it."""
        self.folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        locale = ("--locale=C.UTF-8", "--encoding=UTF8")
        run(self.binaries / "initdb", "-D", self.folder / "data", "-U", OWNER, "--auth=trust", "--no-sync", *locale)

    def start(self, settings: dict[str, str] = FAST) -> None:
        chosen = " ".join(f"-c {name}={value}" for name, value in settings.items())
        options = f"-p {self.port} -c unix_socket_directories={self.folder} {chosen}"
        self._pg_ctl("start", "-l", str(self.folder / "log"), "-o", options)

    def halt(self) -> None:
        """End the server and keep its data."""
        self._pg_ctl("stop", "-m", "fast")

    def _pg_ctl(self, *arguments: str) -> None:
        run(self.binaries / "pg_ctl", "-D", self.folder / "data", "-w", "-t", "60", *arguments)

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.uri("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def run(*command: str | Path) -> None:
    """Run a server program, as the user postgres when we are root (initdb refuses root)."""
    words = [str(part) for part in command]
    user = "postgres" if os.geteuid() == 0 else None
    # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
    with tempfile.TemporaryFile() as log:
        done = subprocess.run(words, user=user, group=user, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.seek(0)
        if done.returncode:
            raise RuntimeError(f"{words[0]} failed: {log.read().decode(errors='replace')}")


def start_server() -> PostgresServer:
    """Initialise and start a server; the caller stops it."""
    server = PostgresServer(find_binaries(), Path(tempfile.mkdtemp(prefix="kehu-postgres-")), free_port())
    server.initialise()
    server.start()
    return server
