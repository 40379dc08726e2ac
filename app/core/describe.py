"""The data dictionary of the running system: what integrators, importers, rules, reports and checks need to know.

Generated from the registry, the views and the manifests, so that it cannot say anything else than what is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from alembic.runtime.migration import MigrationContext
from flask import current_app
from werkzeug.routing import MapAdapter

from app.core.api import EntityApi
from app.core.db import db
from app.core.display import choices
from app.core.exchange.exporting import columns_of
from app.core.exchange.importing import plan_of
from app.core.exchange.plan import ImportChild
from app.core.i18n import LOCALES, force_locale, in_every_locale
from app.core.jobs.registry import job_kind, job_kinds, schedules
from app.core.lookups import lookup_values
from app.core.registry import Entity, Field, entity_of
from app.core.release import PRODUCT, VERSION
from app.core.rest.exposure import shown_fields
from app.core.views import entity_views, view_of

Described = dict[str, Any]
LOGIN = {
    "path": "/login/",
    "language_switch": "/lang/{locale}",
    "health": "/healthz",
    "api_login": "/api/v1/security/login",
}
_PAGES = {
    "list": "/list/",
    "show": "/show/{id}",
    "add": "/add",
    "edit": "/edit/{id}",
    "delete": "/delete/{id}",
    "action": "/action/{action}/{id}",
    "bulk": "/action_post",
    "export": "/export/{format}",
    "import": "/import",
    "lookup": "/lookup?q={q}",
}
PLACEHOLDERS = {"id": "1", "q": "a", "format": "csv", "action": "archive", "locale": "zh"}


def describe() -> Described:
    """The whole dictionary, ready for JSON. Keys may be added, never renamed."""
    return {
        "product": PRODUCT,
        "version": VERSION,
        "schema_revision": MigrationContext.configure(db.session.connection()).get_current_revision(),
        "locales": list(LOCALES),
        "login": LOGIN,
        "entities": [describe_entity(view) for view in main_views()],
        "pages": [_page(view) for module in _modules() for view in module.pages],
        "charts": [chart for module in _modules() for view in module.charts for chart in _charts(view)],
        "jobs": list(_jobs()),
        "roles": [{"name": name, "label": in_every_locale(label)} for name, label in _roles().items()],
    }


def main_views() -> list[Any]:
    """The main view of each entity, in the order of the menu."""
    return [view for view in entity_views() if view_of(view.model) is view]


def describe_entity(view: Any) -> Described:
    """One entity with its pages, fields and actions."""
    entity: Entity = view.entity
    link = entity.parent_link
    paths = paths_of(view)
    return {
        "name": entity.name,
        "module": entity.module,
        "label": in_every_locale(entity.label),
        "label_plural": in_every_locale(entity.label_plural),
        "permission": view.class_permission_name,
        "governed": entity.governed,
        "parent": {"entity": entity_of(link.target_model).name, "field": link.name} if link else None,
        "paths": paths,
        "view": type(view).__name__,
        "api": _api_path(view),
        "fields": [_field(field, places) for field, places in places_of(view, paths).items()],
        "actions": [_action(view, name, action) for name, action in sorted(view.actions.items())],
        "import_children": [_child(child) for child in view.import_children] if paths["import"] else [],
    }


def paths_of(view: Any) -> dict[str, str | None]:
    """The addresses of a view's pages with their placeholders; None for a page that it does not have."""
    adapter = current_app.url_map.bind("localhost")
    paths = {name: _existing(adapter, view.route_base + page) for name, page in _PAGES.items()}
    return paths if view.importable else paths | {"import": None}


def _existing(adapter: MapAdapter, template: str) -> str | None:
    return template if adapter.allowed_methods(template.split("?")[0].format(**PLACEHOLDERS)) else None


def _api_path(view: Any) -> str | None:
    builder: Any = current_app.appbuilder  # type: ignore[attr-defined]
    apis = [api for api in builder.baseviews if isinstance(api, EntityApi) and api.entity_view is view]
    return f"{apis[0].route_base}/" if apis else None


def places_of(view: Any, paths: dict[str, str | None]) -> dict[Field, list[str]]:
    """Every field of a view's entity and on which of its screens, files and interfaces it appears."""
    form = {field.name for field in view.form_fields}
    shown = {
        "list": set(view.list_columns),
        "show": {name for group in view.own_fieldsets() for name in group.fields},
        "add": form,
        "edit": {name for name in form if not view.entity.fields[name].spec.fixed},
        "search": set(view.filter_fields),
        "import": {target.field.name for target in plan_of(view).targets.values() if not target.part},
        "export": {field.name for field in columns_of(view)},
        "api": set(shown_fields(view)) if _api_path(view) else set(),
    }
    there = {place for place in shown if paths.get(place, place)}
    fields = view.entity.fields.values()
    return {f: [place for place, names in shown.items() if place in there and f.name in names] for f in fields}


