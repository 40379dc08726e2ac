"""A test run that is killed leaves nothing for ever: the next run clears it away."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest

from tests.support.processes import ROOT
from tests.support.run_folder import RunFolder, hold, remove_abandoned

OWNER = "from tests.support.run_folder import RunFolder; run = RunFolder.create(); print(run.path, flush=True); input()"


@pytest.fixture
def temporary_files(tmp_path, monkeypatch):
    """A folder for temporary files, of this process and of those it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    yield tmp_path
    monkeypatch.setattr("tempfile.tempdir", None)


@pytest.fixture
def owner(temporary_files):
    """Another process with a run folder."""
    command = [sys.executable, "-c", OWNER]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_the_folder_of_a_killed_run_is_removed(owner, temporary_files):
    folder = owner.stdout.readline().strip()
    owner.kill()
    owner.wait()
    assert [str(path) for path in temporary_files.iterdir()] == [folder]
    remove_abandoned()
    assert not os.path.exists(folder)


def test_the_folder_of_a_living_run_stays(owner, temporary_files):
    folder = owner.stdout.readline().strip()
    remove_abandoned()
    assert os.path.exists(folder)


def test_a_removed_folder_takes_its_server_along(tmp_path):
    run = RunFolder(tmp_path / "run", "main")
    run.path.mkdir()
    server = run.postgres()
    run.remove()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.uri("postgres"), connect_timeout=5)
    assert not server.folder.exists()


def test_a_lock_is_held_by_one(tmp_path):
    hold(tmp_path / "lock")
    with pytest.raises(BlockingIOError):
        hold(tmp_path / "lock")
