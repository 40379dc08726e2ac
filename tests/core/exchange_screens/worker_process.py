"""A worker of the whole application in a process of its own, with a lease short enough for a test to wait for."""

from __future__ import annotations

from datetime import timedelta

from app.core.jobs.worker import Worker, stop_on_signals
from app.factory import create_app

LEASE, LOOK_EVERY = timedelta(seconds=1), 0.05

if __name__ == "__main__":
    Worker(create_app(), lease=LEASE, poll=LOOK_EVERY).run_until_stopped(stop_on_signals())