def _child(child: ImportChild) -> Described:
    """A record that a row of a file makes beside its own; its columns are called `<name>.<field>`."""
    return {"name": child.name, "entity": entity_of(child.model).name, "fields": list(child.fields)}


def _field(field: Field, places: list[str]) -> Described:
    spec = field.spec
    told: Described = {
        "name": field.name,
        "type": spec.type,
        "label": in_every_locale(spec.label),
        "required": spec.required,
        "max_length": spec.max_length,
        "in": places,
        "key": spec.key,
        "sensitive": spec.sensitive is not None,
        "computed": spec.computed,
    }
    if spec.help:
        told["help"] = in_every_locale(spec.help)
    if spec.target:
        told["target"] = entity_of(field.target_model).name
    if spec.type in ("choice", "lookup"):
        told["choices"] = list(_choices(field))
    for name in ("lookup", "suggestions", "minimum", "maximum", "default"):
        if getattr(spec, name) is not None:
            told[name] = _plain(getattr(spec, name))
    return told


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, str)) else str(value)


def _choices(field: Field) -> Iterator[Described]:
    """What may be chosen, in order; a value of an open list that was withdrawn says so."""
    if field.spec.type == "choice":
        texts = {}
        for locale in LOCALES:
            with force_locale(locale):  # some labels come from the locale data, not from the catalogue
                texts[locale] = dict(choices(field))
        for code in texts[LOCALES[0]]:
            yield {"code": code, **{locale: texts[locale][code] for locale in LOCALES}}
    else:
        for value in lookup_values(field.spec.lookup or "").values():
            yield {"code": value.code, "zh": value.zh, "en": value.en, "active": value.active}


def _action(view: Any, name: str, action: Any) -> Described:
    return {
        "name": name,
        "label": _in_both(action.text),
        "permission": view.permission_of(action),
        "method": "POST",
        "single": bool(action.single),
        "bulk": bool(action.multiple),
    }


def _modules() -> Any:
    return current_app.extensions["kehu_modules"]


def _roles() -> dict[str, str]:
    roles: dict[str, str] = current_app.extensions["kehu_roles"]
    return roles


def _instance(view_class: type[Any]) -> Any:
    builder: Any = current_app.appbuilder  # type: ignore[attr-defined]
    return next(view for view in builder.baseviews if type(view) is view_class)


def _page(view_class: type[Any]) -> Described:
    view = _instance(view_class)
    rules = current_app.url_map.iter_rules(f"{view.endpoint}.{view.default_view}")
    return {
        "name": _snake(view_class.__name__),
        "path": next(rule.rule for rule in rules if not rule.arguments),
        "label": _in_both(view_class.menu_label()),
        "permission": view.class_permission_name,
    }


def _charts(view_class: type[Any]) -> Iterator[Described]:
    view = _instance(view_class)
    for chart in view.charts:
        yield {
            "name": chart.name,
            "path": f"{view.route_base}/{chart.name}",
            "label": in_every_locale(chart.label),
            "entity": entity_of(view.model).name,
            "permission": view.class_permission_name,
        }


def _jobs() -> Iterator[Described]:
    """The scheduled jobs by their schedules, then the kinds that are started by hand or by the program."""
    scheduled = schedules()
    for schedule in scheduled:
        kind = job_kind(schedule.job_name)
        yield {
            "name": schedule.key,
            "schedule": schedule.cron,
            "zone": schedule.zone,
            "label": in_every_locale(kind.label),
        }
    for kind in job_kinds():
        if kind.name not in {schedule.job_name for schedule in scheduled}:
            yield {"name": kind.name, "schedule": None, "label": in_every_locale(kind.label)}


def _in_both(text: Any) -> dict[str, str]:
    """A msgid, or a text that is translated when it is read, in every locale."""
    if type(text) is str:
        return in_every_locale(text)
    texts = {}
    for locale in LOCALES:
        with force_locale(locale):
            texts[locale] = str(text)
    return texts


def _snake(name: str) -> str:
    """OrderBoardView → order_board."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.removesuffix("View").removesuffix("Page")).lower()
