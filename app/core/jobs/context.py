"""What a handler gets to do its work with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import db
from app.core.jobs.failures import plain
from app.core.jobs.heartbeat import Heartbeat
from app.core.jobs.lease import Claim, write
from app.core.jobs.results import ResultFile

# Seconds. A writer that waits for SQLite's lock looks every 0.1 s: where transactions follow each other without such a
# gap it never finds the lock free, and after five seconds it gives up.
BUSY, ROOM = 0.4, 0.1


class JobContext:
    """One run of a job, seen from its handler. Not for use outside the handler's thread."""

    def __init__(self, claim: Claim, heartbeat: Heartbeat, result_file: ResultFile) -> None:
        self._claim = claim
        self._heartbeat = heartbeat
        self._result_file = result_file
        self.job_id = claim.job_id
        self.attempt = claim.attempt
        self.created_by_id = claim.created_by_id
        self.checkpoint: dict[str, Any] = dict(claim.checkpoint)
        self._made_room = monotonic()

    def progress(self, done: int, total: int | None = None, message: str | None = None, **params: object) -> None:
        """Report `done` of `total` and a msgid with its params; cheap enough to call for every row.

        Call it between two transactions. It raises JobInterrupted when a person cancelled the job, the process stops
        or the lease was lost, and there that loses least; and on SQLite it lets other writers in from time to time.
        """
        columns: dict[str, Any] = {"progress_done": done, "progress_total": total}
        if message is not None:
            columns |= {"message": message, "message_params": plain(params)}
        self._heartbeat.report(**columns)
        self._heartbeat.raise_if_interrupted()
        self._make_room()

    def save_checkpoint(self, session: Session, data: Mapping[str, Any]) -> None:
        """Note in the transaction of `session` how far the data in it got; the caller commits both at once.

        A later attempt finds it in `checkpoint`. LeaseLost if another worker has the job by now: nothing is to be
        committed then.
        """
        self.checkpoint = dict(data)
        write(session, self._claim, checkpoint=self.checkpoint)

    def result_path(self, filename: str) -> Path:
        """Where to write the file a reader will download as `filename`; it appears only if the job succeeds."""
        return self._result_file.path(filename)

    def _make_room(self) -> None:
        if monotonic() - self._made_room < BUSY:
            return
        if db.engine.dialect.name == "sqlite" and not db.session().in_transaction():
            sleep(ROOM)
            self._made_room = monotonic()
