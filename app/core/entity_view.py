"""The generated screens of one entity. A view only chooses columns; everything else comes from the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import Response, abort, flash, g, jsonify, redirect, request, url_for
from flask_appbuilder import ModelView, expose, has_access, permission_name
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from app.core import submissions
from app.core.access import fetch
from app.core.archiving import archive, restore
from app.core.cells import Cell, cell
from app.core.charts.links import chart_links
from app.core.charts.statistics_routes import StatisticsRoutes
from app.core.db import db
from app.core.display import title
from app.core.entity_actions import ActionRoutes
from app.core.entity_pages import ListPage, RecordPage
from app.core.errors import Conflict, NotVisible, RuleError
from app.core.exchange.imported import only_imported
from app.core.exchange.routes import ExchangeRoutes
from app.core.form_fields import EntityForm, build_form, explain
from app.core.i18n import lazy, translate
from app.core.layout import Fieldset, Note, PageLink, fieldset
from app.core.listing import ListRequest, count, read_request
from app.core.lookup_routes import LookupRoutes
from app.core.page_rights import PERMISSIONS
from app.core.page_rights import pages_for as pages_for  # views without some pages say so beside their class
from app.core.refusals import CHANGED_MEANWHILE, refusal_of
from app.core.registry import Entity, Field, entity_of
from app.core.related_routes import RelatedRoutes
from app.core.text import N_


class EntityView(LookupRoutes, RelatedRoutes, StatisticsRoutes, ExchangeRoutes, ActionRoutes, ModelView):
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
    readable: ClassVar[bool] = True  # False: no page of one record, so nothing links to it
    has_api: ClassVar[bool] = True
    exclude_route_methods = {"download"}
    method_permission_name = PERMISSIONS

    list_template = "core/list.html"
    show_template = "core/show.html"
    add_template = edit_template = "core/form.html"

    def __init__(self) -> None:
        self.datamodel = SQLAInterface(self.model)
        super().__init__()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "model" in cls.__dict__:
            cls.class_permission_name = cls.__dict__.get("class_permission_name", cls.model.__name__)
            cls.route_base = cls.__dict__.get("route_base", f"/{cls.model.__tablename__}")

    # FAB builds columns, forms and filters from the mapper here; ours come from the registry.
    def _init_properties(self) -> None:
        self.entity: Entity = entity_of(self.model)
        self.related_views, self._related_views, self.actions = [], [], {}
        self.form_fields = [f for f in self._fields_in_sets() if not f.spec.computed and f.name not in self.read_only]
        own = [name for name, field in self.entity.fields.items() if field.stored == "extra"]
        self.filter_fields = {name: self.entity.fields[name] for name in (*self.search_columns, *own)}
        self.order_fields = [f for f in map(self.entity.fields.__getitem__, self.list_columns) if f.sortable]
        self.label_columns = {name: lazy(field.spec.label) for name, field in self.entity.fields.items()}

    def _init_forms(self) -> None:
        self.add_form = build_form(self.form_fields)
        self.edit_form = build_form([field for field in self.form_fields if not field.spec.fixed])

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

    def list_request(self, args: MultiDict[str, str] | None = None) -> ListRequest:
        """Which rows the arguments of a list, this request's by default, ask for."""
        args = request.args if args is None else args
        asked = read_request(self.entity, type(self).__name__, args, self.order_fields, self.filter_fields)
        return self.narrow(only_imported(asked, args))

    def narrow(self, asked: ListRequest) -> ListRequest:
        """For views that show a part of an entity: the request with what they always add."""
        return asked

    # -- list and show

    @expose("/list/")
    @has_access
    def list(self) -> str:
        return self._page(ListPage(self, self.list_request()))

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> str:
        return self._page(RecordPage(self, self.fetch_or_404(pk, archived=True)))

    def headline(self, record: Any) -> list[tuple[str, Cell]]:
        """What a reader looks for first on the page of a record: labels (msgids) and values."""
        fields = (self.entity.fields[name] for name in self.headline_columns)
        return [(field.spec.label, cell(field, record)) for field in fields]

    def notes(self, record: Any) -> list[Note]:
        """What the page of a record points out."""
        return []

    @expose("/exact_count")
    @has_access
    def exact_count(self) -> Response:
        """How many records match, however many there are: lists count only up to a limit."""
        return jsonify(count=str(count(self.list_request(), None)))

    def _page(self, page: Any) -> str:
        return self.render_template(page.template, page=page, view=self)  # type: ignore[no-any-return]

    def fetch_or_404(self, pk: Any, *, archived: bool = False) -> Any:
        """The record, if the reader may see it; the page says no more than "not found" otherwise."""
        try:
            return fetch(self.model, pk, archived=archived)
        except NotVisible as refusal:
            abort(404, refusal)

    # -- add and edit

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> str | Response:
        if request.method == "GET":
            form = self.add_form(data=self.prefilled(), formdata=None)
            form.form_token.data = submissions.new_token()
            return self.form_page(form, None)
        form = self.add_form()
        made = submissions.made_by(form.form_token.data, self.entity.name)
        if made:
            return redirect(self.url_to("show", made))
        return self._save(form, self.model(), created=True)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> str | Response:
        record = self.fetch_or_404(pk)
        values = {field.name: field.read(record) for field in self.form_fields}
        form = self.edit_form(data=values, formdata=request.form if request.method == "POST" else None)
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
        """Values of a new record: those of `_flt_0_<link>` (the record it is added to) and the person as its owner."""
        values: dict[str, Any] = {}
        if "owner" in self.entity.fields:
            values["owner"] = g.user._get_current_object()
        for field in self.form_fields:
            asked = request.args.get(f"_flt_0_{field.name}") or request.args.get(field.name)
            if asked and field.spec.type == "link":
                values[field.name] = self._prefilled_link(field, asked)
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

    def _save(self, form: EntityForm, record: Any, *, created: bool) -> Any:
        if not form.validate():
            return self.form_page(form, None if created else record, 422)
        try:
            if not created:
                self._refuse_stale(form, record)
            self._write(form, record, created)
        except SQLAlchemyError as error:
            return self._refused(form, record, created, refusal_of(error, self.entity))
        except RuleError as refusal:
            return self._refused(form, record, created, refusal)
        flash(translate(N_("“%(title)s” is saved."), title=title(record)), "success")
        return redirect(self.after_save(record))

    def _write(self, form: EntityForm, record: Any, created: bool) -> None:
        with db.session.no_autoflush:
            form.write_to(record)
            self.before_save(record, created)
            if created:
                db.session.add(record)
        db.session.flush()
        if created:
            submissions.remember(form.form_token.data, self.entity.name, record.id)
        db.session.commit()

    def _refuse_stale(self, form: EntityForm, record: Any) -> None:
        if form.row_version.data != self.version_of(record):
            raise Conflict(CHANGED_MEANWHILE)

    def version_of(self, record: Any) -> str:
        """What a form remembers of the state it was opened on, so that nobody overwrites a later one unseen."""
        return str(getattr(record, "version", ""))

    def _refused(self, form: EntityForm, record: Any, created: bool, refusal: RuleError) -> Any:
        db.session.rollback()
        db.session.expire_all()
        made = submissions.made_by(form.form_token.data, self.entity.name) if created else None
        if made:  # the same form, sent twice at the same moment: the other one was faster
            return redirect(self.url_to("show", made))
        current = None if created else self.fetch_or_404(record.id)
        if isinstance(refusal, Conflict):
            form.row_version.raw_data, form.row_version.data = None, self.version_of(current)
        if not form.blame(refusal):
            flash(explain(refusal), "danger")
        return self.form_page(form, current, 409 if isinstance(refusal, Conflict) else 422)

    def before_save(self, record: Any, created: bool) -> None:
        """For rules of one entity: called in the saving transaction; RuleError refuses."""

    def after_save(self, record: Any) -> str:
        """Where to go when a record is saved."""
        if "save_and_new" in request.form:
            return self.url_to("add")
        return self.url_to("show", record.id)

    def page_links(self) -> Sequence[PageLink]:
        """Further pages of this entity, shown as buttons over the list: its charts, with the filters of the list."""
        return [*super().page_links(), *chart_links(self.model)]

    def url_to(self, method: str, pk: Any = None, **args: Any) -> str:
        """The address of one of this view's pages."""
        return url_for(f"{self.endpoint}.{method}", **({"pk": pk} if pk is not None else {}), **args)

    # -- delete and restore

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    def delete(self, pk: str) -> Response:
        record = self.fetch_or_404(pk)
        kept = hasattr(record, "archived_at")
        done = N_("“%(title)s” is in the recycle bin.") if kept else N_("“%(title)s” is deleted.")
        return self.perform(lambda: archive(record), done, record, "list")

    @expose("/recover/<pk>", methods=["POST"])
    @has_access
    @permission_name("recover")
    def recover(self, pk: str) -> Response:
        record = self.fetch_or_404(pk, archived=True)
        return self.perform(lambda: restore(record), N_("“%(title)s” is restored."), record, "show")
