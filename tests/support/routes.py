"""Every route of the application with arguments that mean something there. A new route is covered by existing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

import pytest
from flask import current_app, request, request_started
from werkzeug.routing import Rule

from app.core.asking import asked_fields
from app.core.views import entity_views

# What stands for a route's argument. A new argument needs a line here, or the walk could not visit its route.
ARGUMENTS: dict[str, list[str]] = {
    "locale": ["en"],
    "format": ["csv", "xlsx"],
    "version": ["v1"],
    "filename": ["css/kehu.css"],
    "token": ["x"],
    "status": ["draft"],
    "redirect_url": ["x"],
}
SEED = 7
NAMES = 2  # of a route that takes the name of a field: those drawn where not all are wanted


@dataclass(frozen=True)
class Route:
    """One address, and how it is asked."""

    method: str
    address: str
    rule: str
    endpoint: str

    @property
    def ends_session(self) -> bool:
        return "logout" in self.endpoint


def routes(app: Any, records: Iterable[Any], *, one_each: bool = False, whole: bool = False) -> list[Route]:
    """Everything that the application answers to, what ends a session last.

    `one_each` asks each route in one way only; `whole` tries every name of a field that a route could mean.
    """
    found, rng = [], Random(SEED)
    with app.test_request_context():
        adapter = app.url_map.bind("")
        for rule in app.url_map.iter_rules():
            combinations = _values(rule, list(records), rng, whole)
            for values in combinations[:1] if one_each else combinations:
                address = adapter.build(rule.endpoint, values, force_external=False)
                methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
                found += [Route(method, address, rule.rule, rule.endpoint) for method in methods]
    return sorted(found, key=lambda route: route.ends_session)


def _values(rule: Rule, records: list[Any], rng: Random, whole: bool) -> list[dict[str, str]]:
    """The combinations of arguments worth trying on a route: names only where they mean something there."""
    views = {view.endpoint: view for view in entity_views()}
    endpoint, _, method = rule.endpoint.partition(".")
    view = views.get(endpoint)
    if "question" in rule.arguments:
        asked = [(a.name, f.name) for a in view.actions.values() for f in asked_fields(view, a)]
        return [{"name": name, "question": question} for name, question in (*asked, ("x", "x"))]
    choices: dict[str, list[str]] = {}
    for argument in sorted(rule.arguments):
        if argument in ("pk", "id") or argument.endswith("_id"):
            choices[argument] = _ids(argument, endpoint, records, whole)
        elif argument == "name":
            names = _names(view, method, endpoint)
            drawn = names if whole or method in ("action", "related") else rng.sample(names, min(NAMES, len(names)))
            choices[argument] = [*drawn, "x"]
        elif argument in ARGUMENTS:
            choices[argument] = ARGUMENTS[argument]
        else:
            pytest.fail(f"Say in ARGUMENTS what “{argument}” of {rule.rule} may be")
    return [dict(zip(choices, combination, strict=True)) for combination in product(*choices.values())]


def _ids(argument: str, endpoint: str, records: list[Any], whole: bool) -> list[str]:
    """The ids of those `records` that the argument is about, as far as that is known; of all of them otherwise."""
    stem = endpoint.removesuffix("View").removesuffix("Api").lower()
    wanted = {"document_id": "document", "version_id": "documentversion"}.get(argument, stem)
    own = [str(record.id) for record in records if type(record).__name__.lower() == wanted]
    return own if own and not whole else sorted({str(record.id) for record in records}) or ["1"]


def _names(view: Any, method: str, endpoint: str) -> list[str]:
    """What a `name` in the address of this method of a view stands for."""
    if view is None:
        charts = next((v for v in current_app.appbuilder.baseviews if v.endpoint == endpoint), None)  # type: ignore[attr-defined]
        return [definition.name for definition in getattr(charts, "charts", ())]
    if method == "related":
        return [r.name for r in current_app.extensions["kehu_related"] if r.parent == view.entity.name]
    if method == "action":
        return list(view.actions)
    return list(view.entity.fields)


@contextmanager
def visited(app: Any) -> Iterator[set[tuple[str, str]]]:
    """The rules, (method, rule), that requests really met while the block ran."""
    met: set[tuple[str, str]] = set()

    def note(_app: Any, **_: Any) -> None:
        if request.url_rule is not None:
            met.add((request.method, request.url_rule.rule))

    with request_started.connected_to(note, app):
        yield met


def every_rule(app: Any) -> set[tuple[str, str]]:
    """(method, rule) of all that the application answers to."""
    return {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}
