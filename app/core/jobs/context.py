"""What a handler gets to do its work with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.jobs.failures import plain
from app.core.jobs.heartbeat import Heartbeat
from app.core.jobs.lease import Claim, write
from app.core.jobs.results import ResultFile


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

    def progress(self, done: int, total: int | None = None, message: str | None = None, **params: object) -> None:
        """Report `done` of `total` and a msgid with its params; cheap enough to call for every row.

        Raises JobInterrupted when a person cancelled the job, the process stops or the lease was lost: call it
        between two transactions, where stopping loses least.
        """
        columns: dict[str, Any] = {"progress_done": done, "progress_total": total}
        if message is not None:
            columns |= {"message": message, "message_params": plain(params)}
        self._heartbeat.report(**columns)
        self._heartbeat.raise_if_interrupted()

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
