"""Fixtures every test may ask for. What they are made of lies in tests/support."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.support.postgres import PostgresServer
from tests.support.processes import ROOT, Installation, LiveServer, serve
from tests.support.run_folder import RunFolder
from tests.support.statements import Statements, collect_statements

KINDS = {databases.kind: databases for databases in (SqliteDatabases, PostgresDatabases)}
RUN_FOLDER = pytest.StashKey[RunFolder]()

# A slow machine is no failure.
settings.register_profile("kehu", deadline=None)
settings.load_profile("kehu")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=list(KINDS), help="run database tests on this kind only, instead of on both")
    parser.addoption("--soak", action="store_true", help="run the full counts and kill tests too")


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", None)
    folder = RunFolder(Path(worker["run_folder"]), worker["workerid"]) if worker else RunFolder.create()
    config.stash[RUN_FOLDER] = folder
    # As after Ctrl-C: servers are stopped and databases dropped.
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("terminated", returncode=143))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker process of pytest-xdist where the run's folder is."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER].path)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[RUN_FOLDER].remove()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say where the walk over all screens left its pictures."""
    from tests.support.browser import PICTURES

    if PICTURES.is_dir():
        terminalreporter.write_line(f"pictures of every screen: {PICTURES}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that touches a database on each kind, unless its mark `databases` or `--database` narrows them."""
    if "database_kind" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("databases")
        chosen, soaking = metafunc.config.getoption("--database"), metafunc.config.getoption("--soak")
        narrowed = mark is not None and not (soaking and mark.kwargs.get("soak_on_all"))
        kinds = [kind for kind in (mark.args if narrowed else KINDS) if chosen in (None, kind)]
        metafunc.parametrize("database_kind", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    soaking = config.getoption("--soak")
    left_out = {
        item for item in items if _elsewhere(item, soaking) or (not soaking and item.get_closest_marker("soak"))
    }
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))


def _elsewhere(item: pytest.Item, soaking: bool) -> bool:
    """Whether one case of a test (`pytest.param(…, marks=…)`) stays away from the database at hand."""
    mark, case = item.get_closest_marker("databases"), getattr(item, "callspec", None)
    if mark is None or case is None or (soaking and mark.kwargs.get("soak_on_all")):
        return False
    return case.params.get("database_kind", mark.args[0]) not in mark.args


@pytest.fixture(scope="session")
def northwind() -> Path:
    """The folder of the Northwind sample files."""
    folder = Path(os.environ.get("KEHU_TEST_DATA", ROOT.parent / "shared" / "data")) / "northwind"
    if not folder.is_dir():
        pytest.fail("Tests that need Northwind read KEHU_TEST_DATA (default ../shared/data): it has no northwind there")
    return folder


# Databases


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> RunFolder:
    return pytestconfig.stash[RUN_FOLDER]


@pytest.fixture(scope="session")
def postgres_server(run_folder: RunFolder) -> PostgresServer:
    """The PostgreSQL server of this test run."""
    return run_folder.postgres()


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def all_databases(run_folder: RunFolder) -> Callable[[str], Databases]:
    """The databases of a kind; a run on SQLite alone starts no server."""
    return cache(lambda kind: KINDS[kind](run_folder))


@pytest.fixture(scope="session")
def databases(database_kind: str, all_databases: Callable[[str], Databases]) -> Databases:
    """Makes empty and initialised databases of the kind under test."""
    return all_databases(database_kind)


@pytest.fixture
def empty_installation(databases: Databases) -> Iterator[Installation]:
    """A database without a table, and a data folder: for migrations, init and restore."""
    installation = databases.empty()
    yield installation
    databases.discard(installation)


@pytest.fixture
def installation(databases: Databases) -> Iterator[Installation]:
    """An initialised database of its own, for tests that commit or start processes."""
    installation = databases.initialised()
    yield installation
    databases.discard(installation)


@pytest.fixture
def sqlite_uri(all_databases: Callable[[str], Databases]) -> str:
    """An empty SQLite database."""
    return all_databases("sqlite").empty().uri


@pytest.fixture
def postgres_uri(all_databases: Callable[[str], Databases]) -> str:
    """An empty PostgreSQL database."""
    return all_databases("postgresql").empty().uri


@pytest.fixture
def database_uri(empty_installation: Installation) -> str:
    """An empty database of the kind under test."""
    return empty_installation.uri


# The application. It is imported when first asked for: tests of pure rules start without Flask.


@pytest.fixture(scope="session")
def _apps(all_databases: Callable[[str], Databases]) -> Callable[[str], Any]:
    """The application on a kind of database, built once for each kind."""
    return cache(lambda kind: build_app(all_databases(kind).initialised()))


def build_app(installation: Installation) -> Any:
    """The application as tests need it: no CSRF token, and passwords that cost nothing."""
    from app.factory import create_app
    from tests.support.visitors import Visitor

    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "only-for-tests-0123456789abcdef0123456789abcdef",
            "WTF_CSRF_ENABLED": False,
            "FAB_PASSWORD_HASH_METHOD": "pbkdf2:sha256:1",
            "AUTH_DB_FAKE_PASSWORD_HASH_CHECK": "pbkdf2:sha256:1$salt$" + "0" * 64,
            "SQLALCHEMY_DATABASE_URI": installation.uri,
            "KEHU_DATA_DIR": str(installation.data_dir),
        }
    )
    app.test_client_class = Visitor
    return app


@pytest.fixture
def app(database_kind: str, _apps: Callable[[str], Any]) -> Iterator[Any]:
    """The application on an initialised database; whatever a test writes is rolled back."""
    from tests.support.rollback import everything_rolled_back

    app = _apps(database_kind)
    with everything_rolled_back(app):
        yield app


@pytest.fixture
def committing_app(database_kind: str, _apps: Callable[[str], Any], installation: Installation) -> Iterator[Any]:
    """The application on a database of its own where commits are real: for threads and for what spans transactions."""
    from tests.support.rollback import database_replaced

    app = _apps(database_kind)
    with database_replaced(app, installation.uri):
        yield app


@pytest.fixture
def session(app: Any) -> Iterator[Any]:
    """The database session of a test that sees every record; use `acting_as` inside to be somebody."""
    from app.core.access import system_access
    from app.core.db import db

    with app.app_context(), system_access("test"):
        yield db.session


@pytest.fixture
def client(app: Any) -> Any:
    """A visitor who has not logged in."""
    return app.test_client()


@pytest.fixture
def login(app: Any) -> Callable[[Any], Any]:
    """`login(user)` is a new client at which this user is logged in."""
    from tests.support import visitors

    return lambda user: visitors.login(app.test_client(), user)


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[Statements]]:
    """`with statements() as sent:` collects the SQL that the block sends."""
    return collect_statements


# Real processes


@pytest.fixture(scope="session")
def live_server(all_databases: Callable[[str], Databases]) -> Iterator[LiveServer]:
    """`run.py` on SQLite in a process of its own. Tests share it and commit, so each uses records of its own."""
    with serve(all_databases("sqlite").initialised()) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    from tests.support.browser import launched_browser

    with launched_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: Any, live_server: LiveServer) -> Iterator[Any]:
    """A page of the live server, in a context of its own; relative addresses work."""
    with ExitStack() as stack:
        context = browser.new_context(base_url=live_server.url(""), locale="zh-CN", timezone_id="Asia/Shanghai")
        stack.callback(context.close)
        yield context.new_page()
