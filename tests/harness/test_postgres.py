"""The test server is like the one the installation guide asks for."""

from __future__ import annotations

import psycopg
import pytest

from tests.support.postgres import start_server


@pytest.fixture
def connection(postgres_uri):
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        yield connection


def test_text_is_utf_8(connection):
    assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_a_copy_holds_what_its_template_held(postgres_server):
    with psycopg.connect(postgres_server.create("original"), autocommit=True) as connection:
        connection.execute("CREATE TABLE word AS SELECT '客户' AS text")
    with psycopg.connect(postgres_server.create("copy", template="original")) as connection:
        assert connection.execute("SELECT text FROM word").fetchone() == ("客户",)


def test_a_stopped_server_leaves_nothing_behind():
    server = start_server()
    server.stop()
    assert not server.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.uri("postgres"), connect_timeout=5)
