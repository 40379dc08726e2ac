"""What the template of a list is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from app.core import listing
from app.core.bin_page import ListOrBin
from app.core.cells import Cell, cells_of
from app.core.display import title
from app.core.entity_pages import EntityPage
from app.core.filter_panel import FilterPanel
from app.core.filter_words import Chip, in_words
from app.core.i18n import translate
from app.core.list_columns import ARGUMENT as COLUMNS
from app.core.list_columns import offered_columns, shown_columns
from app.core.listing import PAGE_LIMIT, PAGE_SIZES, ListRequest
from app.core.quick_filters import QuickChip, quick_chips_of
from app.core.registry import Field
from app.core.saved_views.picker import ViewPicker
from app.core.sensitive import is_hidden


class Row(NamedTuple):
    """One record of a list: its name, its page and its values."""

    id: int
    title: str
    url: str
    cells: list[Cell]


class ListPage(ListOrBin, FilterPanel):
    """One page of a list."""

    def __init__(self, view: Any, asked: ListRequest, *, embedded: bool = False) -> None:
        super().__init__(view)
        self.template = view.list_template
        self.asked = asked
        self.embedded = embedded
        self.columns = self._columns()
        self.is_last = request.args.get("last") == "1"
        rows = listing.page_rows(asked, self.columns, last=self.is_last)
        self.has_more = len(rows) > asked.page_size
        self.records = rows[: asked.page_size]

    def _columns(self) -> list[Field]:
        if self.embedded:
            return [f for name in self.view.list_columns if not is_hidden(f := self.entity.fields[name])]
        return shown_columns(self.view, request.args.get(COLUMNS, ""))

    @cached_property
    def picker(self) -> ViewPicker:
        """The saved views of this list."""
        return ViewPicker(self.view, request.args, [field.name for field in self.columns])

    @property
    def filters_url(self) -> str:
        """Where the comparisons are that the list offers."""
        return self.view.url_to("filters", **dict(request.args.lists()))  # type: ignore[no-any-return]

    @property
    def columns_url(self) -> str:
        """Where the columns are chosen, and the way back to this list."""
        return self.view.url_to("columns", **dict(request.args.lists()))  # type: ignore[no-any-return]

    @property
    def page_size_url(self) -> str:
        """Where another number of rows is chosen."""
        return self.view.url_to("choose_page_size", **dict(request.args.lists()))  # type: ignore[no-any-return]

    @property
    def may_add(self) -> bool:
        """Whether new records are added here: never to a list that shows some of them only."""
        return not self.view.partial and not self.in_bin and self.may("can_create")

    @property
    def heading(self) -> str:
        """What the list is called: as in the menu."""
        return str(self.view.menu_label())

    @cached_property
    def count(self) -> listing.Count:
        """How many there are; a first page that holds them all needs no statement to know."""
        if self.asked.page == 0 and not self.asked.after and not self.is_last and not self.has_more:
            return listing.Count(len(self.records))
        return listing.count(self.asked)

    @property
    def rows(self) -> Iterator[Row]:
        """The records with their values under the list's columns."""
        cells = [cells_of(field) for field in self.columns]
        for record in self.records:
            url = self.view.url_to("show", record.id)
            yield Row(record.id, title(record), url, [cell(record) for cell in cells])

    def url(self, **changes: str | None) -> str:
        """This list's address with some arguments replaced, or dropped where None."""
        args = MultiDict(request.args)
        for name, value in changes.items():
            args.poplist(name)
            if value is not None:
                args.add(name, value)
        return url_for(f"{self.view.endpoint}.list", **dict(args.lists()))

    def _to_page(self, **changes: str | None) -> str:
        cleared: dict[str, str | None] = {f"page_{self.name}": None, "after": None, "last": None}
        return self.url(**(cleared | changes))

    def sort_url(self, field: Field) -> str:
        """Sort by a column; once more turns it round."""
        again = self.asked.order is field and not self.asked.descending
        return self._to_page(**{f"_oc_{self.name}": field.name, f"_od_{self.name}": "desc" if again else "asc"})

    def sort_direction(self, field: Field) -> str | None:
        """The `aria-sort` of a column."""
        if self.asked.order is not field:
            return None
        return "descending" if self.asked.descending else "ascending"

    @property
    def next_url(self) -> str | None:
        if not self.has_more or self.is_last:
            return None
        following = self.asked.page + 1
        if following >= PAGE_LIMIT or self.asked.after:
            return self._to_page(after=str(self.records[-1].id), **{f"page_{self.name}": str(following)})
        return self._to_page(**{f"page_{self.name}": str(following)})

    @property
    def previous_url(self) -> str | None:
        if self.asked.page == 0 or self.asked.after or self.is_last:
            return None
        return self._to_page(**{f"page_{self.name}": str(self.asked.page - 1)})

    @property
    def first_url(self) -> str | None:
        at_start = self.asked.page == 0 and not self.asked.after and not self.is_last
        return None if at_start else self._to_page()

    @property
    def last_url(self) -> str | None:
        return self._to_page(last="1") if self.has_more and not self.is_last else None

    @property
    def page_sizes(self) -> Sequence[int]:
        return PAGE_SIZES

    @property
    def chips(self) -> list[Chip]:
        quick = {(chip.argument, chip.text) for chip in self._quick}
        conditions = [c for c in self.asked.conditions if (c.argument, c.text) not in quick]
        return [Chip(in_words(self.view, c), self._turned(c.argument, c.text)) for c in conditions]

    @property
    def quick_chips(self) -> list[Chip]:
        """The filters of one click, each with the address where it is turned on, or off again."""
        holding = {(c.argument, c.text) for c in self.asked.conditions}
        return [
            Chip(translate(quick.label), self._turned(*place), place in holding)
            for quick in self._quick
            if (place := (quick.argument, quick.text))
        ]

    @cached_property
    def _quick(self) -> list[QuickChip]:
        return quick_chips_of(self.view)

    def _turned(self, argument: str, text: str) -> str:
        """This list with one filter more or, if it holds, less."""
        args = MultiDict(request.args)
        present = args.poplist(argument)
        args.setlist(argument, [one for one in present if one != text] if text in present else [*present, text])
        for name in (f"page_{self.name}", "after", "last"):
            args.poplist(name)
        return url_for(f"{self.view.endpoint}.list", **dict(args.lists()))

    @property
    def row_range(self) -> str | None:
        """Which rows these are, counted from 1; None on a page that was not reached from the first one."""
        if self.asked.after or self.is_last or not self.records:
            return None
        start = self.asked.page * self.asked.page_size
        return f"{start + 1:,}–{start + len(self.records):,}"


class ColumnsPage(EntityPage):
    """The choice of a list's columns."""

    template = "core/columns.html"

    def __init__(self, view: Any) -> None:
        super().__init__(view)
        self.chosen = shown_columns(view, request.args.get(COLUMNS, ""))
        self.fixed, self.further = self.chosen[0], [f for f in offered_columns(view) if f not in self.chosen]
        self.send_url = view.url_to("choose_columns", **dict(request.args.lists()))
        self.list_url = view.url_to("list", **dict(request.args.lists()))
