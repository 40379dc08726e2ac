from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column

from app.core.folding import search_key
from app.core.search import (
    check_search_support,
    create_search_index,
    drop_search_index,
    matches,
    rebuild_search_index,
)
from tests.support.databases import Databases
from tests.support.postgres import PostgresServer


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    search_text: Mapped[str] = mapped_column(default="")


def connected(databases: Databases) -> Iterator[Connection]:
    installation = databases.empty()
    engine = create_engine(installation.uri)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        create_search_index(connection, "note")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
    databases.discard(installation)


@pytest.fixture(scope="module")
def opened(databases: Databases) -> Iterator[Connection]:
    yield from connected(databases)


@pytest.fixture
def connection(opened: Connection) -> Iterator[Connection]:
    """A database with an indexed, empty table `note`; what a test writes is rolled back."""
    with opened.begin() as transaction:
        yield opened
        transaction.rollback()


@pytest.fixture(scope="module")
def both(all_databases: Callable[[str], Databases]) -> Iterator[list[Connection]]:
    """SQLite and PostgreSQL side by side."""
    opened = [connected(all_databases(kind)) for kind in ("sqlite", "postgresql")]
    yield [next(connection) for connection in opened]
    for connection in opened:
        next(connection, None)


def write(connection: Connection, *names: str) -> None:
    rows = [{"id": number, "search_text": search_key(name)} for number, name in enumerate(names, 1)]
    connection.execute(insert(Note), rows)


def found(connection: Connection, query: str) -> list[int]:
    return list(connection.scalars(select(Note.id).where(matches(Note.search_text, query)).order_by(Note.id)))


NAMES = ("深圳市华为技术有限公司", "重庆长安汽车", "Café René +86 138-1234-5678", "华为Tech 100%_\\", "𠮷野家", "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("华", [1, 4], id="one character"),
        pytest.param("司", [1], id="the last character"),
        pytest.param("華為", [1, 4], id="Traditional"),
        pytest.param("华为技", [1], id="three characters"),
        pytest.param("huawei", [1, 4], id="pinyin"),
        pytest.param("huaweij", [1], id="unfinished pinyin"),
        pytest.param("hwjs", [1], id="initials"),
        pytest.param("zhongqing", [2], id="another reading"),
        pytest.param("cafe", [3], id="a word without its accent"),
        pytest.param("13812345678", [3], id="a number without its country code"),
        pytest.param("5678", [3], id="the end of a number"),
        pytest.param("华为tech", [4], id="two terms"),
        pytest.param("𠮷", [5], id="Han of four bytes"),
        pytest.param("100%", [4], id="a sign of LIKE beside a number"),
        pytest.param("龘", [], id="nothing"),
        pytest.param("?!", [], id="signs alone"),
        pytest.param(" ", [1, 2, 3, 4, 5, 6], id="white space asks for nothing"),
    ],
)
def test_matches(connection: Connection, query: str, expected: list[int]) -> None:
    write(connection, *NAMES)
    assert found(connection, query) == expected


SIGNS = ['"', "'", "*", "%", "_", "\\", "(", ")", "^", ":", "-", "+", ";", "\x00", "\ud800", "🐼", "{", "}", "|", "$1"]
WORDS = ["AND", "OR", "NOT", "NEAR(a b)", "search_text : a", '"a" *', "a AND", "note_fts"]


@pytest.mark.parametrize("query", [f"华{sign}为" for sign in SIGNS] + WORDS)
def test_no_query_is_a_syntax_error(connection: Connection, query: str) -> None:
    write(connection, "华为", f"中国 {query}")
    assert 2 in found(connection, query)


def test_an_alias_is_searched(connection: Connection) -> None:
    write(connection, "华为", "中国")
    one, other = aliased(Note), aliased(Note)
    pairs = select(one.id, other.id).where(one.id < other.id, matches(one.search_text, "华为"))
    pairs = pairs.where(matches(other.search_text, "中国"))
    assert connection.execute(pairs).all() == [(1, 2)]


def test_a_condition_can_be_negated_and_counted(connection: Connection) -> None:
    write(connection, *NAMES)
    condition = matches(Note.search_text, "华为")
    assert list(connection.scalars(select(Note.id).where(~condition).order_by(Note.id))) == [2, 3, 5, 6]
    assert connection.scalar(select(func.count()).select_from(Note).where(condition | (Note.id == 6))) == 3


def test_queries_of_one_shape_share_a_compiled_statement(connection: Connection) -> None:
    write(connection, *NAMES)
    shapes = [select(Note.id).where(matches(Note.search_text, query)) for query in ("华为", "重庆")]
    keys = [shape._generate_cache_key() for shape in shapes]
    assert keys[0] == keys[1]
    assert keys[0] is not None
    assert [list(connection.scalars(shape.order_by(Note.id))) for shape in shapes] == [[1, 4], [2]]


