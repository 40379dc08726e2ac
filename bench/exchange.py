"""How fast files come in and go out, and how much memory that takes.

    python -m bench.exchange [--customers 20000] [--rows 5000] [--seed 1] [--database sqlite|postgresql|both]
                             [--keep FOLDER] [--only import|export]

Exports `--customers` of the common filling, which `--keep` spares the next time; imports files of `--rows` rows into a
database of its own that holds a few already. Every job runs in a fresh process. Printed are rows for each second of its
processor time, which other work on the machine hardly changes, and its peak of memory.
"""

from __future__ import annotations

import os
import shutil
from argparse import Namespace
from pathlib import Path
from typing import Any

import app.factory  # noqa: F401  (first: the framework maps whatever models there are)
from bench._crew import ADMINISTRATOR, user_id
from bench._databases import Place, filled
from bench._jobs import Asked, run
from bench._options import kinds, parser

ROWS, PRESENT, WARM = 5_000, 1_000, 100
CITIES = ("广东省,深圳市", "浙江省,杭州市", "江苏省,苏州市", "上海市,上海市")
WITH_CONTACT = "客户名称,客户编码,国家,省份,城市,地址,电话,联系人,职务,手机"
ALONE = 7  # columns of these that belong to the customer


def main() -> None:
    options = read_arguments()
    for kind in kinds(options):
        print(f"{kind}, load {os.getloadavg()[0]:.1f}", flush=True)
        if options.only != "export":
            with filled(kind, PRESENT, options.seed) as (place, _):
                measure_imports(place, options.rows)
        if options.only != "import":
            with filled(kind, options.customers, options.seed, options.keep) as (place, _):
                measure_exports(place, options.customers)


def read_arguments() -> Namespace:
    found = parser(__doc__)
    found.add_argument("--rows", type=int, default=ROWS, help="of the imported files")
    found.add_argument("--only", choices=("import", "export"), help="leave the other one out")
    return found.parse_args()


def customers(rows: int, code: str = "K") -> list[str]:
    """A list as a Chinese office keeps it, with a contact in each row."""
    lines = (
        f"{number:05}号{'华东' if number % 2 else '南方'}精密机械有限公司,{code}{number},中国,{CITIES[number % 4]},"
        f"文三路{number}号,0571-{80000000 + number},王{number % 97}伟,经理,138{number:08}"
        for number in range(rows)
    )
    return [WITH_CONTACT, *lines]


def without_contacts(lines: list[str]) -> list[str]:
    return [",".join(line.split(",")[:ALONE]) for line in lines]


def measure_imports(place: Place, rows: int) -> None:
    """New customers alone and with contacts, changed, repeated and taken back."""
    from app.core.exchange.importing import CHECK, CREATE
    from app.core.exchange.undoing import UNDO

    app = place.application()
    with app.app_context():
        user = user_id(ADMINISTRATOR)
        warm = CREATE, {"batch_id": _batch(customers(WARM, "W"))}
        alone = {"batch_id": _batch(without_contacts(customers(rows, "A")))}
        _report(place, user, rows, warm, ("check of new customers", (CHECK, alone)), ("new customers", (CREATE, alone)))
        warm = CREATE, {"batch_id": _batch(customers(WARM, "V"))}
        first = customers(rows)
        both = {"batch_id": _batch(first)}
        _report(place, user, rows, warm, ("new customers with contacts", (CREATE, both)))
        changed = [line.replace(",经理,", ",总经理,") for line in first]
        again, same = ({"batch_id": _batch(changed, mode="both", keys=["code"])} for _ in range(2))
        warm = CREATE, {"batch_id": _batch(customers(WARM, "U"))}
        _report(
            place, user, rows, warm, ("contacts changed by the customer's code", (CREATE, again)),
            ("nothing new", (CREATE, same)), ("changed contacts taken back", (UNDO, again)),
        )  # fmt: skip


def measure_exports(place: Place, rows: int) -> None:
    """All customers in each format."""
    from app.core.exchange.export_formats import FORMATS
    from app.core.exchange.exporting import EXPORT
    from app.core.jobs.worker import results_folder

    app = place.application()
    with app.app_context():
        user = user_id(ADMINISTRATOR)
        for format in FORMATS:
            args = {"view": "CustomerView", "format": format, "arguments": [], "locale": "zh"}
            _report(place, user, rows, None, (f"export, {format}", (EXPORT, args)))
            results = results_folder(app)
            print(f"    {sum(f.stat().st_size for f in results.rglob('*') if f.is_file()) / 1e6:,.0f} MB", flush=True)
            shutil.rmtree(results)


def _report(place: Place, user: int, rows: int, warm: Asked | None, *named: tuple[str, Asked]) -> None:
    """Run the jobs in one process after `warm`, which reads dictionaries and regions once."""
    before = [warm] if warm else []
    spent = run(place, user, [*before, *(asked for _, asked in named)])
    for (name, _), one in zip(named, spent[len(before) :], strict=True):
        print(f"  {one.told(name, rows)}", flush=True)


def _batch(lines: list[str], **choices: Any) -> int:
    """An uploaded file with its columns as they are guessed; the id of its batch."""
    from app.core.clock import now
    from app.core.db import db
    from app.core.exchange import choices as chosen
    from app.core.exchange.importing import plan_of
    from app.core.exchange.models import ImportBatch
    from app.core.exchange.uploads import folder, open_batch
    from app.core.views import view_of
    from app.customers.models.customer import Customer

    folder().mkdir(parents=True, exist_ok=True)
    path: Path = folder() / f"bench{now().timestamp():.6f}".replace(".", "")
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
    batch = ImportBatch(entity="customer", view="CustomerView", user_id=user_id(ADMINISTRATOR), uploaded_at=now())
    batch.name, batch.file, batch.size = "a.csv", path.name, path.stat().st_size
    batch.mode, batch.constants, batch.grouped, batch.blank_clears = "create", {}, False, False
    chosen.fit(batch, plan_of(view_of(Customer)), open_batch(batch))
    batch.mode, batch.keys = choices.get("mode", "create"), choices.get("keys", batch.keys)
    batch.doubtful = choices.get("doubtful", "create")
    db.session.add(batch)
    db.session.commit()
    return int(batch.id)


if __name__ == "__main__":
    main()
