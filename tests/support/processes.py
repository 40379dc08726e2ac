"""The application's real commands and its real server, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.support.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
ADMIN_PASSWORD = "Beijing-2026-spring"
START_SECONDS = 180
STOP_SECONDS = 20


@dataclass(frozen=True)
class Installation:
    """A database and a data folder, as one running system has them."""

    uri: str
    data_dir: Path

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of this installation sees; nothing of the developer's own set-up leaks in."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KEHU_")}
        own = {
            "KEHU_DATABASE_URI": self.uri,
            "KEHU_DATA_DIR": str(self.data_dir),
            "KEHU_SECRET_KEY": "only-for-tests-0123456789abcdef0123456789abcdef",
            "KEHU_ADMIN_PASSWORD": ADMIN_PASSWORD,
        }
        return inherited | own | more

    def flask(self, *arguments: str, **environment: str) -> str:
        """Run `flask …` and return its standard output; a failure raises with everything it said."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "run.py", *arguments],
            cwd=ROOT,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"flask {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout


@dataclass(frozen=True)
class LiveServer:
    """`run.py` answering on a loopback port."""

    installation: Installation
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def wait_until_healthy(self) -> None:
        """Return when /healthz answers 200; raise with the server's log when it ends or takes too long."""
        deadline = monotonic() + START_SECONDS
        while not self._healthy():
            if self._ended_within(0.1) or monotonic() > deadline:
                raise RuntimeError(f"the server did not come up:\n{self.log.read_text(errors='replace')}")

    def stop(self) -> None:
        self.process.terminate()
        if not self._ended_within(STOP_SECONDS):
            self.process.kill()
            self.process.wait()

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(self.url("/healthz"), timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _ended_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


@contextmanager
def serve(installation: Installation, **environment: str) -> Iterator[LiveServer]:
    """Run the server of an initialised installation while the block runs."""
    port = free_port()
    log = installation.data_dir / "server.log"
    settings = installation.environment(HOST="127.0.0.1", PORT=str(port), **environment)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "run.py"], cwd=ROOT, env=settings, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    server = LiveServer(installation, process, port, log)
    try:
        server.wait_until_healthy()
        yield server
    finally:
        server.stop()
