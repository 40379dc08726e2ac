"""Scorecard, row 11, for documents: hostile files are refused in little memory; none leaves the storage, none is lost.

The same for imported tables is in tests/core/exchange/test_hostile_files.py.
"""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.core.documents.files import HOSTILE, MEGABYTE, crowded
from tests.support.processes import ROOT

# A client that follows the rules of multipart forms cannot send these; test_file_types asks about them directly.
UNSENDABLE = ("a name that is a path on Windows", "a line break in the name")
SENT = {case: sent for case, sent in HOSTILE.items() if case not in UNSENDABLE}


@pytest.mark.parametrize(("name", "content", "reason"), SENT.values(), ids=SENT)
def test_a_hostile_upload_is_refused_in_words_and_leaves_nothing(
    app, ann, login, upload, documents, stored, name, content, reason
):
    outside = beside(app)
    page = upload(login(ann), name, content).text
    assert reason in page
    assert documents() == stored() == []
    assert beside(app) == outside


def beside(app) -> set[Path]:
    """What lies beside the data folder, but for what tests that run at the same moment put there."""
    found = Path(app.config["KEHU_DATA_DIR"]).parent.glob("*")
    return {path for path in found if not re.match(r"(gw\d+|main)_", path.name)}


def megabytes_used(path: Path, name: str) -> int:
    """How much the peak memory of a process of its own grows while it refuses the file."""
    program = f"""
        import resource
        from app.core.documents.rules.file_types import file_type
        from app.core.errors import RuleError
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            with open({str(path)!r}, "rb") as file:
                file_type(file, {name!r})
        except RuleError:
            print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout)


LARGE = {
    "a million entries": ("a.zip", lambda: crowded(1_000_000)),
    "fifty megabytes of nothing": ("a.msg", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * (50 * MEGABYTE)),
    "fifty megabytes of text and a zero": ("a.txt", lambda: b"x" * (50 * MEGABYTE) + b"\0"),
}


@pytest.mark.parametrize(("name", "make"), LARGE.values(), ids=LARGE)
def test_a_large_hostile_file_is_refused_in_little_memory(tmp_path, name, make):
    path = tmp_path / "upload"
    path.write_bytes(make())
    assert megabytes_used(path, name) <= 50
