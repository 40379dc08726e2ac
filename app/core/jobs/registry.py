"""Which jobs and schedules exist. Filled while the modules are imported, read afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.jobs.schedule import Schedule

# def handler(context: JobContext, **args) -> dict | None: what it returns is the job's result.
Handler = Callable[..., dict[str, Any] | None]
Right = tuple[str, str]  # permission and what it is held on
Needs = Callable[..., Right]


@dataclass(frozen=True)
class JobKind:
    """A kind of background work; `max_attempts` counts attempts that a crash or an unexpected error ended.

    `needs` tells from the arguments of a job which right it takes to start it, run it and fetch its file.
    """

    name: str
    label: str
    handler: Handler
    max_attempts: int
    needs: Needs | None = None


_kinds: dict[str, JobKind] = {}
_schedules: dict[str, Schedule] = {}


def job(name: str, *, label: str, max_attempts: int = 3, needs: Needs | None = None) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of the jobs called `name`.

    What it writes to `db.session` without committing becomes one transaction with the end of the job. A handler that
    commits in between says where it stands with `context.save_checkpoint`, or a second attempt repeats its work.
    """

    def register(handler: Handler) -> Handler:
        known = _kinds.get(name)
        if known is not None and known.handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"two jobs are called {name}")
        _kinds[name] = JobKind(name, label, handler, max_attempts, needs)
        return handler

    return register


def job_kind(name: str) -> JobKind:
    """The kind called `name`; KeyError if this version of the program has none."""
    return _kinds[name]


def job_kinds() -> list[JobKind]:
    """All kinds, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def register_schedule(schedule: Schedule) -> None:
    """Make `schedule` tick. ValueError if its key is taken by another one."""
    if _schedules.setdefault(schedule.key, schedule) != schedule:
        raise ValueError(f"two schedules are called {schedule.key}: give one of them a name")


def schedules() -> list[Schedule]:
    """All schedules, by key."""
    return [_schedules[key] for key in sorted(_schedules)]
