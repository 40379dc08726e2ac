"""How fast files come in and go out: `python -m bench.exchange [ROWS]`. Prints rows for each second of processor time.

Everything runs in a SQLite database of its own in a temporary folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from time import process_time
from typing import Any

ROWS = 5_000
CITIES = ("广东省,深圳市", "浙江省,杭州市", "江苏省,苏州市", "上海市,上海市")


def customers_with_contacts(rows: int) -> str:
    """A list as a Chinese office keeps it."""
    lines = [
        f"{number:05}号{'华东' if number % 2 else '南方'}精密机械有限公司,K{number},王{number % 97}伟,经理,"
        f"138{number:08},中国,{CITIES[number % 4]},文三路{number}号,0571-{88000000 + number}"
        for number in range(rows)
    ]
    return "\r\n".join(["客户名称,客户编码,联系人,职务,手机,国家,省份,城市,地址,电话", *lines]) + "\r\n"


def main(rows: int = ROWS) -> None:
    """Import customers with contacts, import them again by their code, take the first import back, export."""
    with tempfile.TemporaryDirectory() as folder:
        app = _application(Path(folder))
        with app.app_context():
            _measure(app, Path(folder), rows)


def _application(folder: Path) -> Any:
    os.environ["KEHU_DATA_DIR"] = str(folder)
    os.environ["KEHU_DATABASE_URI"] = f"sqlite:///{folder}/bench.sqlite3"
    os.environ.setdefault("KEHU_SECRET_KEY", "only-for-benches-0123456789abcdef0123456789abcdef")
    os.environ.setdefault("KEHU_ADMIN_PASSWORD", "Bench-pass-1")
    from app.factory import create_app

    app = create_app()
    app.test_cli_runner().invoke(args=["kehu", "init"], catch_exceptions=False)
    return app


def _measure(app: Any, folder: Path, rows: int) -> None:
    from app.core.exchange import exporting
    from app.core.exchange.importing import CHECK, CREATE
    from app.core.exchange.undoing import UNDO

    _job(app, CREATE, _batch(customers_with_contacts(100).replace(",K", ",W")))  # dictionaries and regions, read once
    text = customers_with_contacts(rows)
    first = _batch(text)
    _print("check", rows, lambda: _job(app, CHECK, first))
    _print("import, new customers with contacts", rows, lambda: _job(app, CREATE, first))
    again = _batch(text.replace(",经理,", ",总经理,"), mode="both", keys=["code"])
    _print("import, contacts changed by the customer's code", rows, lambda: _job(app, CREATE, again))
    same = _batch(text.replace(",经理,", ",总经理,"), mode="both", keys=["code"])
    _print("import, nothing new", rows, lambda: _job(app, CREATE, same))
    for format in ("csv", "xlsx"):
        _print(f"export, {format}", rows, lambda format=format: _export(app, folder, format, exporting))
    _print("undo, contacts changed back", rows, lambda: _job(app, UNDO, again))


def _print(name: str, rows: int, act: Callable[[], None]) -> None:
    began = process_time()
    act()
    seconds = process_time() - began
    print(f"{name:50} {rows / seconds:10,.0f} rows a second")


def _batch(text: str, **choices: Any) -> int:
    from app.core.clock import now
    from app.core.db import db
    from app.core.exchange import choices as chosen
    from app.core.exchange.importing import plan_of
    from app.core.exchange.models import ImportBatch
    from app.core.exchange.uploads import folder, open_batch
    from app.core.views import view_of
    from app.customers.models.customer import Customer

    folder().mkdir(parents=True, exist_ok=True)
    name = f"bench{now().timestamp()}"
    (folder() / name).write_text(text, encoding="utf-8", newline="")
    batch = ImportBatch(
        entity="customer",
        view="CustomerView",
        user_id=_admin(),
        uploaded_at=now(),
        name="a.csv",
        file=name,
        size=len(text),
    )
    batch.mode, batch.constants, batch.grouped, batch.blank_clears = choices.get("mode", "create"), {}, False, False
    chosen.fit(batch, plan_of(view_of(Customer)), open_batch(batch))
    batch.keys = choices.get("keys", batch.keys)
    batch.doubtful = choices.get("doubtful", "create")
    batch.mode = choices.get("mode", "create")
    db.session.add(batch)
    db.session.commit()
    return int(batch.id)


def _admin() -> int:
    from flask_appbuilder.security.sqla.models import User
    from sqlalchemy import select

    from app.core.db import db

    return int(db.session.execute(select(User.id).where(User.username == "admin")).scalar_one())


def _job(app: Any, name: str, batch_id: int) -> None:
    from app.core.db import db
    from app.core.jobs.model import Job
    from app.core.jobs.queue import enqueue
    from app.core.jobs.worker import Worker

    job_id = enqueue(db.session(), name, {"batch_id": batch_id}, created_by=_admin()).id
    db.session.commit()
    while Context().run(Worker(app, "bench").run_one):
        pass
    db.session.rollback()
    job = db.session.get(Job, job_id, populate_existing=True)
    assert job.status == "done", (job.message, job.message_params)
    db.session.rollback()


def _export(app: Any, folder: Path, format: str, exporting: Any) -> None:
    from werkzeug.datastructures import MultiDict

    from app.core.access import acting_as
    from app.core.db import db
    from app.core.i18n import force_locale
    from app.core.views import view_of
    from app.customers.models.customer import Customer

    view = view_of(Customer)
    with acting_as(_admin()), force_locale("zh"):
        db.session.rollback()
        exporting.write(view, view.list_request(MultiDict()), folder / f"out.{format}", format)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
