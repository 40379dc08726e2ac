"""Finding records by their folded search key (see `folding`), indexed on both databases.

PostgreSQL keeps an inverted index over the tokens of the key. SQLite keeps an FTS5 table `<table>_fts` beside the
table; triggers follow every change of the key. The table must have an integer primary key `id` and a text column
`search_text`. Table names come from models and migrations, never from a user.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    TableClause,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy import inspect as inspect_attribute
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

from app.core.dialects import per_database
from app.core.errors import RuleError
from app.core.folding import is_pair, query_tokens
from app.core.text import N_

KEY = "search_text"
# SQLite: only a space ends a token, and nothing is folded further: the key already is. A trigram tokenizer would find
# nothing for one or two Chinese characters, silently; a contentless table could not be updated. `prefix`: the last word
# of a query is the beginning of one, and gathering all words that begin with a syllable takes 400 ms at 1,000,000 rows.
NOTHING = '""'  # the question that no record answers
PREFIXES = "1 2 3 4"
TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
# PostgreSQL: the very same tokens. Trigrams would read long lists for digits and sounds: 60 ms at 1,000,000 rows.
TOKENS = "array_to_tsvector(array_remove(array_remove(string_to_array({key}, ' '), ''), '|'))"
# What waits to be sorted into the index is read through by every search: no more of it than that, in kB.
PENDING = 512
START = 25  # characters at the beginning of a key that have an index of their own


def matches(key: InstrumentedAttribute[Any], query: str, *, guarded: bool = False) -> ColumnElement[bool]:
    """Whether the record of `key`, the mapped `search_text` of a model or an alias of one, answers `query`.

    A query of white space answers nothing and everything matches; one of signs alone (`?!`) matches nothing.
    `guarded`: by guarded numbers, too.
    """
    terms = query_tokens(query, guarded=guarded)
    if not terms:
        return false() if query.strip() else true()
    parent = inspect_attribute(key.parent)
    return per_database(holds(key, terms), _fts(parent.entity.id, parent.mapper.local_table.name, terms))


def matches_unindexed(key: InstrumentedAttribute[Any], query: str, *, guarded: bool = False) -> ColumnElement[bool]:
    """The same for a table so small that its key needs no index."""
    terms = query_tokens(query, guarded=guarded)
    if not terms:
        return false() if query.strip() else true()
    return _like(key, terms)


def starts(key: Any, beginning: str) -> ColumnElement[bool]:
    """Whether the key begins so (see `folding.beginning_of`), as far as its start is indexed."""
    # Literals, not parameters: SQLite uses an index on an expression for the very same expression only.
    start = func.substr(key, literal_column("1"), literal_column(str(START)))
    wanted = beginning[:START]
    return per_database(start.like(f"{wanted}%"), and_(start >= wanted, start < f"{wanted}\U0010ffff"))


def holds(key: ColumnElement[Any], terms: list[tuple[str, ...]]) -> ColumnElement[bool]:
    """For PostgreSQL: whether `key`, a column called `search_text`, holds `terms`, by its index.

    The index knows nothing of neighbours, so the key is read too, which is cheaper where the index is not used.
    """
    tokens = func.array_to_tsvector(
        func.array_remove(
            func.array_remove(func.string_to_array(key, literal_column("' '")), literal_column("''")),
            literal_column("'|'"),
        )
    )
    return and_(tokens.bool_op("@@")(cast(literal(_lexemes(terms)), TSQUERY)), _like(key, terms))


def newest_in_index(
    key: InstrumentedAttribute[Any],
    query: str,
    limit: int,
    needed: ColumnElement[bool] | None = None,
    *,
    guarded: bool = False,
) -> Select[Any]:
    """For SQLite: the `id`s of the `limit` newest records that answer `query`, archived and invisible ones too.

    `matches` gathers every id before it takes the first; this walks back from the newest, and looks up nothing unless
    the condition `needed` holds. `query` must have terms.
    """
    index = _index_of(inspect_attribute(key.parent).mapper.local_table.name)
    question = _question(query_tokens(query, guarded=guarded))
    asked = index.c[KEY].op("MATCH")(question if needed is None else case((needed, question), else_=NOTHING))
    return select(index.c.rowid.label("id")).where(asked).order_by(index.c.rowid.desc()).limit(limit)


def _like(key: ColumnElement[Any], terms: list[tuple[str, ...]]) -> ColumnElement[bool]:
    # Tokens hold letters and digits only, so no sign of LIKE needs escaping.
    return and_(*(or_(*(key.like(f"% {way}%") for way in ways)) for ways in terms))


def _fts(identifier: Any, table_name: str, terms: list[tuple[str, ...]]) -> ColumnElement[bool]:
    index = _index_of(table_name)
    asked = index.c[KEY].op("MATCH")(_question(terms))
    found: ColumnElement[bool] = identifier.in_(select(index.c.rowid).where(asked))
    return found


def _index_of(table_name: str) -> TableClause:
    return table(f"{table_name}_fts", column("rowid"), column(KEY))


def _question(terms: list[tuple[str, ...]]) -> ColumnElement[str]:
    return literal(" AND ".join("(" + " OR ".join(f'"{way}" *' for way in ways) + ")" for ways in terms))


def _lexemes(terms: list[tuple[str, ...]]) -> str:
    # Tokens hold letters, digits and the mark of a guard, so none needs escaping.
    return " & ".join("(" + " | ".join(map(_side_by_side, ways)) + ")" for ways in terms)


def _side_by_side(way: str) -> str:
    *whole, last = way.split()
    ends = "" if is_pair(last) else ":*"  # nothing begins with a pair but the pair itself
    return "(" + " & ".join([*(f"'{token}'" for token in whole), f"'{last}'{ends}"]) + ")"


def _connection(op: Any) -> Connection:
    return op if isinstance(op, Connection) else op.get_bind()


def _sqlite_statements(name: str) -> list[str]:
    fts = f"{name}_fts"
    add = f"INSERT INTO {fts} (rowid, {KEY}) VALUES (new.id, new.{KEY});"  # noqa: S608
    remove = f"INSERT INTO {fts} ({fts}, rowid, {KEY}) VALUES ('delete', old.id, old.{KEY});"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE {fts} USING fts5({KEY}, content='{name}', content_rowid='id', "
        f"tokenize='{TOKENIZER}', prefix='{PREFIXES}', columnsize=0)",
        f"CREATE TRIGGER {fts}_insert AFTER INSERT ON {name} BEGIN {add} END",
        f"CREATE TRIGGER {fts}_delete AFTER DELETE ON {name} BEGIN {remove} END",
        f"CREATE TRIGGER {fts}_update AFTER UPDATE OF id, {KEY} ON {name} "
        f"WHEN old.id <> new.id OR old.{KEY} IS NOT new.{KEY} BEGIN {remove} {add} END",
    ]


def create_search_index(op: Any, name: str) -> None:
    """Index the `search_text` of the table called `name`, whether it holds rows or not; an index that exists is remade.

    `op` is Alembic's or a connection. On SQLite call it again after a migration has recreated the table: its triggers
    went with it.
    """
    connection = _connection(op)
    drop_search_index(connection, name)
    if connection.dialect.name == "sqlite":
        for statement in _sqlite_statements(name):
            connection.execute(text(statement))
        connection.execute(text(f"CREATE INDEX ix_{name}_start_search ON {name} (substr({KEY}, 1, {START}))"))
        rebuild_search_index(connection, name)
        return
    connection.execute(text("SET LOCAL statement_timeout TO 0"))  # minutes, at a million rows
    connection.execute(text("SET LOCAL maintenance_work_mem TO '512MB'"))
    start = f"substr({KEY}, 1, {START}) text_pattern_ops"
    connection.execute(text(f"CREATE INDEX ix_{name}_start_search ON {name} ({start})"))
    tokens = f"gin (({TOKENS.format(key=KEY)})) WITH (gin_pending_list_limit = {PENDING})"
    connection.execute(text(f"CREATE INDEX ix_{name}_search ON {name} USING {tokens}"))


def drop_search_index(op: Any, name: str) -> None:
    """Undo `create_search_index`; nothing happens where there is no index."""
    connection = _connection(op)
    connection.execute(text(f"DROP INDEX IF EXISTS ix_{name}_start_search"))
    if connection.dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}_fts_{event}"))
        connection.execute(text(f"DROP TABLE IF EXISTS {name}_fts"))
    else:
        connection.execute(text(f"DROP INDEX IF EXISTS ix_{name}_search"))


def rebuild_search_index(op: Any, name: str) -> None:
    """Read the whole table into the index again, should they ever disagree."""
    connection = _connection(op)
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {name}_fts ({name}_fts) VALUES ('rebuild')"))  # noqa: S608
    else:
        connection.execute(text(f"REINDEX INDEX ix_{name}_search"))


def check_search_support(connection: Connection) -> RuleError | None:
    """Why this database cannot search Chinese, or None."""
    if connection.dialect.name == "sqlite":
        built_in = text("SELECT count(*) FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'")
        return None if connection.scalar(built_in) else RuleError(N_("This SQLite has no full-text search (FTS5)."))
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding == "UTF8":
        return None
    message = N_(
        "This database cannot search Chinese text: its encoding is %(encoding)s. Create it with encoding UTF8."
    )
    return RuleError(message, encoding=encoding)
