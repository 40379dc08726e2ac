"""The same pages elsewhere, in the same run: stock Flask-AppBuilder over the same tables, and the floor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bench._below import PLACES
from bench._crew import ADMINISTRATOR
from bench._customers import Customers
from bench._databases import Place
from bench._measuring import Figures, figures
from bench._server import ROOT, serve
from bench._snapshot import snapshot
from bench._visitor import Visitor

RUNS, WARM_UPS = 9, 4
STOCK, FLOOR = "stock", "floor"


@dataclass(frozen=True)
class Yardstick:
    """One page elsewhere, warm, for the administrator; `page` is its name in the table of cells."""

    kind: str
    page: str
    figures: Figures

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "page": self.page} | self.figures.to_json()


def measure(place: Place, planned: Customers) -> Iterator[Yardstick]:
    """The floor first: stock adds its permissions to the database."""
    kept = place.folder / "snapshot.json"
    kept.write_text(json.dumps(snapshot(place.application(), ADMINISTRATOR)))
    with serve("bench._floor:app", place, BENCH_SNAPSHOT=str(kept)) as server:
        yield Yardstick(FLOOR, "customer list", _warm(Visitor(server.port), "/customer/list/"))
    kept.unlink()
    _grant_stock(place)
    with serve("bench._stock:app", place) as server:
        visitor = Visitor(server.port)
        visitor.log_in(ADMINISTRATOR)
        for page, address in _addresses(planned).items():
            yield Yardstick(STOCK, page, _warm(visitor, address))


def _addresses(planned: Customers) -> dict[str, str]:
    list_, half, rare = "/customer/list/", planned.count // 2, planned.terms.terms["rare"].han
    name = "StockCustomerView"
    return {
        "customer list": list_,
        "… sorted by name": f"{list_}?_oc_{name}=name&_od_{name}=asc",
        "… deep page": f"{list_}?page_{name}={max(1, min(400, planned.count // 25) - 1)}",
        "… last page": f"{list_}?page_{name}={max(1, planned.count // 25 - 1)}",
        "search, 50 hits, 2 characters": f"{list_}?_flt_2_name={quote(rare)}",
        "customer (360°)": f"/customer/show/{half}",
        "customer form": f"/customer/edit/{half}",
        "contact form": f"/contact/edit/{PLACES * (half - 1) + 1}",
        "contact list": "/contact/list/",
        "lead list": "/lead/list/",
    }


def _warm(visitor: Visitor, address: str) -> Figures:
    for _ in range(WARM_UPS):
        answer = visitor.get(address)
    if answer.status != 200:
        raise RuntimeError(f"{address} answers {answer.status}: {answer.text[:300]}")
    return figures([[visitor.get(address)] for _ in range(RUNS)], 0.0)


_GRANT = """from bench._stock import app
with app.app_context():
    app.appbuilder.add_permissions(update_perms=True)"""


def _grant_stock(place: Place) -> None:
    """Give the administrator's role the permissions of the stock views, which the serving process only reads."""
    environment = os.environ | {"KEHU_DATABASE_URI": place.uri, "KEHU_SECRET_KEY": "only-for-this"}
    subprocess.run([sys.executable, "-c", _GRANT], cwd=ROOT, env=environment, check=True)
