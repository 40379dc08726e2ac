"""What is missing for an entity to be whole, each gap with the file to touch: `make entity-check NAME`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from flask import current_app
from sqlalchemy import inspect

from app.core.api import EntityApi
from app.core.attached import Attached
from app.core.describe import main_views
from app.core.entity_view import EntityView
from app.core.module import Module
from app.core.published import Published
from app.core.registry import Entity, described, entity
from app.core.traits import Record, Searchable

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
# Columns that every record has and no person reads.
_SILENT = {"id", "version", "archived_at", "extra", "created_by_id", "changed_by_id", "search_text"}
_ACCESS = ("acc_owner_id", "acc_department_id", "acc_territory_id")
_ATTACHED = ("acc_group", "acc_root")


def missing(name: str) -> list[str]:
    """One sentence for each gap of the entity called `name`; empty when it is whole."""
    try:
        return gaps(entity(name))
    except KeyError:
        known = ", ".join(found.name for found in described())
        return [
            f"No model that the application imports is called {name}: write app/<module>/models/{name}.py and name its "
            f"view in app/<module>/module.py. The entities are: {known}."
        ]


def gaps(found: Entity) -> list[str]:
    """One sentence for each gap of an entity."""
    return [sentence for check in _CHECKS for sentence in check(found)]


def _model_file(found: Entity) -> str:
    return str(found.model.__module__).replace(".", "/") + ".py"


def _labels(found: Entity) -> Iterator[str]:
    for attribute in ("__label__", "__label_plural__"):
        if not getattr(found.model, attribute, ""):
            yield f"{found.permission} has no {attribute}: add it, marked with N_(), in {_model_file(found)}."
    for column in inspect(found.model).column_attrs if issubclass(found.model, Record) else ():
        labelled = {"field", "link"} & column.columns[0].info.keys()
        if not labelled and column.key not in (*_SILENT, *_ACCESS, *_ATTACHED):
            yield f"The column {column.key} has no label: use a shorthand of app.core.columns in {_model_file(found)}."
    for field in found.fields.values():
        if not field.spec.label:
            yield f"The field {field.name} has no label in {_model_file(found)}."


def _title(found: Entity) -> Iterator[str]:
    titled = issubclass(found.model, Record) and found.model.__str__ is Record.__str__
    if titled and not hasattr(found.model, found.model.__title_field__):
        title = found.model.__title_field__
        yield f"__title_field__ names {title}, which {found.permission} has not: set it in {_model_file(found)}."
    imported = [view for view in main_views() if view.model is found.model and view.importable]
    if imported and not found.key_fields:
        yield f"No field names the record in files: mark one with key=True in {_model_file(found)}."


def _search(found: Entity) -> Iterator[str]:
    if not issubclass(found.model, Searchable):
        return
    if not any(field.spec.search for field in found.fields.values()):
        yield f"{found.permission} is Searchable, but no field has search=True in {_model_file(found)}."
    table = found.model.__tablename__
    # Called for the table itself, or in a loop over SEARCHED.
    called = rf"create_search_index\(\s*\w+,\s*[\"']{table}[\"']|SEARCHED = \([^)]*[\"']{table}[\"']"
    if not re.search(called, _migrations()):
        yield f"No migration calls create_search_index(op, “{table}”): add it in migrations/versions."


def _view_file(found: Entity) -> str:
    return f"app/{found.module}/views/{found.name}.py"


def _view(found: Entity) -> Iterator[str]:
    classes = [view for view in _subclasses(EntityView) if getattr(view, "model", None) is found.model]
    if not classes:
        yield f"{found.permission} has no screens: write an EntityView in {_view_file(found)}."
        return
    registered = {view for module in _modules() for view in (*module.views, *module.hidden_views)}
    if not registered & set(classes):
        yield f"{classes[0].__name__} is in no manifest: add it to `views` in app/{found.module}/module.py."
    for view in classes[:1]:
        grouped = {name for group in view.fieldsets for name in group.fields} | set(view.list_columns)
        for field in found.editable_fields:
            if field.stored != "extra" and field.name not in grouped:
                yield f"The field {field.name} is on no screen: put it into a fieldset in {_view_file(found)}."


def _subclasses(parent: type[Any]) -> Iterator[type[Any]]:
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


def _modules() -> tuple[Module, ...]:
    modules: tuple[Module, ...] = current_app.extensions["kehu_modules"]
    return modules


def _factory(found: Entity) -> Iterator[str]:
    files = (ROOT / "tests" / "factories").rglob("*.py")
    if not any(re.search(rf"^\s+model = {found.permission}$", file.read_text("utf-8"), re.MULTILINE) for file in files):
        yield f"No factory makes a {found.permission}: write one in tests/factories/{found.module}.py."


def _catalogue(found: Entity) -> Iterator[str]:
    untranslated = sorted(_terms(found) - _translated())
    if untranslated:
        listed = "; ".join(f"“{term}”" for term in untranslated)
        yield f"Without Chinese in {CATALOGUE.relative_to(ROOT)} (run `make catalogue` and fill in): {listed}."


def _terms(found: Entity) -> set[str]:
    """Every msgid that the entity's screens show for it."""
    terms = {getattr(found.model, name, "") for name in ("__label__", "__label_plural__")}
    for field in found.fields.values():
        # Labels that are known only when the application runs come from the locale data or from records.
        codes = field.spec.enum.choices() if field.spec.enum else ()
        terms |= {field.spec.label, field.spec.help, *(label for _, label in codes)}
    for view in main_views():
        if view.model is found.model:
            terms |= {group.title for group in view.fieldsets}
            terms |= {
                str(text) for a in view.actions.values() for text in (a.text, a.confirmation) if type(text) is str
            }
    return terms - {"", None}


