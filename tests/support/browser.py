"""A real browser, and the accessibility rules it is asked about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "pictures"  # of every screen; git ignores it
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb")


class NoBrowser(RuntimeError):
    """Chromium is not on this machine."""


def find_chromium() -> str:
    """The program named by KEHU_CHROMIUM, else the first Chromium on the path."""
    names = (os.environ.get("KEHU_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser("Chromium is not installed: apt-get install chromium fonts-noto-cjk, or set KEHU_CHROMIUM")
    return found


@contextmanager
def launched_browser() -> Iterator[Browser]:
    """A headless Chromium; a test opens its own context in it, with its own cookies."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def axe_source() -> str:
    """The script of axe-core, to be evaluated in a page."""
    if not AXE.is_file():
        raise FileNotFoundError(f"{AXE.name} is missing: run `python deploy/setup_frontend.py`")
    return AXE.read_text(encoding="utf-8")
