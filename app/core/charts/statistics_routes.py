"""Statistics of any entity by two of its fields: a page, and the same table as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, abort, request, send_file
from flask_appbuilder import expose, has_access

from app.core.charts.crosstab import Part
from app.core.charts.dimensions import groupable
from app.core.charts.links import address, filter_arguments
from app.core.charts.statistics_page import StatisticsPage
from app.core.clock import today
from app.core.db import db
from app.core.exchange import exporting
from app.core.exchange.export_formats import FORMATS
from app.core.exchange.writing import OutCell, write_csv, write_xlsx
from app.core.i18n import translate
from app.core.layout import PageLink
from app.core.preferences import zone
from app.core.text import N_


class StatisticsRoutes:
    """The routes of statistics; they take the filters of the list."""

    def page_links(self: Any) -> Sequence[PageLink]:
        """To the statistics of what the list shows, where there is something to group by."""
        further = super().page_links()  # type: ignore[misc]
        if not groupable(self) or "statistics" in self.exclude_route_methods:
            return further  # type: ignore[no-any-return]
        kept = filter_arguments(request.args.items(multi=True))
        return [*further, PageLink(N_("Statistics"), address(f"{self.endpoint}.statistics", kept))]

    @expose("/statistics")
    @has_access
    def statistics(self: Any) -> str:
        """Records by two fields, counted or added up."""
        if not groupable(self):
            abort(404)
        return self.render_template(  # type: ignore[no-any-return]
            "core/statistics.html", page=StatisticsPage(self, request.args), view=self
        )

    @expose("/statistics/<string:format>", methods=["POST"])
    @has_access
    def statistics_file(self: Any, format: str) -> Response:
        """The same table as a file; who took it out stands in the history."""
        if format not in FORMATS:
            abort(404)
        if not groupable(self):
            abort(404)
        page = StatisticsPage(self, request.args)
        headers = [page.down.label, *page.column_labels.values(), translate(N_("Total"))]
        with TemporaryDirectory() as room:
            path = Path(room) / f"statistics.{format}"
            if format == "csv":
                written = write_csv(path, headers, _rows(page))
            else:
                written = write_xlsx(path, translate(N_("Statistics")), headers, _rows(page))
            content = BytesIO(path.read_bytes())
        exporting.note(self, format, exporting.arguments(request.args), written.rows)
        db.session.commit()
        name = f"{translate(self.entity.label_plural)}-{translate(N_('Statistics'))}-{today(zone().key)}.{format}"
        return send_file(content, mimetype=FORMATS[format], as_attachment=True, download_name=name.replace("/", " "))


def _rows(page: StatisticsPage) -> Iterator[list[OutCell]]:
    table, how = page.table, page.measure.how
    for row in table.rows:
        parts = [*(table.cells.get((row, column), Part()) for column in table.columns), table.row_total(row)]
        yield [page.row_labels[row], *(part.value(how) for part in parts)]
    totals = [*(table.column_total(column) for column in table.columns), table.total]
    yield [translate(N_("Total")), *(part.value(how) for part in totals)]