def test_a_search_reads_the_index(connection: Connection) -> None:
    write(connection, *NAMES)
    statement = select(Note.id).where(matches(Note.search_text, "华为技术"))
    sql = str(statement.compile(connection, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    if connection.dialect.name == "sqlite":
        plan = " ".join(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").scalars(3))
        assert "SEARCH note USING INTEGER PRIMARY KEY" in plan
    else:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = " ".join(connection.execute(text(f"EXPLAIN {sql}")).scalars())
        assert "ix_note_search" in plan


def test_the_index_follows_every_change(connection: Connection) -> None:
    write(connection, "华为", "中国")
    connection.execute(update(Note).where(Note.id == 1).values(search_text=search_key("重庆")))
    connection.execute(delete(Note).where(Note.id == 2))
    assert [found(connection, query) for query in ("华为", "重庆", "中国")] == [[], [1], []]
    connection.execute(update(Note).where(Note.id == 1).values(id=7))
    assert found(connection, "重庆") == [7]


def test_rows_there_before_the_index_are_found(connection: Connection) -> None:
    drop_search_index(connection, "note")
    drop_search_index(connection, "note")
    write(connection, "华为")
    create_search_index(connection, "note")
    assert found(connection, "华为") == [1]
    connection.execute(update(Note).values(search_text=search_key("中国")))
    create_search_index(connection, "note")
    rebuild_search_index(connection, "note")
    assert [found(connection, "华为"), found(connection, "中国")] == [[], [1]]


@pytest.mark.databases("sqlite")
def test_without_its_index_sqlite_says_so(connection: Connection) -> None:
    drop_search_index(connection, "note")
    with pytest.raises(DBAPIError, match="note_fts"):
        found(connection, "华为")


def test_this_database_can_search(connection: Connection) -> None:
    assert check_search_support(connection) is None


def test_a_database_of_another_encoding_is_refused(postgres_server: PostgresServer) -> None:
    postgres_server.drop("latin")
    engine: Engine = create_engine(postgres_server.uri("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE latin TEMPLATE template0 LOCALE 'C' ENCODING 'LATIN1'"))
    engine.dispose()
    engine = create_engine(postgres_server.uri("latin"))
    with engine.connect() as connection:
        error = check_search_support(connection)
    engine.dispose()
    postgres_server.drop("latin")
    assert error is not None
    assert "encoding is LATIN1." in str(error)


# Both databases at once

HAN = st.one_of(
    st.sampled_from("华为技术重庆长安中国银行單雄信華為乾隆於著台臺〇"),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
)
BETWEEN = st.sampled_from([" ", "（", ")", "·", "-", "🐼", "\x00", "\u3000"])
CHINESE = st.lists(HAN | HAN | HAN | BETWEEN, min_size=1, max_size=20).map("".join)
ANYTHING = st.lists(
    st.one_of(HAN, BETWEEN, st.sampled_from("abhwxiüéßİ0189+"), st.characters(codec=None)), min_size=1, max_size=20
).map("".join)
UNHURRIED = settings(deadline=None)


def found_in_both(both: list[Connection], names: list[str], query: str) -> list[int]:
    answers = []
    for connection in both:
        with connection.begin() as transaction:
            write(connection, *names)
            answers.append(found(connection, query))
            transaction.rollback()
    assert answers[0] == answers[1]
    return answers[0]


@UNHURRIED
@given(names=st.lists(CHINESE, min_size=1, max_size=5), data=st.data())
def test_every_part_of_a_chinese_name_finds_it_on_both(
    both: list[Connection], names: list[str], data: st.DataObject
) -> None:
    name = names[0]
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assume(search_key(part))
    assert 1 in found_in_both(both, names, part)


@UNHURRIED
@given(names=st.lists(ANYTHING, min_size=1, max_size=5), query=ANYTHING, data=st.data())
def test_both_always_answer_alike(both: list[Connection], names: list[str], query: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(names[0]) - 1))
    found_in_both(both, names, data.draw(st.sampled_from([query, names[0][start:]])))


@UNHURRIED
@given(name=ANYTHING)
def test_sqlite_keeps_every_token_as_it_is(both: list[Connection], name: str) -> None:
    sqlite = both[0]
    with sqlite.begin() as transaction:
        write(sqlite, name)
        sqlite.execute(text("CREATE VIRTUAL TABLE temp.tokens USING fts5vocab(main, note_fts, instance)"))
        kept = list(sqlite.scalars(text('SELECT term FROM tokens ORDER BY "offset"')))
        transaction.rollback()
    assert kept == search_key(name).split()
