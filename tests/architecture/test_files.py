"""What every file keeps to. Each message says how to mend what it found."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("app/**/*.py"))}
TREES = {name: ast.parse(text) for name, text in SOURCES.items()}
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder in ("templates", "static")
    for path in sorted((ROOT / "app" / folder).rglob("*"))
    if path.suffix in (".html", ".js", ".css", ".svg", ".xml") and "vendor" not in path.parts
}
FILE_LINES = 300
FUNCTION_LINES = 40
VAGUE_NAMES = {"utils", "util", "common", "helpers", "helper", "misc"}
# Names of a language, not places to load something from.
NAMESPACES = re.compile(r"https?://www\.w3\.org/[\w/.#-]*")
COMMENTS = re.compile(r"\{#.*?#\}|<!--.*?-->|/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
FOREIGN = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)
BULK = {"bulk_update_mappings", "bulk_insert_mappings", "bulk_save_objects", "executemany"}
# A file that goes round the gate -> why that cannot show anybody what is not theirs.
ROUND_THE_GATE: dict[str, str] = {}


def test_files_are_short():
    long = {name: lines for name, text in SOURCES.items() if (lines := text.count("\n")) > FILE_LINES}
    assert not long, f"Which concept is missing? Give it a file (at most {FILE_LINES} lines each): {long}"


def test_functions_are_short():
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and code_lines(node) > FUNCTION_LINES
    ]
    assert not long, f"Name the steps and make them functions (at most {FUNCTION_LINES} lines each): {long}"


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of `function` from its `def` to its end, without its docstring."""
    first = function.body[0]
    is_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def test_names_say_what_is_inside():
    vague = [name for name in SOURCES if VAGUE_NAMES & set(Path(name).with_suffix("").parts)]
    assert not vague, f"Name the file after the one thing it decides or does: {vague}"


def test_pages_load_nothing_from_other_hosts():
    foreign = {name: hosts for name, text in PAGES.items() if (hosts := foreign_hosts(text))}
    assert not foreign, f"Add the file to deploy/setup_frontend.py and serve it from static/vendor: {foreign}"


def foreign_hosts(text: str) -> list[str]:
    return FOREIGN.findall(NAMESPACES.sub("", COMMENTS.sub("", text)))


def test_nothing_goes_round_the_gate():
    found = {}
    for name, tree in TREES.items():
        ways = set(ways_round(tree))
        if "/models/" in name:
            ways.discard("text()")  # the condition of an index
        if ways and not name.startswith("app/core/"):
            found[name] = sorted(ways)
    unlisted = {name: ways for name, ways in found.items() if name not in ROUND_THE_GATE}
    assert not unlisted, f"Use app.core.access.fetch and select(Model), which the gate sees: {unlisted}"
    stale = sorted(ROUND_THE_GATE.keys() - found.keys())
    assert not stale, f"Take out of ROUND_THE_GATE what is no longer there: {stale}"


def ways_round(tree: ast.Module) -> Iterator[str]:
    """Each way past the record-access listener that `tree` uses: raw SQL, tables, identity map, bulk by primary key."""
    flask_session = "session" in imported_from(tree, "flask")
    if "text" in imported_from(tree, "sqlalchemy"):
        yield "text()"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            yield "__table__"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from call_round(node, node.func, flask_session)


def call_round(call: ast.Call, method: ast.Attribute, flask_session: bool) -> Iterator[str]:
    """`flask_session`: the plain name `session` is Flask's, a dictionary."""
    owner = ast.unparse(method.value)
    if method.attr in BULK:
        yield method.attr
    elif method.attr in ("get", "get_one") and re.search(r"\bsession(\(\))?$", owner):
        if not (flask_session and owner == "session"):
            yield "session.get"
    elif (
        method.attr == "execute" and len(call.args) > 1 and ast.unparse(call.args[0]).startswith(("update(", "delete("))
    ):
        yield "bulk update by primary key"
    elif method.attr == "exec_driver_sql":
        yield "exec_driver_sql"


def imported_from(tree: ast.Module, package: str) -> set[str]:
    statements = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {alias.name for node in statements if (node.module or "").split(".")[0] == package for alias in node.names}
