"""The generated screens of one entity. A view only chooses columns; everything else comes from the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import Response, abort, g, redirect, request, url_for
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.models.sqla.interface import SQLAInterface

from app.core import submissions
from app.core.access import fetch
from app.core.cells import Cell, cell, page_of
from app.core.charts.links import chart_links
from app.core.charts.statistics_routes import StatisticsRoutes
from app.core.documents.routes import DocumentRoutes
from app.core.doubts import Doubting
from app.core.entity_actions import ActionRoutes
from app.core.entity_bin import BinRoutes
from app.core.entity_pages import RecordPage
from app.core.entity_saving import Saving
from app.core.errors import NotVisible
from app.core.exchange.routes import ExchangeRoutes
from app.core.field_rights import FieldRights
from app.core.form_fields import EntityForm, build_form
from app.core.i18n import lazy
from app.core.layout import Fieldset, Note, PageLink, fieldset
from app.core.list_routes import ListRoutes
from app.core.listing import ListRequest
from app.core.lookup_routes import LookupRoutes, fetch_within, named_by
from app.core.lookups import lookup_values
from app.core.onlookers import SightRoutes
from app.core.page_rights import PERMISSIONS, pages_for
from app.core.registry import Entity, Field, entity_of
from app.core.related_routes import RelatedRoutes
from app.core.shares.routes import ShareRoutes
from app.core.text import N_
from app.core.views import view_of

__all__ = ["PERMISSIONS", "EntityView", "pages_for"]


class EntityView(
    ListRoutes,
    Saving,
    BinRoutes,
    LookupRoutes,
    RelatedRoutes,
    DocumentRoutes,
    ShareRoutes,
    StatisticsRoutes,
    ExchangeRoutes,
    ActionRoutes,
    SightRoutes,
    FieldRights,
    Doubting,
    ModelView,
):
    """List, show, add, edit, delete, export, import, look-up and actions of `model`.

    `list_columns`, `search_columns` and `headline_columns` name registry fields; `fieldsets` group the form's and the
    page's.
    """

    generated: ClassVar[bool] = True  # how `views` tells these from the framework's other views
    model: ClassVar[type[Any]]
    list_columns: ClassVar[list[str]]
    search_columns: ClassVar[list[str]] = []
    fieldsets: ClassVar[list[Fieldset]] = []
    headline_columns: ClassVar[list[str]] = []
    read_only: ClassVar[frozenset[str]] = frozenset()
    partial: ClassVar[bool] = False  # True: a list of some records of an entity that has a main view
    readable: ClassVar[bool] = True  # False: no page of one record, so nothing links to it
    has_api: ClassVar[bool] = True
    nothing_yet: ClassVar[str] = N_("There is nothing here yet.")
    exclude_route_methods = {"download"}
    method_permission_name = PERMISSIONS

    list_template = "core/list.html"
    show_template = "core/show.html"
    add_template = edit_template = "core/form.html"

    def __init__(self) -> None:
        self.datamodel = SQLAInterface(self.model)
        super().__init__()
        self.offer_rights_to_fields()
        # Views of the same permission name share it: what one leaves out must not be taken from the others.
        if self.partial:
            main = next(base for base in type(self).__mro__ if not getattr(base, "partial", False))
            rights = {f"can_{right}" for page, right in PERMISSIONS.items() if page not in main.exclude_route_methods}
            self.base_permissions = sorted({*self.base_permissions, *rights})

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "model" in cls.__dict__:
            cls.class_permission_name = cls.__dict__.get("class_permission_name", cls.model.__name__)
            cls.route_base = cls.__dict__.get("route_base", f"/{cls.model.__tablename__}")

    # FAB builds columns, forms and filters from the mapper here; ours come from the registry.
    def _init_properties(self) -> None:
        self.entity: Entity = entity_of(self.model)
        self.related_views, self._related_views, self.actions = [], [], {}
        fields = self._fields_in_sets()
        self.every_form_field = [f for f in fields if not f.spec.computed and f.name not in self.read_only]
        own = [name for name, field in self.entity.fields.items() if field.stored == "extra"]
        self.every_filter_field = {name: self.entity.fields[name] for name in (*self.search_columns, *own)}
        self.every_order_field = [f for f in map(self.entity.fields.__getitem__, self.list_columns) if f.sortable]
        self.label_columns = {name: lazy(field.spec.label) for name, field in self.entity.fields.items()}

    def _init_forms(self) -> None:
        self.add_form = build_form(self.every_form_field)
        self.edit_form = build_form([field for field in self.every_form_field if not field.spec.fixed])

    def _init_titles(self) -> None:
        self.list_title = lazy(self.entity.label_plural)
        self.add_title = self.edit_title = self.show_title = lazy(self.entity.label)
        self.title = self.list_title

    def _fields_in_sets(self) -> list[Field]:
        return [self.entity.fields[name] for group in self.own_fieldsets() for name in group.fields]

    @classmethod
    def menu_label(cls) -> Any:
        """What the menu calls this view."""
        return lazy(entity_of(cls.model).label_plural)

    def own_fieldsets(self) -> list[Fieldset]:
        """The groups of the form and the page, with administrators' own fields at the end."""
        own = [field.name for field in self.entity.fields.values() if field.stored == "extra"]
        return [*self.fieldsets, fieldset(N_("Own fields"), *own)] if own else list(self.fieldsets)

    def narrow(self, asked: ListRequest) -> ListRequest:
        """For views that show a part of an entity: the request with what they always add."""
        return asked

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> str:
        return self._page(self.show_page(self.fetch_or_404(pk, archived=True)))

    def show_page(self, record: Any) -> RecordPage:
        """What the page of a record is given; for views that show more."""
        return RecordPage(self, record)

    def headline(self, record: Any) -> list[tuple[str, Cell]]:
        """What a reader looks for first on the page of a record: labels (msgids) and values."""
        fields = (self.entity.fields[name] for name in self.headline_columns)
        return [(field.spec.label, cell(field, record)) for field in fields]

    def notes(self, record: Any) -> list[Note]:
        """What the page of a record points out."""
        return []

    def _page(self, page: Any) -> str:
        return self.render_template(page.template, page=page, view=self)  # type: ignore[no-any-return]

    def fetch_or_404(self, pk: Any, *, archived: bool = False) -> Any:
        """The record, if the reader may see it; the page says no more than "not found" otherwise."""
        try:
            return fetch_within(self, pk, archived=archived)
        except NotVisible as refusal:
            abort(404, refusal)

    # -- add and edit

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> str | Response:
        if request.method == "GET":
            form = self.without_closed(self.add_form(data=self.prefilled(), formdata=None))
            form.form_token.data = submissions.new_token()
            return self.form_page(form, None)
        form = self.without_closed(self.add_form())
        made = submissions.made_by(form.form_token.data, self.entity.name)
        if made:
            return redirect(self.url_to("show", made))
        return self._save(form, self.model(), created=True)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> str | Response:
        record = self.fetch_or_404(pk, archived=request.method == "POST")  # somebody may delete what is being edited
        values = {field.name: field.read(record) for field in self.form_fields}
        sent = request.form if request.method == "POST" else None
        form = self.without_closed(self.edit_form(data=values, formdata=sent))
        self._hide_invisible_links(form, record)
        if request.method == "GET":
            form.row_version.data = self.version_of(record)
            return self.form_page(form, record)
        return self._save(form, record, created=False)

    def form_page(self, form: EntityForm, record: Any, status: int = 200) -> Any:
        """The form, with what the person typed and why it was refused."""
        page = RecordPage(self, record, form)
        return self.render_template(self.edit_template, page=page, view=self), status

    def prefilled(self) -> dict[str, Any]:
        """Values of a new record: those of `_flt_0_<link>` (the record it is added to), a code of an open list, a name
        that was looked for in vain, and the person as its owner.
        """
        values: dict[str, Any] = {}
        if "owner" in self.entity.fields:
            values["owner"] = g.user._get_current_object()
        for field in self.form_fields:
            asked = request.args.get(f"_flt_0_{field.name}") or request.args.get(field.name)
            if asked and field.spec.type == "link":
                values[field.name] = self._prefilled_link(field, asked)
            elif asked and field.spec.type == "lookup" and asked in lookup_values(field.spec.lookup or ""):
                values[field.name] = asked
            elif asked and field.name == named_by(self):
                values[field.name] = asked[: field.spec.max_length]
        return values

    def _prefilled_link(self, field: Field, asked: str) -> Any:
        try:
            return fetch(field.target_model, asked)
        except NotVisible as refusal:
            abort(404, refusal)

    def _hide_invisible_links(self, form: EntityForm, record: Any) -> None:
        """A link to a record the reader may not see is no field of the form, and so survives saving."""
        for field in self.form_fields:
            hidden = field.spec.type == "link" and field.read(record) is None and field.linked_id(record)
            if hidden and field.name in form:
                del form[field.name]

    def page_links(self) -> Sequence[PageLink]:
        """Further pages of this entity, shown as buttons over the list: its charts, with the filters of the list."""
        return [*super().page_links(), *chart_links(self.model)]

    def url_to(self, method: str, pk: Any = None, **args: Any) -> str:
        """The address of one of this view's pages, or of the entity's main view if this one leaves the page to it."""
        view = view_of(self.model) if method in self.exclude_route_methods else self
        if method == "show" and isinstance(pk, int) and not args:
            return page_of(view.endpoint, pk)
        return url_for(f"{view.endpoint}.{method}", **({"pk": pk} if pk is not None else {}), **args)
