"""How the reasons for a price are kept on a line: codes and plain values that survive JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.products.rules.price_reasons import Reason, Why


def kept(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as JSON: `{"why": code, "params": {name: [kind, text]}}`."""
    return [
        {"why": reason.why.value, "params": {name: _written(value) for name, value in reason.params.items()}}
        for reason in reasons
    ]


def read(rows: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """The opposite of `kept`; a reason that this program does not know any more is left out."""
    known = {why.value: why for why in Why}
    return [
        Reason(known[row["why"]], {name: _read(*pair) for name, pair in row.get("params", {}).items()})
        for row in rows
        if row.get("why") in known
    ]


def _written(value: object) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, (Decimal, date, int)):
        return ["text", str(value)]
    return ["day", value.isoformat()] if isinstance(value, date) else ["number", str(value)]


def _read(kind: str, text: str) -> object:
    if kind == "day":
        return date.fromisoformat(text)
    return Decimal(text) if kind == "number" else text
