"""Files that jobs make: whole under their final name, or not there at all."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

UNFINISHED = ".part"


class ResultFile:
    """The one file of a run, in a folder with a name nobody can guess."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / secrets.token_hex(16)
        self._unfinished = self._folder.with_suffix(UNFINISHED)
        self._filename = ""

    def path(self, filename: str) -> Path:
        """Where to write the file that readers will know as `filename`. ValueError if that is no plain name."""
        if not filename or Path(filename).name != filename or filename.startswith(".") or "\\" in filename:
            raise ValueError(f"not a plain file name: {filename!r}")
        if self._filename not in ("", filename):
            raise ValueError(f"a job has one result file; this one has {self._filename!r} already")
        self._filename = filename
        self._unfinished.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._unfinished / filename

    def publish(self) -> str | None:
        """Give the file its final name, safe on the disk; returns it relative to the root. None without a file."""
        if not self._filename:
            return None
        _synchronise(self._unfinished / self._filename)
        _synchronise(self._unfinished)
        self._unfinished.rename(self._folder)
        _synchronise(self._root)
        return f"{self._folder.name}/{self._filename}"

    def discard(self, *, published: bool) -> None:
        """Remove what an unsuccessful run wrote, with `published` also under the final name."""
        shutil.rmtree(self._unfinished, ignore_errors=True)
        if published:
            shutil.rmtree(self._folder, ignore_errors=True)


def _synchronise(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def result_location(root: Path, result_file: str) -> Path | None:
    """The file of a job's `result_file`, None if it is gone; never a path outside `root`."""
    location = (root / result_file).resolve()
    return location if location.is_relative_to(root.resolve()) and location.is_file() else None
