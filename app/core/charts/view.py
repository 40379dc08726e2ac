"""The page of an entity's charts. A module only lists definitions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from flask import abort, request
from flask_appbuilder import expose, has_access
from flask_appbuilder.charts.views import BaseChartView
from flask_appbuilder.models.sqla.interface import SQLAInterface

from app.core.charts.addresses import readable_view
from app.core.charts.card import ChartCard
from app.core.charts.definition import Chart, check
from app.core.charts.links import Arguments, address, filter_arguments
from app.core.errors import RuleError
from app.core.filter_words import Chip, in_words, refused_filters
from app.core.i18n import lazy
from app.core.listing import ListRequest
from app.core.registry import entity_of
from app.core.views import view_of


class EntityChartView(BaseChartView):
    """Charts of `model`, all on one page and each on its own; both take the filters of the entity's list.

    The overview is there at once: its charts are fetched one by one, so that none of them waits for the others.
    """

    model: ClassVar[type[Any]]
    label: ClassVar[str]
    charts: ClassVar[Sequence[Chart]]
    default_view = "index"
    method_permission_name = dict.fromkeys(("index", "chart", "card"), "read")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.route_base = cls.__dict__.get("route_base", f"/charts/{cls.model.__tablename__}")

    # FAB builds labels, filters and a search form from the mapper here, and the form loads whole tables.
    def _init_properties(self) -> None:
        self.datamodel = SQLAInterface(self.model)
        self.label_columns: dict[str, Any] = {}
        check(self.charts, entity_of(self.model))

    def _init_forms(self) -> None:
        """The filters are those of the list."""

    def _init_titles(self) -> None:
        self.title = self.chart_title = lazy(self.label)

    @classmethod
    def menu_label(cls) -> Any:
        """What the menu calls this page."""
        return lazy(cls.label)

    @expose("/")
    @has_access
    def index(self) -> Any:
        page = ChartPage(self)
        return self.render_template("core/charts.html", page=page), page.status

    @expose("/<string:name>")
    @has_access
    def chart(self, name: str) -> Any:
        page = ChartPage(self, self.find(name))
        return self.render_template("core/chart.html", page=page, card=page.card), page.status

    @expose("/<string:name>/card")
    @has_access
    def card(self, name: str) -> Any:
        """One chart without a page around it, for pages that fetch it."""
        page = ChartPage(self, self.find(name))
        return self.render_template("core/chart_card.html", page=page, card=page.card), page.status

    def find(self, name: str) -> Chart:
        """The chart called `name`, 404 when there is none."""
        found = next((chart for chart in self.charts if chart.name == name), None)
        if found is None:
            abort(404)
        return found


class ChartPage:
    """What the templates of the charts are given."""

    def __init__(self, view: EntityChartView, chart: Chart | None = None) -> None:
        self.view = view
        self.chart = chart
        self.main_view = view_of(view.model)
        self.refused: dict[str, RuleError] = {}
        self.asked: ListRequest = self.main_view.list_request(refused=self.refused)
        kept = filter_arguments(request.args.items(multi=True))
        self.kept: Arguments = [(name, text) for name, text in kept if name not in self.refused]
        self.status = 400 if self.refused else 200

    @cached_property
    def card(self) -> ChartCard:
        """The chart of this page."""
        if self.chart is None:
            raise LookupError("an overview has no chart of its own")
        return ChartCard(self.chart, self.asked, self.kept)

    def url(self, method: str, chart: Chart | None = None) -> str:
        """Another page of these charts, with the same filters."""
        return address(f"{self.view.endpoint}.{method}", self.kept, **({"name": chart.name} if chart else {}))

    @property
    def list_url(self) -> str | None:
        """The list that is charted; None for a reader who may not open it."""
        view = readable_view(self.view.model)
        return address(f"{view.endpoint}.list", self.kept) if view is not None else None

    @property
    def statistics_url(self) -> str:
        """The same records by any two fields; for readers who may open the list."""
        return address(f"{self.main_view.endpoint}.statistics", self.kept)

    @property
    def clear_url(self) -> str:
        """This page without filters."""
        return address(request.endpoint or "", [], **(request.view_args or {}))

    @property
    def refusals(self) -> list[str]:
        """Which filters do not hold, and why."""
        return refused_filters(self.main_view, self.refused)

    @property
    def chips(self) -> list[Chip]:
        """The active filters, each with the address of this page without it."""
        asked = self.asked
        chips = [Chip(asked.query, self._without("q", asked.query))] if asked.query else []
        return chips + [Chip(in_words(self.main_view, c), self._without(c.argument, c.text)) for c in asked.conditions]

    def _without(self, name: str, text: str) -> str:
        left = [pair for pair in self.kept if pair[0] != name or pair[1].strip() != text.strip()]
        return address(request.endpoint or "", left, **(request.view_args or {}))
