"""The job engine alone, as a program of its own: Flask, one database and handlers that a test can watch."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import threading
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from app.core.access import Principal, acting_user_id, current_principal, set_principal_loader
from app.core.db import db, engine_options
from app.core.errors import RuleError
from app.core.jobs.context import JobContext
from app.core.jobs.registry import Handler, job
from app.core.jobs.schedule import Schedule
from app.core.jobs.ticker import Ticker
from app.core.jobs.worker import Worker, stop_on_signals

# Seconds.
LOOK_EVERY = 0.05
EVERY_MINUTE = Schedule("note", "* * * * *", args={"text": "minute"})

# Apart from the application's own tables, which other tests count.
marks = Table(
    "mark",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("job_id", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("worker", String(40), nullable=False),
)


def wait_for_file(gate: str, context: JobContext | None = None) -> None:
    """Return when the file `gate` exists; with `context`, report progress meanwhile. Gives up after a minute."""
    deadline = monotonic() + 60
    while not Path(gate).exists():
        if monotonic() > deadline:
            raise TimeoutError(gate)
        if context:
            context.progress(1, 2, "Waiting for %(gate)s", gate=Path(gate).name)
        threading.Event().wait(LOOK_EVERY)


def mark(context: JobContext, step: int = 0) -> None:
    """Leave a trace of this run in the transaction of the session."""
    worker = os.environ.get("WORKER", "")
    values = {"job_id": context.job_id, "attempt": context.attempt, "step": step, "worker": worker}
    db.session.execute(insert(marks).values(values))


def note(context: JobContext, text: str = "") -> dict[str, Any]:
    mark(context)
    return {"text": text}


def held(context: JobContext, gate: str, talking: bool = True, late_mark: bool = False) -> None:
    """Stay under way until the file `gate` exists."""
    mark(context)
    db.session.commit()
    wait_for_file(gate, context if talking else None)
    if late_mark:
        mark(context, step=1)


def steps(context: JobContext, count: int, hold_at: int = -1, gate: str = "") -> None:
    """Leave `count` marks, each in a transaction with its checkpoint; before one of these commits, wait for a file."""
    for step in range(context.checkpoint.get("next", 0), count):
        mark(context, step)
        context.save_checkpoint(db.session(), {"next": step + 1})
        if step == hold_at:
            wait_for_file(gate)
        db.session.commit()
        context.progress(step + 1, count)


def bulk(context: JobContext, gate: str) -> None:
    """Write in transactions that follow each other closely until the file `gate` exists."""
    number = 0
    while not Path(gate).exists():
        number += 1
        mark(context, number)
        threading.Event().wait(LOOK_EVERY)
        db.session.commit()
        context.progress(number)


def refuse(context: JobContext) -> None:
    mark(context)
    raise RuleError("Only %(left)s are left.", left=3)


def crash(context: JobContext, until_attempt: int = 99, disk_full: bool = False) -> None:
    mark(context)
    if context.attempt < until_attempt:
        raise OSError(errno.ENOSPC, "secret path") if disk_full else ZeroDivisionError("secret")


def report(context: JobContext, filename: str, succeed: bool = True, gate: str = "") -> None:
    context.result_path(filename).write_text("客", encoding="utf-8")
    if gate:
        wait_for_file(gate)
    context.result_path(filename).write_text("客户\n", encoding="utf-8")
    if not succeed:
        raise RuleError("No.")


def who(_context: JobContext) -> dict[str, Any]:
    principal = current_principal()
    held = db.session().in_transaction()
    return {"user_id": acting_user_id(), "reason": principal.reason if principal else None, "in_transaction": held}


def once(context: JobContext) -> None:
    crash(context)


ATTEMPTS: dict[Handler, int] = {note: 3, held: 3, steps: 99, bulk: 3, refuse: 3, crash: 3, report: 3, who: 3, once: 1}


def register_handlers() -> None:
    for handler, attempts in ATTEMPTS.items():
        job(handler.__name__, label=handler.__name__, max_attempts=attempts)(handler)


def load_principal(user_id: int) -> Principal:
    return Principal(db.session.scalars(select(User.id).where(User.id == user_id)).one())


def build(uri: str, data_dir: str) -> Flask:
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=uri, SQLALCHEMY_ENGINE_OPTIONS=engine_options(uri), KEHU_DATA_DIR=data_dir
    )
    db.init_app(app)
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["worker", "stepped-clock", "clock"])
    parser.add_argument("--lease", type=float, default=15.0)
    options = parser.parse_args()
    register_handlers()
    set_principal_loader(load_principal)
    app = build(os.environ["KEHU_DATABASE_URI"], os.environ["KEHU_DATA_DIR"])
    stop = stop_on_signals()
    if options.role == "worker":
        Worker(app, lease=timedelta(seconds=options.lease), poll=LOOK_EVERY).run_until_stopped(stop)
    elif options.role == "clock":
        Ticker(app, plan=[EVERY_MINUTE]).run_until_stopped(stop)
    else:
        tick_on_request(Ticker(app, plan=[EVERY_MINUTE]))


def tick_on_request(ticker: Ticker) -> None:
    """Tick for each line on standard input and answer it."""
    for _line in sys.stdin:
        ticker.tick()
        print("ticked", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
