"""What a list shows, as a file: all fields of the page of one record, streamed, as its reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.access import acting_user_id
from app.core.clock import today
from app.core.db import db, reading
from app.core.exchange.export_cells import Cells
from app.core.exchange.plan import record_id_field
from app.core.exchange.writing import OutCell, write_csv, write_xlsx
from app.core.history import ChangeKind, write_changes
from app.core.i18n import force_locale, translate
from app.core.jobs.context import JobContext
from app.core.jobs.registry import Right, job
from app.core.listing import ListRequest, count_up_to, matching, ordered
from app.core.preferences import zone
from app.core.registry import Field
from app.core.sensitive import open_fields
from app.core.text import N_
from app.core.views import entity_views, permission_name_of

EXPORT = "export"
REPORT_EVERY = 500  # rows
TITLE = 200  # characters


def columns_of(view: Any) -> list[Field]:
    """The exported fields: those of the view's page of one record that the reader sees whole, in their order."""
    fields = [view.entity.fields[name] for group in view.own_fieldsets() for name in group.fields]
    return [field for field in open_fields(fields) if field.spec.type != "file"]


def arguments(args: MultiDict[str, str]) -> list[list[str]]:
    """A list's arguments as JSON keeps them."""
    return [[name, value] for name, values in args.lists() for value in values]


def filename(view: Any, format: str) -> str:
    """What the file is called: the records and the day."""
    label = translate(view.entity.label_plural).replace("/", " ").replace("\\", " ")
    return f"{label}-{today(zone().key)}.{format}"


def write(
    view: Any, asked: ListRequest, path: Path, format: str, report: Callable[[int], None] = lambda rows: None
) -> int:
    """Write the rows that `asked` means, whatever its page, and return their number.

    The last column is the number by which an import finds the record again.

    The session must not be in a transaction: it reads one snapshot, on SQLite without keeping writers waiting.
    """
    columns = columns_of(view)
    headers = [translate(column.spec.label) for column in (*columns, record_id_field(view.model))]
    with reading():
        rows = _rows(asked, columns, report)
        if format == "csv":
            written = write_csv(path, headers, rows)
        else:
            written = write_xlsx(path, translate(view.entity.label_plural), headers, rows)
        db.session.rollback()
    return written.rows


def _rows(asked: ListRequest, columns: list[Field], report: Callable[[int], None]) -> Iterator[Sequence[OutCell]]:
    cells = Cells(asked.entity, columns)
    for number, row in enumerate(cells.rows(ordered(matching(asked), asked)), 1):
        yield row
        if number % REPORT_EVERY == 0:
            report(number)


def note(view: Any, format: str, asked: list[list[str]], rows: int) -> None:
    """Log an export in the history, in the present transaction: who took which rows out; no single record is named."""
    said = ", ".join(f"{name}={value}" for name, value in asked)
    row = {
        "entity": view.entity.name,
        "record_id": 0,
        "title": f"{format.upper()} × {rows:,}{f': {said}' if said else ''}"[:TITLE],
        "kind": ChangeKind.EXPORT.value,
        "changes": {"export_arguments": [None, asked], "export_rows": [None, rows]},
        "user_id": acting_user_id(),
    }
    write_changes(db.session(), [row])


def _right(view: str, **_: Any) -> Right:
    return "can_export", permission_name_of(view)


@job(EXPORT, label=N_("Export"), needs=_right)
def export(context: JobContext, view: str, format: str, arguments: list[list[str]], locale: str) -> dict[str, Any]:
    """Write a large export in the language of whoever asked for it."""
    [chosen] = [known for known in entity_views() if type(known).__name__ == view]
    with force_locale(locale):
        with reading():
            asked = chosen.list_request(MultiDict((name, value) for name, value in arguments))
            total = count_up_to(asked, None).number
            path = context.result_path(filename(chosen, format))
            db.session.rollback()
        rows = write(chosen, asked, path, format, lambda done: context.progress(done, total))
    note(chosen, format, arguments, rows)
    context.progress(rows, rows)
    return {"rows": rows}
