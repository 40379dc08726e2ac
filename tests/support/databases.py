"""Initialised databases: `flask kehu init` fills one template of each kind, and tests get copies of it."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from functools import cached_property
from itertools import count
from pathlib import Path

from tests.support.postgres import PostgresServer
from tests.support.processes import Installation
from tests.support.run_folder import RunFolder


class Databases(ABC):
    """Databases of one kind, and the data folders beside them."""

    kind: str

    def __init__(self, run: RunFolder) -> None:
        self.run = run
        self.folder = run.path / self.kind
        self.folder.mkdir(exist_ok=True)
        self._numbers = count(1)

    @abstractmethod
    def create(self, name: str) -> str:
        """Make an empty database and return its URI."""

    @abstractmethod
    def clone(self, source: str, name: str) -> str:
        """Copy the database called `source`, which nobody uses, and return the copy's URI."""

    @abstractmethod
    def drop(self, name: str) -> None: ...

    def empty(self) -> Installation:
        """A database without a table."""
        name = self._new_name()
        return Installation(self.create(name), self._data_dir(name))

    def initialised(self) -> Installation:
        """A database as `flask kehu init` leaves it, of its own."""
        name = self._new_name()
        return Installation(self.clone(self._template, name), self._data_dir(name))

    def discard(self, installation: Installation) -> None:
        """Drop an installation's database and files."""
        self.drop(installation.data_dir.name)
        shutil.rmtree(installation.data_dir)

    @cached_property
    def _template(self) -> str:
        """The name of the initialised database that is only ever copied, made by the first process that needs it."""
        folder = self.folder / "template"
        with self.run.exclusively(f"template-{self.kind}"):
            if not (folder / "ready").exists():
                Installation(self.create("template"), self._data_dir("template")).flask("kehu", "init")
                (folder / "ready").touch()
        return "template"

    def _new_name(self) -> str:
        return f"{self.run.process}_{next(self._numbers)}"

    def _data_dir(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        return folder


class SqliteDatabases(Databases):
    kind = "sqlite"

    def create(self, name: str) -> str:
        return f"sqlite:///{self._file(name)}"

    def clone(self, source: str, name: str) -> str:
        shutil.copyfile(self._file(source), self._file(name))
        return self.create(name)

    def drop(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._file(name + suffix).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        stem, dash, suffix = name.partition("-")
        return self.folder / f"{stem}.sqlite3{dash}{suffix}"


class PostgresDatabases(Databases):
    kind = "postgresql"

    @cached_property
    def server(self) -> PostgresServer:
        return self.run.postgres()

    def create(self, name: str) -> str:
        return self.server.create(f"kehu_{name}")

    def clone(self, source: str, name: str) -> str:
        return self.server.create(f"kehu_{name}", template=f"kehu_{source}")

    def drop(self, name: str) -> None:
        self.server.drop(f"kehu_{name}")
