"""A production web server, gunicorn with sync workers, on a loopback port."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench._databases import KEY, Place
from tests.support.postgres import free_port

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = "bench._served:app"
START_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """A running server; `seconds` is how long it took until it answered."""

    port: int
    pid: int
    seconds: float


@contextmanager
def serve(target: str, place: Place, *options: str, port: int = 0, **environment: str) -> Iterator[Server]:
    """Serve `module:application` over the database of `place` while the block runs."""
    port = port or free_port()
    configured = ("--config", "deploy/gunicorn.conf.py") if target == PRODUCT else ()
    command = [sys.executable, "-m", "gunicorn", target, *configured, "--bind", f"127.0.0.1:{port}", "--timeout", "180"]
    command += ["--log-level", "error", *(options or ("--workers", "2"))]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(place) | environment, stdin=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield Server(port, process.pid, time.monotonic() - began)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(place: Place) -> Mapping[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KEHU_")}
    return inherited | {
        "KEHU_DATABASE_URI": place.uri,
        "KEHU_DATA_DIR": str(place.folder),
        "KEHU_SECRET_KEY": KEY,
        "KEHU_ENV": "production",
        "KEHU_PLAIN_HTTP": "1",
    }


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            if process.poll() is not None:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.02)
    raise RuntimeError("the server does not answer")
