"""The folder that all processes of one test run share: the databases lie in it, and it goes when the run ends."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.postgres import PostgresServer, start_server

PREFIX = "kehu-tests-"
OWNER = "owner.lock"


@dataclass(frozen=True)
class RunFolder:
    """`process` tells the processes of a run apart: they may not give two databases one name."""

    path: Path
    process: str

    @classmethod
    def create(cls) -> RunFolder:
        """A folder owned by this process for as long as it lives; those of runs that were killed are cleared away."""
        remove_abandoned()
        run = cls(Path(tempfile.mkdtemp(prefix=PREFIX)), "main")
        hold(run.path / "owner.new")
        (run.path / "owner.new").rename(run.path / OWNER)
        return run

    @contextmanager
    def exclusively(self, name: str) -> Iterator[None]:
        """Let one process at a time run the block called `name`."""
        with (self.path / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def postgres(self) -> PostgresServer:
        """The server of this run, started by whichever process asks first."""
        with self.exclusively("postgres"):
            if not self._server_file.exists():
                self._server_file.write_text(json.dumps(start_server().to_json()))
            return PostgresServer.from_json(json.loads(self._server_file.read_text()))

    def remove(self) -> None:
        """Stop the server, if there is one, and delete everything; for the process that created the folder."""
        if self._server_file.exists():
            self.postgres().stop()
        shutil.rmtree(self.path)

    @property
    def _server_file(self) -> Path:
        return self.path / "postgres.json"


def hold(lock: Path) -> None:
    """Lock a file until this process ends; BlockingIOError when another process holds it."""
    descriptor = os.open(lock, os.O_CREAT | os.O_WRONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise


def remove_abandoned() -> None:
    """Clear away the folders, and stop the servers, of runs that ended without the chance to do so."""
    for owner in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{OWNER}"):
        # Ours to remove if nobody holds it; gone, or another user's, if it cannot be opened.
        with suppress(BlockingIOError, FileNotFoundError, PermissionError):
            hold(owner)
            RunFolder(owner.parent, "").remove()
