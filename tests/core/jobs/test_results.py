"""Files of jobs: whole or absent, within their folder, cleared away with their rows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.core.clock import now
from app.core.jobs.cleanup import delete_finished, remove_orphans
from app.core.jobs.results import ResultFile, result_location
from app.core.jobs.worker import results_folder
from tests.core.jobs.conftest import Clock
from tests.core.jobs.harness import System


def test_a_file_has_its_final_name_only_once_published(tmp_path: Path) -> None:
    file = ResultFile(tmp_path)
    file.path("客户.csv").write_bytes(b"1")
    assert result_location(tmp_path, f"{next(tmp_path.iterdir()).stem}/客户.csv") is None
    named = file.publish()
    assert named is not None
    assert (tmp_path / named).read_bytes() == b"1"
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_is_published_without_a_file(tmp_path: Path) -> None:
    assert ResultFile(tmp_path / "results").publish() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../a.csv", "/etc/passwd", "a/b.csv", "..", ".hidden", "a\\b.csv"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a plain file name"):
        ResultFile(tmp_path).path(name)


def test_a_job_has_one_result_file(tmp_path: Path) -> None:
    file = ResultFile(tmp_path)
    assert file.path("a.csv") == file.path("a.csv")
    with pytest.raises(ValueError, match="one result file"):
        file.path("b.csv")


def test_a_stored_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"1")
    root = tmp_path / "results"
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "secret")
    assert result_location(root, "../secret") is None
    assert result_location(root, str(tmp_path / "secret")) is None
    assert result_location(root, "link") is None


def test_files_go_after_their_rows_and_leftovers_after_a_day(system: System, clock: Clock) -> None:
    root = results_folder(system.app)
    for _ in range(2):
        system.enqueue("report", {"filename": "a.csv"})
        system.worker().run_one()
        clock.forward(timedelta(hours=1))
    ResultFile(root).path("left by a killed run")
    with system.session() as session, session.begin():
        assert delete_finished(session, now() - timedelta(minutes=90)) == 1
    assert remove(system, root) == 0
    clock.forward(timedelta(days=1))
    assert remove(system, root) == 2
    assert [job.result_file for job in system.jobs()] == [f"{folder.name}/a.csv" for folder in root.iterdir()]


def remove(system: System, root: Path) -> int:
    with system.session() as session:
        return remove_orphans(session, root)
