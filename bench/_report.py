"""The figures of all runs so far as a page of the documentation; a new run of a size takes the place of the last."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from bench._cells import COLD, WARM

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "docs" / "performance.json"
PAGE = ROOT / "docs" / "performance.md"
# What others take, median ms at 200,000 companies on such a machine: django-crm-admin 3.1.0 and Creme 2.8.6.
PEERS = {
    "customer list": "396 / 266", "… sorted by name": "453 / 268", "… deep page": "441 / 259",
    "… last page": "449 / 260", "search, 50 hits, Latin": "614 / 205", "search, 50 hits, 2 characters": "629 / 210",
    "global search": "– / 1,001", "customer (360°)": "182 / 317", "customer form": "157 / 50",
    "contact form": "99 / 50", "create a customer (POST)": "32 / 27", "contact list": "479 / 316",
    "lead list": "1,881 / 383", "home page with its charts": "76 / 2,020",
}  # fmt: skip
INTRODUCTION = """# Performance

Written by `python -m bench.pages`; do not edit. One client after warm-up unless said otherwise, over HTTP, at gunicorn
with two sync workers; medians in milliseconds. Cold: a worker that was just started and has answered nothing but
`/healthz`. No answer is cached. On SQLite the limits are half as large again. Peers are medians of django-crm-admin
3.1.0 / Creme 2.8.6 at 200,000 companies on PostgreSQL 15, on a machine of this size.
"""


def keep(run: dict[str, Any], also: Path | None = None) -> None:
    """Write the run down among the others, as JSON and as a page; `also` gets this run alone."""
    runs = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    runs[f"{run['database'].split()[0]} {run['customers']}"] = run
    KEPT.write_text(json.dumps(runs, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    PAGE.write_text("\n".join([INTRODUCTION, *(line for name in sorted(runs) for line in _section(runs[name]))]))
    if also:
        also.write_text(json.dumps(run, ensure_ascii=False, indent=1))


def machine() -> dict[str, Any]:
    """How large this machine is, and how busy."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"cores": os.cpu_count(), "gigabytes": round(memory), "load": round(os.getloadavg()[0], 1)}


def _section(run: dict[str, Any]) -> list[str]:
    at, cells = run["machine"], run["cells"]
    met = sum(cell["met"] for cell in cells)
    twice = [c for c in cells if c["median"] > 2 * c["limit"]]
    lines = [
        f"## {run['database']}, {run['customers']:,} customers",
        "",
        f"{run['date']}; {at['cores']} cores, {at['gigabytes']} GB, load {at['load']} before; seed {run['seed']}, "
        f"{run['contacts']:,} contacts. **{met} of {len(cells)} cells** within their limits ({met / len(cells):.0%}), "
        f"{len(twice)} above twice the limit.",
        "",
        *_table(cells, run["yardsticks"]),
        *_misses(cells),
        *_others(run),
    ]
    return [*lines, ""]


def _table(cells: list[dict[str, Any]], yardsticks: list[dict[str, Any]]) -> list[str]:
    readers = list(dict.fromkeys(cell["reader"] for cell in cells))
    stock = {y["page"]: y["median"] for y in yardsticks if y["kind"] == "stock"}
    heads = [f"{reader}: warm / cold" for reader in readers]
    heads = [
        "page",
        "limit",
        *heads,
        "SQL: statements, ms",
        "processor: web, database",
        "rows",
        "kB",
        "stock FAB",
        "peers",
    ]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    found = {(cell["page"], cell["reader"], cell["state"]): cell for cell in cells}
    for page in dict.fromkeys(cell["page"] for cell in cells):
        first = found[page, readers[0], WARM]
        shown = [" / ".join(_told(found.get((page, r, state))) for state in (WARM, COLD)) for r in readers]
        against = f"{stock[page]:,.0f} (×{stock[page] / first['median']:.1f})" if page in stock else ""
        figures = [
            f"{first['statements']:.0f}, {first['sql']:.1f}",
            f"{first['web_cpu']:.0f}, {first['db_cpu']:.0f}",
            f"{first['rows']:.0f}",
            f"{first['size'] / 1000:.0f}",
        ]
        shown = [page, f"{first['limit']:.0f}", *shown, *figures, against, PEERS.get(page, "")]
        lines.append(f"| {' | '.join(shown)} |")
    return [*lines, ""]


def _told(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return "–"
    return f"{cell['median']:.0f}" if cell["met"] else f"**{cell['median']:.0f}**"


def _misses(cells: list[dict[str, Any]]) -> list[str]:
    """Each missed cell, with where its time goes."""
    missed = [cell for cell in cells if not cell["met"]]
    if not missed:
        return []
    lines = ["Missed (bold above), and where the time goes:", ""]
    lines += ["| page | reader | | median | p95 | limit | SQL | processor, web / database | statements |"]
    lines += ["|---|---|---|---|---|---|---|---|---|"]
    for c in missed:
        lines.append(
            f"| {c['page']} | {c['reader']} | {c['state']} | {c['median']:.0f} | {c['p95']:.0f} | {c['limit']:.0f} "
            f"| {c['sql']:.0f} | {c['web_cpu']:.0f} / {c['db_cpu']:.0f} | {c['statements']:.0f} |"
        )
    return [*lines, ""]


def _others(run: dict[str, Any]) -> list[str]:
    lines = ["| what | figure | limit |", "|---|---|---|"]
    lines += [f"| {name} | {value} | {limit} |" for name, value, limit in run["others"]]
    return lines
