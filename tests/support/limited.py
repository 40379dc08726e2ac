"""A program in a process of its own that the system ends when it works too long."""

from __future__ import annotations

import resource
import subprocess
import sys
import textwrap

SECONDS = 20  # of processor time: what is linear needs less than two, what is quadratic minutes


def ends_in_time(program: str) -> None:
    """Run `program` (Python, indented as one likes); CalledProcessError if it fails or needs more than SECONDS."""
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, preexec_fn=_limit)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
