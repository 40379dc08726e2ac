"""The floor: the template of the product's list in bare Flask, from rows in memory. No database, no permissions.

`BENCH_SNAPSHOT` names the file that `_snapshot` wrote. Nothing of the product is imported.
"""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template, url_for
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader

from bench._costs import with_costs
from tests.support.tally import Tally

ROOT = Path(__file__).resolve().parents[1]
FRAMEWORK = Path(str(find_spec("flask_appbuilder").origin)).parent  # type: ignore[union-attr]
KEPT: dict[str, Any] = json.loads(Path(os.environ["BENCH_SNAPSHOT"]).read_text())
NOTHING: list[Any] = []


def _of(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**values)


def _field(kept: dict[str, Any]) -> SimpleNamespace:
    """A field as the template knows it; what it offers is with it."""
    spec = {name: kept.get(name) for name in ("type", "label", "few", "labels", "suggestions")}
    return _of(name=kept["name"], kept=kept, spec=_of(**spec))


class _Left(ChainableUndefined):
    """What a newer template asks for and nobody has kept: nothing, whatever is done with it."""

    def __call__(self, *_arguments: Any, **_options: Any) -> _Left:
        return self


class _View:
    """What the template asks of a view."""

    importable = True
    endpoint = "CustomerView"

    def __init__(self, columns: list[Any]) -> None:
        self.order_fields = [field for field in columns if field.kept["sort"]]

    def url_to(self, method: str, pk: Any = None, **args: Any) -> str:
        if pk is not None:
            return url_for("show", pk=pk)
        return KEPT["urls"].get(method) or f"/customer/{method}/{args.get('name', '')}"

    def page_links(self) -> list[Any]:
        return [_of(**link) for link in KEPT["links"]]

    def asks(self, _action: Any) -> bool:
        return False

    def offered(self, field: Any) -> list[Any]:
        return [_of(id=id_, title=title) for id_, title in field.kept["offered"]]

    def lookup_url(self, field: Any) -> str:
        return str(field.kept["lookup"])


COLUMNS = [_field(kept) for kept in KEPT["columns"]]
FILTERS = [
    (field := _field(kept), [_of(**item, field=field, values=NOTHING, refusal="") for item in items])
    for kept, items in KEPT["filters"]
]
for _, items in FILTERS:
    for item in items:
        item.operator = _of(label=item.operator)
ROWS = [_of(id=r["id"], title=r["title"], url=r["url"], cells=[_of(text=t, css=c, url=u) for t, c, u in r["cells"]])
           for r in KEPT["records"]]  # fmt: skip


class _Page:
    """What the template asks of a page of a list."""

    in_bin = embedded = refused = False
    chips = refusals = kept_arguments = NOTHING
    first_url = previous_url = None
    columns, filters, records, rows = COLUMNS, FILTERS, ROWS, ROWS

    def __init__(self) -> None:
        for name in ("heading", "may_delete", "bin_url", "clear_url", "row_range", "next_url", "last_url", "name"):
            setattr(self, name, KEPT[name])
        self.selectable = KEPT["selectable"]
        self.view = _View(COLUMNS)
        self.entity = _of(label_plural=KEPT["label_plural"], searchable=True)
        self.count = _Count()
        self.asked = _of(query="", conditions=NOTHING, page_size=KEPT["page_size"])
        self.bulk_actions = [_of(**action, confirmation=None) for action in KEPT["actions"]]
        self.page_sizes = [int(size) for size in KEPT["sizes"]]

    def may(self, _permission: str) -> bool:
        return True

    def url(self, **changes: Any) -> str:
        return str(KEPT["sizes"][changes[f"psize_{KEPT['name']}"]])

    def sort_url(self, field: Any) -> str:
        return str(field.kept["sort"])

    def sort_direction(self, _field: Any) -> None:
        return None


class _Count:
    capped = KEPT["capped"]

    def __str__(self) -> str:
        return str(KEPT["count"])


def _text(message: str, **values: Any) -> str:
    return message % values if values else message


app = Flask("floor", static_folder=str(ROOT / "app" / "static"))
app.jinja_loader = ChoiceLoader(  # type: ignore[assignment]
    [FileSystemLoader(ROOT / "app" / "templates"), FileSystemLoader(FRAMEWORK / "templates")]
)
app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
app.jinja_env.undefined = _Left
app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")
_languages = {"zh": {"name": "中文"}, "en": {"name": "English"}}
app.jinja_env.globals.update(
    _=_text,
    translate=str,
    may=lambda *_: True,
    menu_tree=lambda: KEPT["menu"],
    title_of=lambda record: record.title,
    choices_with=lambda field, _present: field.kept["choices"],
    current_locale=lambda: "zh",
    csrf_token=lambda: "x" * 91,
    viewed_role_title=lambda: None,
    current_user=_of(is_authenticated=True, id=1, title=KEPT["reader"]),
    base_template="appbuilder/baselayout.html",
    appbuilder=_of(
        app_name="Kehu",
        languages=_languages,
        get_url_for_index="/",
        get_url_for_logout="/logout/",
        get_url_for_login="/",
    ),
)


@app.get("/customer/list/")
def index() -> str:
    page = _Page()
    return render_template("core/list.html", page=page, view=page.view)


@app.get("/customer/show/<int:pk>")
def show(pk: int) -> str:
    return str(pk)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


for _name, _address in KEPT["frame"].items():
    app.add_url_rule(_address.partition("?")[0], _name, healthz)
app.add_url_rule("/framework/<path:filename>", "appbuilder.static", lambda filename: filename)
app.wsgi_app = with_costs(app.wsgi_app, Tally())  # type: ignore[method-assign]
