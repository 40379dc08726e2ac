"""The options that the measurements over a filled database share."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path

from bench._databases import KINDS


def parser(about: str | None, *, customers: int = 20_000) -> ArgumentParser:
    """How many customers, made of which seed, where, and whether to keep them for the next run."""
    found = ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)
    found.add_argument("--customers", type=int, default=customers)
    found.add_argument("--seed", type=int, default=1)
    found.add_argument("--database", choices=(*KINDS, "both"), default="both")
    found.add_argument("--keep", type=Path, help="folder in which filled databases stay for the next run")
    return found


def kinds(options: Namespace) -> tuple[str, ...]:
    """The databases that are wanted."""
    return KINDS if options.database == "both" else (options.database,)
