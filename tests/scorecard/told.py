"""What no answer may say: words of the program or the database instead of words for a reader."""

from __future__ import annotations

import re

TELLS_TOO_MUCH = re.compile(
    r"Traceback \(most recent|sqlalchemy\.|sqlite3\.|psycopg|werkzeug\.|jinja2\.|\[SQL: "
    r"|OperationalError|IntegrityError|ProgrammingError|DataError|KeyError|TypeError|ValueError|AttributeError"
    r"|UnicodeDecodeError|syntax error at or near"
    r"|SELECT .{0,80}\bFROM\b (?!ab_user)|INSERT INTO|UPDATE \w+ SET|no such (?:table|column)"
    r"|site-packages|\.py\", line"
)
