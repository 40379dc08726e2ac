"""An empty workbook to fill in for one entity: headers, lists to choose from, notes and a page of instructions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from app.core.display import choices
from app.core.exchange.plan import RECORD_ID, ImportPlan, Target
from app.core.i18n import translate
from app.core.text import N_

ROWS = 10_000  # rows that have the lists and formats
_WIDTH = 16  # characters of a column at least
_FORMATS = {
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "integer": "0",
    "decimal": "General",
    "money": "General",
}
_HINTS = {
    "date": N_("A date such as 2026-02-03."),
    "datetime": N_("A date and time such as 2026-02-03 15:04."),
    "integer": N_("A whole number."),
    "decimal": N_("A number."),
    "money": N_("An amount without its currency."),
    "choice": N_("Choose from the list."),
    "lookup": N_("Choose from the list."),
    "boolean": N_("Yes or no."),
    "link": N_("The code or the exact name of a record that exists."),
    "links": N_("Codes or names, separated by commas."),
}
_EXAMPLES = {
    "date": "2026-02-03",
    "datetime": "2026-02-03 15:04",
    "integer": "12",
    "decimal": "1.5",
    "money": "1200.50",
}
_STEPS = (
    N_("Fill in the first sheet, one record in each row. Leave the headers as they are."),
    N_("Columns with * need a value in every row. All others may be left empty or deleted."),
    N_("Where a cell offers a list, choose from it. Codes and both languages are understood too."),
    N_("Save the workbook and upload it where you got it. The check shows every problem before anything is saved."),
)
_GROUPS = N_(
    "Several records that belong to one, such as its contacts, stand in several rows that repeat its code or name."
)


def columns_of(plan: ImportPlan) -> list[Target]:
    """What the workbook has columns for: everything but the number of an existing record."""
    return [target for target in plan.targets.values() if target.name != RECORD_ID and target.field.spec.type != "json"]


def write_template(plan: ImportPlan, label: str, path: Path) -> None:
    """Write the workbook in the reader's language."""
    with xlsxwriter.Workbook(str(path)) as book:
        _Template(book, plan, label).write()


class _Template:
    def __init__(self, book: Any, plan: ImportPlan, label: str) -> None:
        self._plan = plan
        self._columns = columns_of(plan)
        self._sheet = book.add_worksheet(_sheet_name(label))
        self._help = book.add_worksheet(_sheet_name(translate(N_("Instructions"))))
        self._lists = book.add_worksheet("Lists")
        self._lists.hide()
        self._needed = book.add_format(
            {"bold": True, "bg_color": "#FCE9DA", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self._header = book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self._bold = book.add_format({"bold": True})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        codes = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        self._formats = codes | {"": book.add_format({"num_format": "@"})}
        self._list_column = 0

    def write(self) -> None:
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_row(0, 32)
        for at, target in enumerate(self._columns):
            title = self._title(target)
            format = self._formats.get(target.field.spec.type, self._formats[""])
            self._sheet.set_column(at, at, max(_WIDTH, min(30, 2 + len(title) * 2)), format)
            self._sheet.write_string(0, at, title, self._needed if target.needed else self._header)
            self._sheet.write_comment(0, at, self._hint(target), {"x_scale": 1.6})
            offered = self._offered(target)
            if offered:
                self._offer(at, offered)
        self._write_help()
        self._sheet.activate()

    def _title(self, target: Target) -> str:
        return self._plan.label(target) + (" *" if target.needed else "")

    def _offered(self, target: Target) -> list[str]:
        kind = target.field.spec.type
        if kind == "boolean":
            return [translate(N_("Yes")), translate(N_("No"))]
        return [label for _, label in choices(target.field)] if kind in ("choice", "lookup") else []

    def _offer(self, column: int, offered: list[str]) -> None:
        """A list to choose from; a validation can hold 255 characters, so all stand on a hidden sheet."""
        for row, text in enumerate(offered):
            self._lists.write_string(row, self._list_column, text)
        letters = xlsxwriter.utility.xl_col_to_name(self._list_column, col_abs=True)
        source = f"=Lists!{letters}$1:{letters}${len(offered)}"
        # A code or the other language is right too, so a text that is not on the list only warns.
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        self._sheet.data_validation(1, column, ROWS, column, rule)
        self._list_column += 1

    def _hint(self, target: Target) -> str:
        spec = target.field.spec
        words = [translate(_HINTS[spec.type])] if spec.type in _HINTS else []
        if target.needed:
            words.insert(0, translate(N_("Required.")))
        if spec.type in ("string", "text") and spec.max_length:
            words.append(translate(N_("At most %(limit)s characters."), limit=f"{spec.max_length:,}"))
        if spec.help:
            words.append(translate(spec.help))
        return " ".join(words) or translate(N_("Text."))

    def _write_help(self) -> None:
        self._help.set_column(0, 0, 34)
        self._help.set_column(1, 1, 80)
        self._help.set_column(2, 2, 28)
        steps = (*_STEPS, _GROUPS) if self._plan.children else _STEPS
        for row, text in enumerate(steps):
            self._help.write_number(row, 0, row + 1, self._wrapped)
            self._help.write_string(row, 1, translate(text), self._wrapped)
        first = len(steps) + 1
        for column, text in enumerate((N_("Column"), N_("What may stand there"), N_("Example"))):
            self._help.write_string(first, column, translate(text), self._bold)
        for row, target in enumerate(self._columns, first + 1):
            self._help.write_string(row, 0, self._title(target))
            self._help.write_string(row, 1, self._hint(target), self._wrapped)
            self._help.write_string(row, 2, self._example(target))

    def _example(self, target: Target) -> str:
        offered = self._offered(target)
        return offered[0] if offered else _EXAMPLES.get(target.field.spec.type, "")


def _sheet_name(text: str) -> str:
    """A name Excel takes."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in text)[:31]
