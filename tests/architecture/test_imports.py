"""Imports run one way. The two tables are the diagram of the house: a file may import what stands before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UPPER = ("portal", "demo", "cli", "rehearsal", "warming", "factory")
PACKAGES = ("core", "system", "customers", "products", "marketing", "sales", "service", "engagement", "insight", *UPPER)
# Inside a business module. Files on one line may use each other, as long as no circle comes of it.
LAYERS = (
    "enums signals lookups",
    "rules",
    "models",
    "queries",
    "actions",
    "reactions charts views jobs exchange",
    "module",
)
PURE_CORE = {f"app.core.{name}" for name in ("text", "enums", "errors", "clock", "money", "folding")}
FRAMEWORKS = {"flask", "flask_appbuilder", "flask_babel", "sqlalchemy", "alembic", "wtforms", "werkzeug", "jinja2"}
# An import inside a function -> why it cannot stand at the top of the file; "*" is whatever the file imports so.
INSIDE_FUNCTIONS = {
    ("app.cli", "*"): "a command loads only what it needs, so that each starts quickly",
    ("app.core.exchange.legacy_process", "resource"): "the module does not exist on Windows",
    ("app.core.exchange.first_look_process", "resource"): "the module does not exist on Windows",
    ("app.core.folding", "opencc"): "dictionaries of 50 ms, needed by the first search only",
    ("app.core.pinyin", "pypinyin.constants"): "dictionaries of 300 ms, needed by the first search only",
}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


TREES = {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("app/**/*.py"))}


def imports(tree: ast.AST) -> Iterator[str]:
    """What the import statements below `tree` name: a module of ours where it is one, not the thing in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from {name if name in TREES else node.module for name in names}


IMPORTED = {name: set(imports(tree)) for name, tree in TREES.items()}
OURS = [(name, target) for name, targets in IMPORTED.items() for target in sorted(targets) if target in TREES]


def package_rank(name: str) -> int:
    return -1 if name == "app" else PACKAGES.index(name.split(".")[1])


def layer_rank(name: str) -> int | None:
    """The layer of app.<module>.<file>; None in core and for files the table does not name."""
    parts = name.split(".")
    if len(parts) < 3 or parts[1] == "core":
        return None
    return next((rank for rank, layer in enumerate(LAYERS) if parts[2] in layer.split()), None)


def reached(name: str) -> set[str]:
    """Everything that importing `name` imports, ours and foreign."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        found |= waiting
        waiting = {target for module in waiting for target in IMPORTED.get(module, ())} - found
    return found


def is_pure(name: str) -> bool:
    return name in PURE_CORE or ".rules" in name or name.endswith(".enums")


def test_packages_import_downwards():
    upward = [f"{name} imports {target}" for name, target in OURS if package_rank(name) < package_rank(target)]
    assert not upward, f"Send a documented signal and answer it in the upper module's reactions.py: {upward}"


def test_layers_of_a_module_import_downwards():
    upward = []
    for name, target in OURS:
        ranks = layer_rank(name), layer_rank(target)
        if package_rank(name) == package_rank(target) and None not in ranks and ranks[0] < ranks[1]:
            upward.append(f"{name} imports {target}")
    assert not upward, f"Move what is needed down, or pass it as an argument: {upward}"


def test_there_is_no_circle():
    graph = {name: {target for target in targets if target in TREES} - {name} for name, targets in IMPORTED.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"Put what both sides need into a file of its own: {' <- '.join(error.args[1])}")


def test_pure_files_reach_no_framework():
    impure = {}
    for name in filter(is_pure, TREES):
        foreign = sorted({target.split(".")[0] for target in reached(name)} & FRAMEWORKS)
        if foreign:
            impure[name] = foreign
    assert not impure, f"Rules take plain values: load them in the action and pass them in: {impure}"


def test_imports_inside_functions_have_a_listed_reason():
    found = set()
    for name, tree in TREES.items():
        functions = (n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))
        targets = {target for function in functions for target in imports(function)}
        found |= {(name, "*" if (name, "*") in INSIDE_FUNCTIONS else target) for target in targets}
    unlisted, stale = sorted(found - INSIDE_FUNCTIONS.keys()), sorted(INSIDE_FUNCTIONS.keys() - found)
    assert not unlisted, f"Import at the top, or list the reason in INSIDE_FUNCTIONS: {unlisted}"
    assert not stale, f"Take out of INSIDE_FUNCTIONS what is no longer there: {stale}"
