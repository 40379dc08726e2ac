"""Two people who install on different days get the same system, from whichever mirror is near them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"[a-z0-9.-]+==[\w.]+( ; [^#]+)?( +# via .+)?$")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_requirement_is_exact(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if not line.startswith("#")]
    loose = [line for line in lines if not PIN.match(line)]
    assert lines
    assert not loose, f"Compile {name} as its .in file says: {loose}"


def test_every_direct_requirement_is_compiled():
    for name in ("requirements", "requirements-dev"):
        pinned = {line.split("==")[0] for line in (ROOT / f"{name}.txt").read_text().splitlines()}
        wanted = re.findall(r"^[\w-]+", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
        missing = {word.lower().replace("_", "-") for word in wanted if not word.startswith("-")} - pinned
        assert not missing, f"Compile {name}.txt as {name}.in says: {missing}"


def test_every_browser_library_is_exact_and_names_no_host():
    package = json.loads((ROOT / "package.json").read_text())
    versions = package["dependencies"] | package["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values()), versions
    assert "://" not in (ROOT / "package-lock.json").read_text(), "npm config set omit-lockfile-registry-resolved true"
