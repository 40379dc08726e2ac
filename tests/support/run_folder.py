"""The folder that all processes of one test run share: the databases lie in it, and it goes when the run ends."""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.postgres import PostgresServer, start_server


@dataclass(frozen=True)
class RunFolder:
    """`process` tells the processes of a run apart: they may not give two databases one name."""

    path: Path
    process: str

    @classmethod
    def create(cls) -> RunFolder:
        return cls(Path(tempfile.mkdtemp(prefix="kehu-tests-")), "main")

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
