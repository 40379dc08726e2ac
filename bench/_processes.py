"""What running processes have used, read from /proc: processor time and memory of a process with all below it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def below(pid: int) -> list[int]:
    """The process and all of its descendants that live."""
    parents: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def processor_ms(pid: int) -> float:
    """Milliseconds of processor time of all of them so far."""
    spent = 0
    for one in below(pid):
        for task in (PROC / str(one) / "task").glob("*/schedstat"):
            with suppress(OSError):
                spent += int(task.read_text().split()[0])
    return spent / 1e6


def resident_mb(pid: int) -> float:
    """Megabytes of memory that a process holds, shared ones included."""
    return _status_mb(str(pid), "VmRSS")


def peak_mb() -> float:
    """The most megabytes that this process ever held."""
    return _status_mb("self", "VmHWM")


def _status_mb(process: str, name: str) -> float:
    with suppress(OSError):
        for line in (PROC / process / "status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0


def workers(pid: int) -> list[int]:
    """The processes right below one."""
    return [one for one in below(pid) if one != pid]