def _translated() -> set[str]:
    if not CATALOGUE.is_file():
        return set()
    with CATALOGUE.open("rb") as source:
        return {str(message.id) for message in read_po(source, locale="zh") if message.string and not message.fuzzy}


def _migrations() -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "migrations" / "versions").glob("*.py")))


def _migration(found: Entity) -> Iterator[str]:
    table = found.model.__tablename__
    if not re.search(rf"(create_table\(\s*|rename_table\([^)]*)[\"']{table}[\"']", _migrations()):
        yield f"No migration makes the table {table}: run `make migration add_{table}` and read what it wrote."


def _access(found: Entity) -> Iterator[str]:
    follows = any(field.name == "owner" for field in found.fields.values()) or found.parent_link is not None
    if follows and not found.governed:
        yield f"{found.permission} has an owner or a parent but is not Governed: see app/{found.module}/models/base.py."
    if not found.governed:
        return
    group = getattr(found.model, "__access_group__", None)
    attached = issubclass(found.model, Attached)  # its rows name their groups themselves
    if (
        not attached
        and not issubclass(found.model, Published)
        and group not in {module.name for module in _modules() if module.grants}
    ):
        yield f"No role sees the access group {group!r}: add grants to app/{found.module}/module.py."
    led = {index.columns.keys()[0] for index in inspect(found.model).local_table.indexes}
    for column in (*_ACCESS, *(_ATTACHED if attached else ())):
        if column not in led:
            made = "attached_indexes" if attached else "access_indexes"
            yield f"{column} has no index: add *{made}(…) to __table_args__ in {_model_file(found)}."


def _rights(found: Entity) -> Iterator[str]:
    for module in _modules():
        views = (*module.views, *module.hidden_views)
        granted = any({found.permission, "*"} & grant.rights.keys() for grant in module.grants)
        if any(getattr(view, "model", None) is found.model for view in views) and not granted:
            yield f"No ready role may read it: add it to the grants in app/{module.name}/module.py."


def _interfaces(found: Entity) -> Iterator[str]:
    if not any(view.model is found.model for view in main_views()):
        yield f"It is not in `flask kehu describe`: that follows from its view in app/{found.module}/module.py."
    builder: Any = current_app.appbuilder  # type: ignore[attr-defined]
    wanted = any(view.model is found.model and view.has_api for view in main_views())
    made = any(isinstance(api, EntityApi) and api.entity_view.model is found.model for api in builder.baseviews)
    if wanted and not made:
        yield f"It has no REST API: that follows from its view in app/{found.module}/module.py."


_CHECKS: tuple[Callable[[Entity], Iterator[str]], ...] = (
    _labels,
    _title,
    _search,
    _view,
    _factory,
    _catalogue,
    _migration,
    _access,
    _rights,
    _interfaces,
)
