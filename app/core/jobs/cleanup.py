"""Clearing away what finished jobs left behind."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.jobs.model import Job

# A folder without a row is younger than this while its job is still running or about to be committed.
GRACE = timedelta(days=1)


def delete_finished(session: Session, before: datetime) -> int:
    """Delete the jobs that ended before `before`; returns how many. Their files go with the next `remove_orphans`."""
    gone = session.execute(delete(Job).where(Job.finished_at < before).execution_options(synchronize_session=False))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def remove_orphans(session: Session, results: Path, grace: timedelta = GRACE) -> int:
    """Remove result folders that belong to no job and are older than `grace`; returns how many."""
    kept = {name.split("/")[0] for name in session.scalars(select(Job.result_file)) if name}
    removed = 0
    for folder in results.iterdir() if results.is_dir() else ():
        age = now() - datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        if folder.name not in kept and age > grace:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed
